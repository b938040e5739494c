"""What goes wrong around an open ballot: its chair is gone, or the clock jumps back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comitia.core.governance.record import Access, first_break
from comitia.meetings.actions import name_officer
from comitia.meetings.queries import record_of
from comitia.platform.actors import Actor
from comitia.voting import actions
from comitia.voting.models import Ballot
from tests.factories.accounts import make_person
from tests.factories.sittings import AT, CLERK
from tests.factories.voting import cast, open_one, sit

pytestmark = pytest.mark.django_db


def test_another_officer_ends_the_ballot_that_the_chair_left_open():
    committee = sit("almaty", "baku", "seoul")
    ballot = open_one(committee)
    cast(committee, ballot, "almaty")
    deputy = make_person("Sample Deputy")
    name_officer(committee.sitting.reference, deputy, role="presiding", member=None, by=CLERK, at=AT)
    by = Actor(person=deputy.reference)
    actions.pause_ballot(ballot.reference, incident="The chair lost the line.", by=by, at=AT)
    actions.resume_ballot(ballot.reference, by=by, at=AT)
    cast(committee, ballot, "baku", "no")
    actions.close_ballot(ballot.reference, by=by, at=AT)
    ended = Ballot.objects.get()
    assert (ended.state, ended.tally["cast"]["heads"]) == ("counted", 2)


def test_a_clock_that_jumps_back_changes_neither_the_order_of_the_record_nor_the_count():
    committee = sit("almaty", "baku", "seoul")
    ballot = open_one(committee)
    cast(committee, ballot, "almaty", at=AT + timedelta(minutes=5))
    cast(committee, ballot, "baku", at=AT - timedelta(minutes=5))
    actions.close_ballot(ballot.reference, by=CLERK, at=AT - timedelta(minutes=4))
    entries = list(record_of(committee.meeting.slug, access=Access.COMMITTEE))
    voted = [entry.facts["member"] for entry in entries if entry.kind == "vote_cast"]
    assert (voted, first_break(entries)) == (["almaty", "baku"], None)
    assert Ballot.objects.get().tally["cast"]["heads"] == 2
