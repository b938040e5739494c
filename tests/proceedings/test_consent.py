"""The consent agenda is adopted together, but for what one member takes out."""

from __future__ import annotations

import pytest

from comitia.core.governance.record import Access
from comitia.meetings.queries import record_of
from comitia.proceedings.actions import ask_for_floor, consent, open_list
from comitia.proceedings.models import AgendaItem, Motion, Speech
from tests.factories.motions import make_item, make_sitting_committee, move
from tests.factories.sittings import AT, CLERK
from tests.proceedings.test_motions import code_of

pytestmark = pytest.mark.django_db


def test_what_nobody_takes_out_is_adopted_with_its_motions():
    committee = make_sitting_committee(business="consent", state="adopted")
    other = make_item(committee.meeting, number="5", business="consent", state="adopted")
    move(committee, state="admitted")
    open_list(committee.item.reference, by=CLERK, at=AT)
    ask_for_floor(committee.item.reference, by=committee.heads["Seoul"], at=AT)
    consent.pull_from_consent(other.reference, by=committee.heads["Moscow"], at=AT)
    assert [item.number for item in consent.adopt_consent(committee.meeting.pk, by=CLERK, at=AT)] == ["4"]
    assert dict(AgendaItem.objects.values_list("number", "state")) == {"4": "decided", "5": "adopted"}
    assert list(Motion.objects.values_list("state", "result__how")) == [("adopted", "consent")]
    assert list(Speech.objects.values_list("state", "item__speakers_list__state")) == [("lapsed", "closed")]
    entries = list(record_of(committee.meeting.slug, access=Access.PUBLIC))[-3:]
    assert [entry.kind for entry in entries] == ["item_pulled", "motion_adopted", "consent_adopted"]
    assert code_of(consent.adopt_consent, committee.meeting.pk, by=CLERK) == "consent_empty"


def test_only_a_member_takes_an_item_out_and_only_once():
    committee = make_sitting_committee(business="consent", state="adopted")
    assert code_of(consent.pull_from_consent, committee.item.reference, by=CLERK) == "no_delegation"
    consent.pull_from_consent(committee.item.reference, by=committee.heads["Seoul"], at=AT)
    assert code_of(consent.pull_from_consent, committee.item.reference, by=committee.heads["Seoul"]) == "not_on_consent"


def test_a_motion_that_is_not_admitted_is_not_adopted_by_consent():
    committee = make_sitting_committee(business="consent", state="adopted")
    move(committee, state="submitted")
    assert code_of(consent.adopt_consent, committee.meeting.pk, by=CLERK) == "not_ready_for_consent"
