"""Two who write the same part of the minutes at once: one text is there, and the other writer is told."""

from __future__ import annotations

import pytest

from comitia.proceedings import actions
from comitia.proceedings.models import Slot
from comitia.proceedings.queries.minutes import record_of_slot
from tests.factories.meetings import make_meeting
from tests.factories.sittings import AT, CLERK, make_sitting
from tests.proceedings.test_at_once import all_at_once

pytestmark = pytest.mark.usefixtures("committed")


def test_two_clerks_write_the_same_slot_and_the_second_is_told():
    meeting = make_meeting()
    make_sitting(meeting)
    minutes = actions.draft_minutes(meeting.pk, by=CLERK, at=AT)
    seen = record_of_slot(minutes, "opening").token
    acts = [
        lambda text=text: actions.write_slot(meeting.pk, "opening", {"en": text}, seen=seen, by=CLERK, at=AT)
        for text in ("First.", "Second.")
    ]
    assert all_at_once(*acts) == ["", "changed_meanwhile"]
    assert Slot.objects.get().texts["en"] in {"First.", "Second."}


def test_two_begin_the_minutes_at_once_and_there_is_one():
    meeting = make_meeting()
    make_sitting(meeting)
    assert all_at_once(*[lambda: actions.draft_minutes(meeting.pk, by=CLERK, at=AT)] * 2) == ["", ""]
