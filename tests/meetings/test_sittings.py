"""A sitting is called to order, led, handed over and ended; everything that happens is in its record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from comitia.accounts.queries import actor
from comitia.core.governance.record import Access, first_break
from comitia.journal.queries import faults
from comitia.meetings import actions, queries
from comitia.meetings.models import Meeting, Sitting
from comitia.platform.answers import RefusedError
from tests.factories.accounts import make_person
from tests.factories.meetings import make_meeting
from tests.factories.sittings import AT, CLERK, make_sitting

pytestmark = pytest.mark.django_db


def kinds(meeting, access=Access.COMMITTEE):
    return [entry.kind for entry in queries.record_of(meeting.slug, access=access)]


def code_of(act, *given, **more):
    with pytest.raises(RefusedError) as refused, transaction.atomic():
        act(*given, **more, at=AT)
    return refused.value.answer.code


def test_a_sitting_goes_its_way_and_the_record_says_so():
    meeting = make_meeting()
    sitting = make_sitting(meeting)
    actions.suspend_sitting(sitting.reference, reason="Interpreters", by=CLERK, at=AT)
    actions.resume_sitting(sitting.reference, by=CLERK, at=AT)
    actions.close_sitting(sitting.reference, by=CLERK, at=AT + timedelta(hours=2))
    assert kinds(meeting) == [
        "officer_named",
        "sitting_called",
        "sitting_suspended",
        "sitting_resumed",
        "sitting_closed",
    ]
    assert first_break(queries.record_of(meeting.slug, access=Access.COMMITTEE)) is None
    assert list(faults()) == []
    assert queries.officers_of(sitting) == []


def test_nobody_calls_to_order_a_sitting_that_nobody_presides_over():
    sitting = make_sitting(make_meeting(), begun=False)
    sitting.officers.all().delete()
    assert code_of(actions.call_to_order, sitting.reference, by=CLERK) == "nobody_presides"


def test_one_sitting_of_a_session_runs_at_a_time():
    meeting = make_meeting()
    make_sitting(meeting)
    other = make_sitting(meeting, begun=False)
    assert code_of(actions.call_to_order, other.reference, by=CLERK) == "other_sitting_running"


@pytest.mark.parametrize("state", [Meeting.State.CANCELLED, Meeting.State.POSTPONED])
def test_a_meeting_that_does_not_take_place_is_not_called_to_order(state):
    sitting = make_sitting(make_meeting(state=state), begun=False)
    assert code_of(actions.call_to_order, sitting.reference, by=CLERK) == "meeting_off"


def test_only_who_presides_or_the_clerk_leads_and_the_chair_goes_over_and_back():
    chair, deputy = make_person("Sample Chair"), make_person("Sample Deputy")
    sitting = make_sitting(make_meeting(), chair=chair)
    assert code_of(actions.suspend_sitting, sitting.reference, reason="", by=actor(deputy)) == "not_presiding"
    actions.hand_over_chair(sitting.reference, deputy, member=None, by=actor(chair), at=AT)
    assert code_of(actions.suspend_sitting, sitting.reference, reason="", by=actor(chair)) == "not_presiding"
    actions.suspend_sitting(sitting.reference, reason="", by=actor(deputy), at=AT)
    actions.hand_over_chair(sitting.reference, chair, member=None, by=actor(deputy), at=AT)
    assert [one.name for one in queries.officers_of(sitting)] == ["Sample Chair"]


def test_a_running_sitting_always_has_a_chair():
    sitting = make_sitting(make_meeting())
    presiding = queries.officers_of(sitting)[0]
    assert code_of(actions.release_officer, presiding.pk, by=CLERK) == "sitting_without_chair"


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (actions.resume_sitting, "sitting_in_session"),
        (actions.call_to_order, "sitting_begun"),
    ],
)
def test_an_act_out_of_turn_is_refused(act, code):
    sitting = make_sitting(make_meeting())
    assert code_of(act, sitting.reference, by=CLERK) == code


def test_what_is_over_stays_over():
    sitting = make_sitting(make_meeting())
    actions.close_sitting(sitting.reference, by=CLERK, at=AT)
    assert code_of(actions.resume_sitting, sitting.reference, by=CLERK) == "sitting_closed"
    assert code_of(actions.close_sitting, sitting.reference, by=CLERK) == "sitting_closed"


@pytest.mark.parametrize("role", ["presiding", "rapporteur"])
def test_nobody_is_named_for_a_sitting_that_is_over(role):
    sitting = make_sitting(make_meeting())
    actions.close_sitting(sitting.reference, by=CLERK, at=AT)
    late = {"role": role, "member": None, "by": CLERK}
    assert code_of(actions.name_officer, sitting.reference, make_person("Late"), **late) == "sitting_closed"
    assert queries.officers_of(sitting) == []


def test_the_public_reads_nothing_of_a_sitting_in_camera_yet_can_check_the_chain():
    meeting = make_meeting()
    sitting = make_sitting(meeting)
    actions.sit_in_camera(sitting.reference, is_closed=True, by=CLERK, at=AT)
    actions.suspend_sitting(sitting.reference, reason="A secret", by=CLERK, at=AT)
    published = list(queries.record_of(meeting.slug, access=Access.PUBLIC))
    assert [(entry.kind, entry.facts is None) for entry in published][-2:] == [
        ("sitting_in_camera", False),
        ("sitting_suspended", True),
    ]
    assert first_break(published) is None


@pytest.mark.parametrize(
    "statement", ["UPDATE meetings_recordentry SET kind = 'x'", "DELETE FROM meetings_recordentry"]
)
def test_the_database_refuses_to_change_a_record(statement):
    make_sitting(make_meeting())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_sitting_that_runs_is_the_one_of_now_then_the_next_then_the_last():
    meeting = make_meeting()
    first = make_sitting(meeting, begun=False)
    second = make_sitting(meeting, begun=False)
    assert queries.sitting_now(meeting.slug) == first
    actions.call_to_order(second.reference, by=CLERK, at=AT)
    assert queries.sitting_now(meeting.slug) == second
    actions.close_sitting(second.reference, by=CLERK, at=AT)
    Sitting.objects.filter(pk=first.pk).update(state="closed")
    assert queries.sitting_now(meeting.slug) == second
