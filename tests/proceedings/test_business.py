"""A sitting deals with its agenda: adopted, then one item at a time, each with its end in the record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from comitia.accounts.queries import actor
from comitia.core.governance.record import Access, first_break
from comitia.meetings import actions as sittings
from comitia.meetings.queries import record_of
from comitia.platform.actors import Actor
from comitia.platform.answers import RefusedError
from comitia.proceedings import actions
from comitia.proceedings.models import Agenda, AgendaItem
from comitia.proceedings.queries.acts import item_acts
from comitia.proceedings.queries.desk import agenda_at_desk
from tests.factories.accounts import make_person
from tests.factories.meetings import make_meeting
from tests.factories.proceedings import add, call
from tests.factories.sittings import AT, CLERK, make_sitting

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(minutes=12)


def adopt(meeting, *, by=CLERK):
    actions.adopt_agenda(meeting.pk, by=by, at=AT)


def entries(meeting, *, access=Access.COMMITTEE):
    return [one for one in record_of(meeting.slug, access=access) if not one.kind.startswith(("officer", "sitting"))]


def code_of(act, *given, **more):
    with pytest.raises(RefusedError) as refused, transaction.atomic():
        act(*given, **{"by": CLERK, "at": AT, **more})
    return refused.value.answer.code


def test_an_agenda_is_adopted_and_its_items_are_dealt_with_one_after_the_other():
    meeting = make_meeting()
    make_sitting(meeting)
    report, host = add(meeting, "Annual report", business="note"), add(meeting, "Host city", business="decide")
    adopt(meeting)
    actions.call_item(report.reference, by=CLERK, at=AT)
    actions.conclude_item(report.reference, by=CLERK, at=LATER)
    actions.call_item(host.reference, by=CLERK, at=LATER)
    actions.conclude_item(host.reference, by=CLERK, at=LATER)
    assert [(one.kind, one.facts.get("state")) for one in entries(meeting)] == [
        ("agenda_adopted", None),
        ("item_called", None),
        ("item_concluded", "noted"),
        ("item_called", None),
        ("item_concluded", "decided"),
    ]
    report.refresh_from_db()
    assert (report.used, report.begun_at) == (timedelta(minutes=12), None)
    assert first_break(record_of(meeting.slug, access=Access.COMMITTEE)) is None


def test_the_chair_leads_and_nobody_else():
    meeting, chair, visitor = make_meeting(), make_person("Chair"), make_person("Visitor")
    make_sitting(meeting, chair=chair)
    add(meeting, "Opening")
    assert code_of(actions.adopt_agenda, meeting.pk, by=actor(visitor)) == "not_presiding"
    adopt(meeting, by=actor(chair))
    assert Agenda.objects.get().adopted_at == AT


def test_nothing_is_dealt_with_before_the_call_to_order_or_while_suspended():
    meeting = make_meeting()
    add(meeting, "Opening")
    assert code_of(actions.adopt_agenda, meeting.pk) == "no_sitting"
    sitting = make_sitting(meeting, begun=False)
    assert code_of(actions.adopt_agenda, meeting.pk) == "sitting_scheduled"
    sittings.call_to_order(sitting.reference, by=CLERK, at=AT)
    sittings.suspend_sitting(sitting.reference, reason="Lunch", by=CLERK, at=AT)
    assert code_of(actions.adopt_agenda, meeting.pk) == "sitting_suspended"


def test_the_adopted_agenda_is_not_written_any_more():
    meeting = make_meeting()
    make_sitting(meeting)
    item = add(meeting, "Opening")
    adopt(meeting)
    assert code_of(actions.adopt_agenda, meeting.pk) == "agenda_adopted"
    assert code_of(actions.add_item, meeting.pk, {"titles": {"en": "Late"}}) == "agenda_adopted"
    assert code_of(actions.save_item, item.reference, {"minutes": 5}, seen=None) == "agenda_adopted"
    assert code_of(actions.remove_item, item.reference) == "agenda_adopted"


def test_a_late_item_comes_with_a_waiver_that_is_in_the_record():
    meeting = make_meeting()
    make_sitting(meeting)
    statute = add(meeting, "Statute")
    add(meeting, "Host city")
    adopt(meeting)
    values = {"titles": {"en": "Solidarity with Izmir"}, "business": "decide"}
    assert code_of(actions.add_late_item, meeting.pk, values, waiver=" ") == "no_reason"
    top = actions.add_late_item(meeting.pk, values, waiver="Two thirds of those present", by=CLERK, at=AT)
    below = actions.add_late_item(meeting.pk, values, parent=statute.reference, waiver="Unanimously", by=CLERK, at=AT)
    assert [(one.number, one.state) for one in (top, below)] == [("3", "adopted"), ("1.1", "adopted")]
    assert [one.facts["waiver"] for one in entries(meeting) if one.kind == "item_added"] == [
        "Two thirds of those present",
        "Unanimously",
    ]


def test_one_item_at_a_time():
    meeting = make_meeting()
    make_sitting(meeting)
    other = add(meeting, "Other business")
    item = call(meeting)
    assert code_of(actions.call_item, other.reference) == "other_item_called"
    assert code_of(actions.call_item, item.reference) == "called_already"
    actions.defer_item(item.reference, reason="The text is not there yet", by=CLERK, at=AT)
    actions.call_item(other.reference, by=CLERK, at=AT)


def test_a_deferred_item_is_called_again_and_its_time_adds_up():
    meeting = make_meeting()
    make_sitting(meeting)
    item = call(meeting, minutes=30)
    actions.defer_item(item.reference, reason="Consultations", by=CLERK, at=LATER)
    actions.call_item(item.reference, by=CLERK, at=LATER)
    view = agenda_at_desk(meeting.slug, at=LATER + timedelta(minutes=3)).view
    assert view.called.number == "1"
    assert view.projection.expected - LATER == timedelta(minutes=18)


def test_items_are_referred_withdrawn_and_reopened_with_a_reason():
    meeting = make_meeting()
    make_sitting(meeting)
    first, second = add(meeting, "Awards"), add(meeting, "Fees")
    adopt(meeting)
    actions.refer_item(first.reference, to="Working group on awards", by=CLERK, at=AT)
    actions.withdraw_item(second.reference, reason="Withdrawn by Seoul", by=CLERK, at=AT)
    assert code_of(actions.call_item, first.reference) == "item_over"
    actions.reopen_item(first.reference, reason="By a majority of two thirds", by=CLERK, at=AT)
    assert [(one.kind, one.facts.get("to") or one.facts.get("reason")) for one in entries(meeting)[1:]] == [
        ("item_referred", "Working group on awards"),
        ("item_withdrawn", "Withdrawn by Seoul"),
        ("item_reopened", "By a majority of two thirds"),
    ]


def test_a_closed_item_waits_for_closed_doors_and_its_title_stays_inside():
    meeting = make_meeting()
    sitting = make_sitting(meeting)
    item = add(meeting, "Salaries", is_closed=True)
    adopt(meeting)
    assert code_of(actions.call_item, item.reference) == "doors_open"
    sittings.sit_in_camera(sitting.reference, is_closed=True, by=CLERK, at=AT)
    actions.call_item(item.reference, by=CLERK, at=AT)
    assert "Salaries" not in str([one.facts for one in record_of(meeting.slug, access=Access.PUBLIC)])
    assert [one.facts for one in entries(meeting, access=Access.PUBLIC) if one.kind == "item_called"] == [None]


def test_an_unknown_item_is_refused_and_nothing_changes():
    item = add(make_meeting(), "Opening")
    AgendaItem.objects.all().delete()
    assert code_of(actions.call_item, item.reference, by=Actor(person=None)) == "item_gone"


def test_the_acts_on_an_item_are_offered_with_the_reasons_why_not():
    meeting, clerk = make_meeting(), CLERK
    sitting = make_sitting(meeting)
    item, other = add(meeting, "Opening"), add(meeting, "Salaries", is_closed=True)
    adopt(meeting)

    def codes(one):
        found = item_acts(AgendaItem.objects.get(pk=one.pk), by=clerk, sitting=sitting)
        return {act: "" if answer else answer.code for act, answer in found.items()}

    assert codes(item) == {
        "call": "",
        "conclude": "not_called",
        "defer": "",
        "refer": "",
        "withdraw": "",
        "reopen": "item_not_over",
    }
    assert codes(other)["call"] == "doors_open"
    actions.call_item(item.reference, by=CLERK, at=AT)
    assert (codes(item)["conclude"], codes(other)["call"]) == ("", "other_item_called")


def test_an_interrupted_sitting_halts_its_item():
    meeting = make_meeting()
    sitting = make_sitting(meeting)
    item = call(meeting)
    actions.suspend_sitting(sitting.reference, reason="Lunch", by=CLERK, at=LATER)
    actions.resume_sitting(sitting.reference, by=CLERK, at=LATER + timedelta(hours=1))
    actions.adjourn_sitting(sitting.reference, reason="Evening", by=CLERK, at=LATER + timedelta(hours=1, minutes=3))
    item.refresh_from_db()
    assert (item.state, item.used, item.begun_at) == ("deferred", timedelta(minutes=15), None)
    assert [one.kind for one in record_of(meeting.slug, access=Access.COMMITTEE)][-4:] == [
        "sitting_suspended",
        "sitting_resumed",
        "item_deferred",
        "sitting_adjourned",
    ]


def test_a_sitting_is_not_closed_over_an_item_nor_its_doors_opened_over_a_closed_one():
    meeting = make_meeting()
    sitting = make_sitting(meeting, is_closed=True)
    item = call(meeting, is_closed=True)
    assert code_of(actions.close_sitting, sitting.reference) == "item_called"
    assert code_of(actions.sit_in_camera, sitting.reference, is_closed=False) == "closed_item_called"
    actions.conclude_item(item.reference, by=CLERK, at=AT)
    actions.sit_in_camera(sitting.reference, is_closed=False, by=CLERK, at=AT)
    actions.close_sitting(sitting.reference, by=CLERK, at=AT)
