"""A session pins the rules of procedure that it is held under, and nobody changes them once it has begun."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from comitia.core.governance.record import Access
from comitia.meetings import actions, queries
from comitia.meetings.models import Meeting
from comitia.meetings.queries.rules import rules_of_session
from comitia.platform.actors import Actor
from comitia.platform.answers import RefusedError
from tests.factories.meetings import make_meeting
from tests.factories.organs import make_committee
from tests.factories.sittings import AT, CLERK, make_sitting
from tests.factories.voting import RULES, make_rules

pytestmark = pytest.mark.django_db


def session_with_two_versions():
    organ = make_committee()
    meeting = make_meeting(organ=organ)
    first = make_rules(organ)
    second = make_rules(organ, replace(RULES, number=2, in_force_from=date(2021, 1, 1)))
    return meeting, first, second


def code_of(meeting, number, *, by=CLERK):
    with pytest.raises(RefusedError) as refused, transaction.atomic():
        actions.pin_rules(meeting, number, by=by, at=AT)
    return refused.value.answer.code


def pinned_in_the_record(meeting):
    record = queries.record_of(meeting.slug, access=Access.PUBLIC)
    return [entry.facts["version"] for entry in record if entry.kind == "rules_pinned"]


def test_the_first_call_to_order_pins_what_is_in_force_on_the_first_day():
    meeting, first, _second = session_with_two_versions()
    make_sitting(meeting)
    meeting.refresh_from_db()
    assert meeting.rule_set_id == first.pk
    assert pinned_in_the_record(meeting) == [1]


def test_a_pinned_version_is_read_whatever_is_in_force_and_is_not_pinned_anew():
    meeting, _first, second = session_with_two_versions()
    assert rules_of_session(meeting).number == 1
    actions.pin_rules(meeting, 2, by=CLERK, at=AT)
    actions.pin_rules(meeting, 2, by=CLERK, at=AT)
    make_sitting(meeting)
    meeting = Meeting.objects.get(pk=meeting.pk)
    assert (meeting.rule_set_id, rules_of_session(meeting).number) == (second.pk, 2)
    assert pinned_in_the_record(meeting) == [2]


def test_only_the_secretariat_pins_rules_that_were_put_in_force():
    meeting, _first, _second = session_with_two_versions()
    assert code_of(meeting, 3) == "rules_gone"
    assert code_of(meeting, 2, by=Actor(person=None)) == "not_secretariat"


def test_nobody_changes_the_rules_of_a_session_that_has_begun():
    meeting, _first, second = session_with_two_versions()
    sitting = make_sitting(meeting)
    assert code_of(meeting, 2) == "rules_pinned"
    actions.close_sitting(sitting.reference, by=CLERK, at=AT)
    assert code_of(meeting, 2) == "rules_pinned"
    with pytest.raises(DatabaseError, match="stay pinned"), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(rule_set=second)


def test_a_session_without_rules_begins_without_any():
    meeting = make_meeting()
    make_sitting(meeting)
    assert pinned_in_the_record(meeting) == []
