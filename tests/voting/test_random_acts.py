"""Anybody does anything in any order: no ballot gets into a state it must not be in, and nothing leaks.

The checks are a second, plain telling of the invariants: one paper for each member, a frozen roll, quorum before a
ballot opens, no way back, a result that follows from the papers and never changes, secret papers without a trace.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from comitia.accreditation.models import Delegation
from comitia.core.ballots import tally as tallies
from comitia.core.governance.record import Access, first_break
from comitia.core.governance.rule_set import DuesRule, Tie, WeightKind, WeightRule
from comitia.journal.models import Entry
from comitia.journal.queries import faults
from comitia.meetings import actions as meetings
from comitia.meetings.models import Presence, RecordEntry, Sitting
from comitia.meetings.queries import record_of
from comitia.members.models import Assessment, Payment
from comitia.platform.actors import Actor
from comitia.platform.answers import RefusedError
from comitia.voting import actions
from comitia.voting.actions.counting import outcome_of, papers_of, roll_of
from comitia.voting.models import Ballot, Paper, Proxy, RollLine, SealedPaper
from comitia.voting.queries.rules import as_rule
from tests.factories.dues import make_dues
from tests.factories.sittings import AT, CLERK
from tests.factories.voting import SIMPLE, draft, hand_over, make_alternate, make_teller, sit

CITIES = ("almaty", "baku", "lima", "moscow", "quito", "seoul", "tunis")
WAYS = {  # states that can follow, at once or through others
    "drafted": {"open", "paused", "counted", "declared", "annulled"},
    "open": {"paused", "counted", "declared", "annulled"},
    "paused": {"open", "counted", "declared", "annulled"},
    "counted": {"declared", "annulled"},
    "declared": {"annulled"},
    "annulled": set(),
}
CONDUCT = {
    "open_ballot": {},
    "pause_ballot": {"incident": "The line is lost."},
    "resume_ballot": {},
    "close_ballot": {},
    "cast_casting_vote": {"is_for": False},
    "declare_result": {},
    "annul_ballot": {"reason": "A mistake."},
    "discard_ballot": {},
}
CITY = st.sampled_from(CITIES)
ANSWERS = st.lists(st.sampled_from(["yes", "no", "abstain", ""]), min_size=len(CITIES), max_size=len(CITIES))
METHOD = st.sampled_from(["roll_call", "show_of_hands", "secret", "secret"])
WHO = st.sampled_from(["clerk", "chair", "ana", "ben", "nobody", *CITIES, *(f"{city} alternate" for city in CITIES)])


def make_world():
    committee = sit(
        *CITIES,
        absent=["quito", "tunis"],
        roles={"seoul": "president"},
        rules={
            "majorities": {"simple": replace(SIMPLE, tie=Tie.CASTING_VOTE)},
            "weights": WeightRule(kind=WeightKind.BY_SEAT, weights={"president": 2_000_000}),
            "standing": DuesRule(vote_tested=True, candidacy_tested=False),
        },
    )
    make_dues(committee.members["lima"])
    alternates = {city: make_alternate(committee, city, f"Alternate of {city}") for city in CITIES}
    people = {city: person.reference for city, person in committee.holders.items()}
    people |= {f"{city} alternate": person.reference for city, person in alternates.items()}
    actors = {name: Actor(person=reference) for name, reference in people.items()}
    actors |= {"clerk": CLERK, "chair": Actor(person=committee.chair.reference), "nobody": Actor(person=None)}
    actors |= {name: make_teller(committee, name) for name in ("ana", "ben")}
    return committee, alternates, actors


class Meeting(RuleBasedStateMachine):
    """A sitting in which everybody presses everything."""

    world = None

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.committee, self.alternates, self.actors = self.world
        self.at = AT
        self.states, self.rolls, self.results, self.refusals = {}, {}, {}, set()

    def teardown(self):
        entries = record_of(self.committee.meeting.slug, access=Access.COMMITTEE)
        unbroken = first_break(entries) is None and list(faults()) == []
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)
        assert unbroken
        assert [sentence for sentence in self.refusals if not sentence or "%(" in sentence] == []

    def act(self, do, *given, **more):
        """Do something; what is refused has a sentence, and changed nothing."""
        self.at += timedelta(seconds=1)
        try:
            return do(*given, **more, at=self.at)
        except RefusedError as error:
            sentence = str(error.answer.sentence)
        self.refusals.add(sentence)
        return None

    def at_stake(self):
        """Give the ballot that runs, or the last one."""
        running = Ballot.objects.filter(state__in=["open", "paused"]).first()
        return running or Ballot.objects.order_by("-number").first()

    def on_ballot(self, do, *, who, **more):
        ballot = self.at_stake()
        if ballot is not None:
            self.act(do, ballot.reference, by=self.actors[who], **more)

    @initialize(method=METHOD, may=st.booleans())
    def begin(self, method, may):
        self.open_one(method, may)

    @rule(method=METHOD, may=st.booleans(), answers=ANSWERS, who=st.sampled_from(["clerk", "chair"]))
    def whole_ballot(self, method, may, answers, who):
        self.open_one(method, may)
        self.everybody(answers)
        self.on_ballot(actions.close_ballot, who=who)

    @rule(method=METHOD, may=st.booleans())
    def put_to_the_vote(self, method, may):
        self.open_one(method, may)

    def open_one(self, method, may):
        running = Ballot.objects.filter(state__in=["open", "paused"]).exists()
        ballot = self.act(lambda at: draft(self.committee, method=method, may_change=may, by=CLERK, at=at))
        if ballot is not None and not running:
            self.act(actions.open_ballot, ballot.reference, small_class_confirmed=True, by=CLERK)

    @rule(who=st.sampled_from(["clerk", "chair", "ana", "seoul"]), act=st.sampled_from(list(CONDUCT)))
    def conduct(self, who, act):
        self.on_ballot(getattr(actions, act), who=who, **CONDUCT[act])

    @rule(who=st.sampled_from(["clerk", "chair"]))
    def finish(self, who):
        self.on_ballot(actions.close_ballot, who=who)
        self.on_ballot(actions.cast_casting_vote, who="chair", is_for=True)
        self.on_ballot(actions.declare_result, who=who)

    @rule(who=WHO, city=CITY, typed=st.sampled_from(["yes", "no", "abstain", {"yes": "1", "no": "1"}, "perhaps", ""]))
    def cast(self, who, city, typed):
        self.vote(who, city, typed)

    @rule(answers=ANSWERS)
    def everybody_votes(self, answers):
        self.everybody(answers)

    def everybody(self, answers):
        for city, answer in zip(CITIES, answers, strict=True):
            self.vote(city, city, answer)

    def vote(self, who, city, typed):
        ballot = self.at_stake()
        if ballot is None:
            return
        had = RollLine.objects.filter(ballot=ballot, member__slug=city, has_cast=True).exists()
        by = self.actors[who]
        request = f"{who} {self.at}"
        cast = self.act(actions.cast_vote, ballot.reference, member=city, typed=typed, request=request, by=by)
        if cast is not None:
            assert self.holds(by, city, ballot)
            assert ballot.state == "open"
            assert not had or ballot.may_change

    def holds(self, by, city, ballot):
        """Say in other words than the program whether somebody may cast the vote of a member."""
        line = RollLine.objects.get(ballot=ballot, member__slug=city)
        holders = dict(Delegation.objects.values_list("member__slug", "holder__registration__person__reference"))
        if holders[city] == by.person:
            return line.is_entitled
        proxy = Proxy.objects.filter(principal__slug=city, accepted_at__isnull=False, revoked_at=None).first()
        is_there = Presence.objects.filter(member__slug=city, until=None).exists()
        by_proxy = proxy is not None and proxy.holder_id == line.proxy_id and holders[proxy.holder.slug] == by.person
        return line.is_entitled and by_proxy and not is_there

    @rule(who=st.sampled_from(["ana", "ben", "seoul"]), city=CITY, typed=st.sampled_from(["yes", "no"]))
    def call_in(self, who, city, typed):
        self.on_ballot(actions.cast_for_tellers, who=who, member=city, typed=typed)

    @rule(city=CITY, back=st.booleans())
    def pass_the_pen(self, city, back):
        hand_over(self.committee, city, self.committee.holders[city] if back else self.alternates[city])

    @rule(city=CITY)
    def arrive(self, city):
        member, person = self.committee.members[city], self.committee.holders[city]
        by = self.actors[city]
        self.act(meetings.arrive, self.committee.sitting, person, member=member, mode="online", source="browser", by=by)

    @rule(city=CITY)
    def leave(self, city):
        self.act(meetings.leave, self.committee.sitting, self.committee.holders[city], by=self.actors[city])

    @rule()
    def pay(self):
        dues = Assessment.objects.get()
        if not dues.payments.exists():
            Payment.objects.create(assessment=dues, paid_on=AT.date(), amount=1500_00)

    @rule(giving=CITY, holding=CITY, who=st.sampled_from(["own", "clerk", "seoul"]))
    def lodge(self, giving, holding, who):
        by = self.actors[giving if who == "own" else who]
        meeting = self.committee.meeting.pk
        proxy = self.act(actions.lodge_proxy, meeting, principal=giving, holder=holding, by=by)
        if proxy is not None:
            self.act(actions.accept_proxy, proxy.reference, by=self.actors[holding])

    @rule(who=WHO)
    def revoke(self, who):
        proxy = Proxy.objects.filter(revoked_at=None).first()
        if proxy is not None:
            self.act(actions.revoke_proxy, proxy.reference, by=self.actors[who])

    @rule(city=CITY, back=st.booleans())
    def step_back(self, city, back):
        given = {"member": city, "subject": "motion:1", "by": self.actors[city]}
        if back:
            self.act(actions.withdraw_recusal, self.committee.meeting.pk, **given)
        else:
            self.act(actions.recuse, self.committee.meeting.pk, reason="", **given)

    @rule(city=CITY)
    def interrupt(self, city):
        sitting = self.committee.sitting.reference
        self.act(meetings.suspend_sitting, sitting, reason="Pause", by=CLERK)
        self.vote(city, city, "yes")
        self.act(meetings.resume_sitting, sitting, by=CLERK)

    @invariant()
    def ballots_go_their_way(self):
        for ballot in Ballot.objects.all():
            before = self.states.get(ballot.pk, "drafted")
            assert ballot.state == before or ballot.state in WAYS[before]
            self.states[ballot.pk] = ballot.state
        assert Ballot.objects.filter(state__in=["open", "paused"]).count() <= 1

    @invariant()
    def rolls_are_frozen_and_had_a_quorum(self):
        for ballot in Ballot.objects.exclude(state="drafted"):
            columns = ("member", "weight", "is_entitled", "reason", "is_present", "proxy", "holder")
            roll = sorted(RollLine.objects.filter(ballot=ballot).values_list(*columns))
            assert self.rolls.setdefault(ballot.pk, roll) == roll
            present = sum(1 for line in roll if line[2] or (line[3] == "recused" and line[4]))
            assert ballot.quorum["opening"]["is_met"] is True
            assert 2 * present > len(CITIES)

    @invariant()
    def every_member_has_at_most_one_paper(self):
        for ballot in Ballot.objects.exclude(state="drafted"):
            cast = RollLine.objects.filter(ballot=ballot, has_cast=True)
            assert not cast.filter(is_entitled=False).exists()
            named, sealed = Paper.objects.filter(line__ballot=ballot), SealedPaper.objects.filter(ballot=ballot)
            assert (sealed if ballot.is_secret else named).count() == cast.count()
            assert (named if ballot.is_secret else sealed).count() == 0

    @invariant()
    def results_follow_from_the_papers_and_stay(self):
        for ballot in Ballot.objects.filter(state__in=["counted", "declared", "annulled"], counted_at__isnull=False):
            lines = roll_of(ballot)
            counted = tallies.from_json(ballot.tally)
            assert counted.cast.heads == sum(line.has_cast for line in lines)
            assert counted.cast.weight == sum(line.weight for line in lines if line.has_cast)
            again = outcome_of(
                ballot, counted, map(as_rule, lines), papers_of(ballot, lines), casting=ballot.casting_vote
            )
            assert ballot.outcome == again
            if ballot.declared_at is not None:
                assert self.results.setdefault(ballot.pk, (ballot.tally, ballot.outcome)) == (ballot.tally, again)

    @invariant()
    def secret_votes_leave_no_entry(self):
        secret = {str(one) for one in Ballot.objects.filter(method="secret").values_list("reference", flat=True)}
        said = RecordEntry.objects.filter(kind="vote_cast").values_list("facts__ballot", flat=True)
        noted = Entry.objects.filter(verb="vote_cast").values_list("facts__ballot", flat=True)
        assert secret.isdisjoint({*said, *noted})


@pytest.mark.django_db
def test_whatever_anybody_does_the_invariants_hold():
    Meeting.world = make_world()
    assert Sitting.objects.get().state == "in_session"
    run_state_machine_as_test(
        Meeting,
        settings=settings(
            max_examples=12,
            stateful_step_count=40,
            deadline=None,
            phases=[Phase.generate],  # shrinking takes minutes and forty acts can be read
            suppress_health_check=list(HealthCheck),
        ),
    )
