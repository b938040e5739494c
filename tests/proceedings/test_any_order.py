"""Whatever is pressed in whatever order, by whomever: it is done or refused with a reason, and the session stays sound."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comitia.core.governance.debate import Klass, Policy
from comitia.core.governance.record import Access, first_break
from comitia.meetings.queries import record_of
from comitia.platform.answers import RefusedError
from comitia.proceedings import actions
from comitia.proceedings.models import AgendaItem, Speech
from comitia.proceedings.queries.floor import floor_of
from tests.factories.meetings import make_meeting
from tests.factories.proceedings import add, make_delegate
from tests.factories.sittings import AT, CLERK, make_sitting

pytestmark = pytest.mark.django_db

ON_ITEMS = {
    "call": actions.call_item,
    "conclude": actions.conclude_item,
    "defer": lambda one, **who: actions.defer_item(one, reason="Later", **who),
    "refer": lambda one, **who: actions.refer_item(one, to="A group", **who),
    "reopen": lambda one, **who: actions.reopen_item(one, reason="Agreed", **who),
    "open list": lambda one, **who: actions.open_list(
        one, limits={"member": 60}, section_seconds=90, policy=Policy.ALTERNATING_SECTIONS, **who
    ),
    "close list": actions.close_list,
    "announce": actions.announce_closing,
    "ask": actions.ask_for_floor,
    "ask for order": lambda one, **who: actions.ask_for_floor(one, klass=Klass.POINT_OF_ORDER, **who),
    "reply": lambda one, **who: actions.ask_for_floor(one, klass=Klass.RIGHT_OF_REPLY, **who),
}
ON_SPEECHES = {
    "give": actions.give_floor,
    "pause": actions.pause_speech,
    "resume": actions.resume_speech,
    "extend": lambda one, **who: actions.extend_speech(one, seconds=30, **who),
    "end": actions.end_speech,
    "pass over": actions.pass_over,
    "first": lambda one, **who: actions.put_at_place(one, place=1, **who),
    "withdraw": actions.withdraw_request,
}
ON_SITTINGS = {
    "suspend": lambda one, **who: actions.suspend_sitting(one, reason="Lunch", **who),
    "resume sitting": actions.resume_sitting,
}
STEPS = st.tuples(
    st.sampled_from([*ON_ITEMS, *ON_SPEECHES, *ON_SITTINGS, "give", "ask", "end", "call"]),
    st.integers(0, 5),
    st.sampled_from(["clerk", "clerk", "Seoul", "Moscow", "UNESCO"]),
    st.integers(-30, 90),
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, min_size=15, max_size=40))
def test_a_session_stays_sound_whatever_is_pressed(steps):
    with transaction.atomic():
        walk(steps)
        transaction.set_rollback(True)


def walk(steps):
    meeting = make_meeting()
    sitting = make_sitting(meeting)
    items = [add(meeting, title) for title in ("Opening", "Host city")]
    actions.adopt_agenda(meeting.pk, by=CLERK, at=AT)
    who = {
        "clerk": CLERK,
        "Seoul": make_delegate(meeting, "Seoul"),
        "Moscow": make_delegate(meeting, "Moscow", region="europe"),
        "UNESCO": make_delegate(meeting, observer="UNESCO"),
    }
    at = AT
    for name, which, actor, seconds in steps:
        at += timedelta(seconds=seconds)
        speeches = list(Speech.objects.order_by("pk"))
        with suppress(RefusedError), transaction.atomic():
            if name in ON_ITEMS:
                ON_ITEMS[name](items[which % len(items)].reference, by=who[actor], at=at)
            elif name in ON_SITTINGS:
                ON_SITTINGS[name](sitting.reference, by=who[actor], at=at)
            elif speeches:
                ON_SPEECHES[name](speeches[which % len(speeches)].reference, by=who[actor], at=at)
        check(meeting, items, at=at)


def check(meeting, items, *, at):
    """See that one speaks at most, on the item under discussion, and that no time is negative."""
    called = AgendaItem.objects.filter(meeting=meeting, state="called")
    assert called.count() <= 1
    speaking = Speech.objects.filter(meeting=meeting, state="speaking")
    assert speaking.count() <= 1
    assert {one.item_id for one in Speech.objects.filter(state__in=["speaking", "paused"])} <= {
        one.pk for one in called
    }
    for item in items:
        floor = floor_of(item, at=at)
        for row in (*floor.waiting, *floor.heard, *floor.paused):
            assert row.used >= timedelta(0)
            assert row.remaining is None or row.remaining >= timedelta(0)
    assert first_break(record_of(meeting.slug, access=Access.COMMITTEE)) is None
