"""The programme in a few lines."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from comitia.programme.queries import opening_of, running_order
from tests.factories.programme import make_meeting, make_slot

pytestmark = pytest.mark.django_db


def at(hour: int) -> datetime:
    return datetime(2020, 11, 17, hour, tzinfo=UTC)


@pytest.fixture
def day():
    meeting = make_meeting()
    slots = (
        ("check-in", "plenary", "delegations", "09:00", "10:00"),
        ("opening", "plenary", "everyone", "10:00", "11:00"),
        ("forum-a", "forum", "everyone", "11:00", "12:00"),
        ("lunch", "break", "everyone", "12:00", "13:00"),
        ("committee", "committee", "members_vote", "11:00", "13:00"),
        ("forum-b", "forum", "everyone", "13:00", "15:00"),
    )
    for slug, kind, audience, starts, ends in slots:
        make_slot(meeting, slug, starts, ends, kind=kind, audience=audience)
    make_slot(meeting, "undated", "", "")
    return meeting


def test_parallel_sessions_are_one_line_and_breaks_none(day) -> None:
    lines = [
        (line.slug or line.kind, line.starts_at.hour, line.ends_at.hour, len(line.titles))
        for line in running_order(day.slug, "en")
    ]
    assert lines == [
        ("check-in", 6, 7, 1),
        ("opening", 7, 8, 1),
        ("committee", 8, 10, 1),
        ("forum", 8, 12, 2),
    ]


def test_a_meeting_opens_with_its_first_session_for_everyone(day) -> None:
    assert opening_of(day.slug) == at(7)


def test_a_meeting_without_times_has_no_opening() -> None:
    assert opening_of(make_meeting().slug) is None
