"""A task is open, on its way, overdue, done or cancelled; it ends once."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.core.governance.follow_up import RefusalCode, Task, TaskState, decision_series, refusal_of_report

DUE = date(2021, 3, 1)


@pytest.mark.parametrize(
    ("progress", "is_cancelled", "at", "state"),
    [
        (0, False, DUE, TaskState.OPEN),
        (40, False, DUE, TaskState.IN_PROGRESS),
        (40, False, date(2021, 3, 2), TaskState.OVERDUE),
        (100, False, date(2021, 3, 2), TaskState.DONE),
        (40, True, date(2021, 3, 2), TaskState.CANCELLED),
    ],
)
def test_the_state_of_a_task(progress, is_cancelled, at, state):
    assert Task(due_on=DUE, progress=progress, is_cancelled=is_cancelled).state(at=at) == state


def test_a_task_without_a_day_is_never_overdue():
    assert Task(due_on=None, progress=0).state(at=date(2099, 1, 1)) == TaskState.OPEN


@given(st.integers(-200, 300), st.integers(0, 100), st.booleans())
def test_only_a_running_task_takes_a_report_and_only_in_hundredths(reported, progress, is_cancelled):
    refusal = refusal_of_report(Task(due_on=DUE, progress=progress, is_cancelled=is_cancelled), reported)
    if is_cancelled or progress == 100:
        assert refusal == RefusalCode.ENDED
    else:
        assert refusal == (None if 0 <= reported <= 100 else RefusalCode.OUT_OF_RANGE)


def test_a_decision_is_cited_by_organ_year_and_number():
    assert decision_series("executive-committee", 2020) == "EC/2020/"
