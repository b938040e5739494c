"""Several people press at once: each request is there exactly once, and one speaks at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from comitia.core.governance.record import Access, first_break
from comitia.meetings.queries import record_of
from comitia.platform.answers import RefusedError
from comitia.proceedings import actions
from comitia.proceedings.models import Speech
from tests.factories.meetings import make_meeting
from tests.factories.proceedings import call, make_delegate
from tests.factories.sittings import AT, CLERK, make_sitting

pytestmark = pytest.mark.usefixtures("committed")


def debate():
    meeting = make_meeting()
    make_sitting(meeting)
    item = call(meeting)
    actions.open_list(item.reference, limits={}, by=CLERK, at=AT)
    return meeting, item


def all_at_once(*acts):
    """Do the acts in threads of their own; give the code of each refusal, or an empty text."""

    def do(act):
        try:
            act()
        except RefusedError as error:
            return error.answer.code
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(len(acts)) as threads:
        return sorted(threads.map(do, acts))


def test_two_delegates_of_one_city_ask_at_once_and_it_waits_once():
    meeting, item = debate()
    delegates = [make_delegate(meeting, "Seoul", role=role) for role in ("head", "adviser", "technical")]
    acts = [lambda by=by: actions.ask_for_floor(item.reference, by=by, at=AT) for by in delegates]
    assert all_at_once(*acts) == ["", "already_waiting", "already_waiting"]
    assert first_break(record_of(meeting.slug, access=Access.COMMITTEE)) is None


def test_the_floor_is_given_once_whoever_presses():
    meeting, item = debate()
    speeches = [
        actions.ask_for_floor(item.reference, by=make_delegate(meeting, city), at=AT)
        for city in ("Seoul", "Moscow", "Baku")
    ]
    acts = [lambda one=one: actions.give_floor(one.reference, by=CLERK, at=AT) for one in speeches]
    assert all_at_once(*acts) == ["", "floor_taken", "floor_taken"]
    assert Speech.objects.filter(state="speaking").count() == 1
