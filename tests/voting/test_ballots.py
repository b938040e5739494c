"""A ballot goes its way from the question to the declared result, and nothing leads back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from comitia.core.ballots.papers import Choice
from comitia.core.governance.record import Access, first_break
from comitia.core.governance.rule_set import Tie
from comitia.journal.queries import faults
from comitia.meetings.actions import suspend_sitting
from comitia.meetings.queries import record_of
from comitia.platform.actors import Actor
from comitia.platform.answers import RefusedError
from comitia.voting import actions
from comitia.voting.actions.opening import text_digest_of
from comitia.voting.models import Ballot, Correction, Paper, RollLine
from tests.factories.accounts import make_person
from tests.factories.sittings import AT, CLERK
from tests.factories.voting import RULES, SIMPLE, cast, draft, hand_over, make_alternate, open_one, sit

pytestmark = pytest.mark.django_db
CITIES = ("almaty", "baku", "lima", "moscow", "seoul")


def code_of(act, *given, **more):
    with pytest.raises(RefusedError) as refused, transaction.atomic():
        act(*given, **more)
    return refused.value.answer.code


def record(committee, kind):
    entries = list(record_of(committee.meeting.slug, access=Access.COMMITTEE))
    assert first_break(entries) is None
    return [entry.facts for entry in entries if entry.kind == kind]


def closed(ballot, **votes):
    return actions.close_ballot(ballot.reference, by=CLERK, at=AT)


def test_a_roll_call_is_opened_cast_counted_and_declared_under_its_rules():
    committee = sit(*CITIES)
    ballot = open_one(committee)
    for slug, answer in zip(CITIES, ["yes", "yes", "no", "abstain"], strict=False):
        cast(committee, ballot, slug, answer)
    ballot = closed(ballot)
    assert ballot.state == "counted"
    [[option, outcome]] = ballot.outcome
    assert (option, outcome["carried"], outcome["code"], outcome["article"]) == ("yes", True, "carried", "Art. 37")
    assert (outcome["lines"][0]["counted"], outcome["lines"][0]["of"]) == (2_000_000, 3_000_000)
    declared = actions.declare_result(ballot.reference, by=Actor(person=committee.chair.reference), at=AT)
    assert declared.state == "declared"
    [counted] = record(committee, "ballot_counted")
    assert [member for member, _paper in counted["papers"]] == ["almaty", "baku", "lima", "moscow"]
    assert [facts["member"] for facts in record(committee, "vote_cast")] == ["almaty", "baku", "lima", "moscow"]
    assert "choice" not in str(record(committee, "vote_cast"))
    assert list(faults()) == []


def test_a_show_of_hands_is_recorded_without_names():
    committee = sit(*CITIES)
    ballot = open_one(committee, method="show_of_hands")
    for slug in CITIES:
        cast(committee, ballot, slug, "no" if slug == "lima" else "yes")
    closed(ballot)
    [counted] = record(committee, "ballot_counted")
    assert counted["papers"] == [[[1_000_000, [["no", 1]]]], *[[[1_000_000, [["yes", 1]]]]] * 4]


def test_what_is_voted_on_is_frozen_with_its_hash():
    committee = sit(*CITIES)
    ballot = open_one(committee, text={"en": ["Paragraph 1"]})
    assert ballot.text_digest == text_digest_of(ballot)
    assert record(committee, "ballot_opened")[0]["text_digest"] == ballot.text_digest
    for name in ("question", "text", "rules", "options"):
        with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
            Ballot.objects.filter(pk=ballot.pk).update(**{name: {"en": "Something else"}})


def test_rules_that_come_into_force_meanwhile_touch_neither_the_ballot_nor_the_session():
    committee = sit(*CITIES)
    ballot = open_one(committee)
    from tests.factories.voting import make_rules  # the later version

    make_rules(committee.organ, number=2, majorities={"simple": replace(SIMPLE, article="Art. 99")})
    cast(committee, ballot, "seoul")
    [[_option, outcome]] = closed(ballot).outcome
    assert (outcome["article"], ballot.rule_set_number) == ("Art. 37", 1)
    assert closed(open_one(committee)).outcome[0][1]["article"] == "Art. 37"


def test_the_roll_is_frozen_at_the_opening():
    committee = sit(*CITIES)
    ballot = open_one(committee)
    for change in ({"weight": 9}, {"is_entitled": False}, {"reason": "arrears"}):
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
            RollLine.objects.filter(ballot=ballot).update(**change)
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        RollLine.objects.filter(ballot=ballot).delete()


def test_papers_stay_after_the_closing():
    committee = sit(*CITIES)
    ballot = open_one(committee)
    cast(committee, ballot, "seoul")
    closed(ballot)
    for act in (lambda: Paper.objects.update(choice=[]), lambda: Paper.objects.all().delete()):
        with pytest.raises(DatabaseError, match="while their ballot is open"), transaction.atomic():
            act()
    assert code_of(cast, committee, ballot, "lima") == "ballot_counted"


@pytest.mark.parametrize("state", ["open", "paused", "drafted", "closed"])
def test_nothing_leads_back_from_a_counted_ballot(state):
    committee = sit(*CITIES)
    ballot = closed(open_one(committee))
    with pytest.raises(DatabaseError, match="does not go this way"), transaction.atomic():
        Ballot.objects.filter(pk=ballot.pk).update(state=state)
    assert code_of(actions.open_ballot, ballot.reference, by=CLERK, at=AT) == "ballot_counted"
    assert code_of(actions.resume_ballot, ballot.reference, by=CLERK, at=AT) == "ballot_counted"


def test_a_declared_result_changes_no_more():
    committee = sit(*CITIES)
    ballot = open_one(committee)
    cast(committee, ballot, "seoul")
    closed(ballot)
    actions.declare_result(ballot.reference, by=CLERK, at=AT)
    for change in ({"outcome": []}, {"tally": {}}, {"declared_at": None}, {"casting_vote": True}):
        with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
            Ballot.objects.filter(pk=ballot.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Ballot.objects.filter(pk=ballot.pk).delete()


def test_a_ballot_is_annulled_with_a_reason_and_repeated_by_another_one():
    committee = sit(*CITIES)
    ballot = closed(open_one(committee))
    assert code_of(actions.annul_ballot, ballot.reference, reason=" ", by=CLERK, at=AT) == "no_reason"
    actions.annul_ballot(ballot.reference, reason="The wrong text was shown.", by=CLERK, at=AT)
    assert code_of(actions.declare_result, ballot.reference, by=CLERK, at=AT) == "ballot_annulled"
    again = draft(committee, repeats=ballot.reference)
    assert again.repeats == ballot
    assert code_of(draft, committee, repeats=ballot.reference) == "repeated_already"
    assert code_of(draft, committee, repeats=again.reference) == "not_repeatable"
    assert [facts["reason"] for facts in record(committee, "ballot_annulled")] == ["The wrong text was shown."]


def test_one_ballot_of_an_organ_is_open_at_a_time():
    committee = sit(*CITIES)
    first, second = open_one(committee), draft(committee)
    assert code_of(actions.open_ballot, second.reference, by=CLERK, at=AT) == "other_ballot_open"
    closed(first)
    assert actions.open_ballot(second.reference, by=CLERK, at=AT).state == "open"


def test_no_ballot_opens_without_quorum_and_the_refusal_gives_the_numbers():
    committee = sit(*CITIES, absent=["almaty", "baku", "lima"])
    with pytest.raises(RefusedError) as refused:
        open_one(committee)
    assert refused.value.answer.code == "inquorate"
    assert str(refused.value.answer.sentence) == (
        "There is no quorum for this class of matters: 2 members count and 3 are required (Art. 36). "
        "Wait until more members are here."
    )
    assert Ballot.objects.get().state == "drafted"


def test_a_result_without_a_known_quorum_is_not_declared():
    committee = sit(*CITIES, rules={"quorums": {"half": None}})
    ballot = open_one(committee)
    cast(committee, ballot, "seoul")
    closed(ballot)
    assert code_of(actions.declare_result, ballot.reference, by=CLERK, at=AT) == "quorum_unknown"


def test_nobody_votes_and_nothing_is_carried():
    committee = sit(*CITIES)
    ballot = closed(open_one(committee))
    assert (ballot.outcome[0][1]["code"], ballot.outcome[0][1]["carried"]) == ("no_votes", False)


def test_the_chair_decides_a_tie_of_nineteen_apart_from_the_votes():
    committee = sit(*CITIES, rules={"majorities": {"simple": replace(SIMPLE, tie=Tie.CASTING_VOTE)}})
    ballot = open_one(committee)
    for slug, answer in zip(CITIES, ["yes", "yes", "no", "no", "abstain"], strict=True):
        cast(committee, ballot, slug, answer)
    chair = Actor(person=committee.chair.reference)
    assert code_of(actions.cast_casting_vote, ballot.reference, is_for=True, by=chair, at=AT) == "ballot_open"
    closed(ballot)
    assert code_of(actions.declare_result, ballot.reference, by=chair, at=AT) == "tie_open"
    assert code_of(actions.cast_casting_vote, ballot.reference, is_for=True, by=CLERK, at=AT) == "not_presiding"
    decided = actions.cast_casting_vote(ballot.reference, is_for=True, by=chair, at=AT)
    [[_option, outcome]] = decided.outcome
    assert (outcome["carried"], outcome["code"], decided.tally["answers"][0]) == (
        True,
        "tie_casting",
        ["yes", {"weight": 2_000_000, "heads": 2}],
    )
    assert code_of(actions.cast_casting_vote, ballot.reference, is_for=False, by=chair, at=AT) == "no_tie_to_decide"
    assert actions.declare_result(ballot.reference, by=chair, at=AT).casting_vote is True


def test_a_tie_is_put_to_the_vote_once_more_and_then_fails():
    committee = sit(*CITIES, rules={"majorities": {"simple": replace(SIMPLE, tie=Tie.REPEAT_ONCE)}})
    codes, earlier = [], None
    for _round in range(2):
        ballot = open_one(committee, repeats=earlier)
        for slug, answer in zip(CITIES, ["yes", "yes", "no", "no"], strict=False):
            cast(committee, ballot, slug, answer)
        codes.append(closed(ballot).outcome[0][1]["code"])
        actions.declare_result(ballot.reference, by=CLERK, at=AT)
        earlier = ballot.reference
    assert codes == ["tie_repeat", "tie_fails"]


def test_a_correction_is_added_and_the_result_stays():
    committee = sit(*CITIES)
    ballot = open_one(committee)
    cast(committee, ballot, "seoul")
    closed(ballot)
    assert code_of(actions.correct_record, ballot.reference, text="Late", by=CLERK, at=AT) == "ballot_counted"
    outcome = actions.declare_result(ballot.reference, by=CLERK, at=AT).outcome
    actions.correct_record(ballot.reference, member="lima", text="Lima meant to vote yes.", by=CLERK, at=AT)
    assert Ballot.objects.get(pk=ballot.pk).outcome == outcome
    with pytest.raises(DatabaseError, match="corrections stay"), transaction.atomic():
        Correction.objects.update(text="")
    assert [facts["text"] for facts in record(committee, "ballot_corrected")] == ["Lima meant to vote yes."]


def test_an_incident_pauses_the_ballot_and_its_end_moves_by_as_long():
    committee = sit(*CITIES)
    ballot = open_one(committee, closes_at=AT + timedelta(minutes=10))
    assert code_of(actions.pause_ballot, ballot.reference, incident="", by=CLERK, at=AT) == "no_incident"
    actions.pause_ballot(ballot.reference, incident="The stream broke.", by=CLERK, at=AT + timedelta(minutes=1))
    assert code_of(cast, committee, ballot, "seoul") == "ballot_paused"
    resumed = actions.resume_ballot(ballot.reference, by=CLERK, at=AT + timedelta(minutes=6))
    assert resumed.closes_at == AT + timedelta(minutes=15)
    assert cast(committee, ballot, "seoul", at=AT + timedelta(minutes=14)).is_new


def test_a_ballot_closes_when_its_time_is_over_and_takes_nothing_after():
    committee = sit(*CITIES)
    ends = AT + timedelta(hours=24)
    ballot = open_one(committee, closes_at=ends)
    suspend_sitting(committee.sitting.reference, reason="Night", by=CLERK, at=AT)
    assert cast(committee, ballot, "seoul", at=ends - timedelta(seconds=1)).is_new
    assert code_of(cast, committee, ballot, "lima", at=ends) == "time_over"
    assert actions.close_if_time_is_over(ballot.reference, at=ends - timedelta(seconds=1)) is False
    assert actions.close_if_time_is_over(ballot.reference, at=ends) is True
    assert actions.close_if_time_is_over(ballot.reference, at=ends) is False
    assert Ballot.objects.get(pk=ballot.pk).state == "counted"


def test_only_who_presides_or_the_clerk_leads_a_ballot():
    committee = sit(*CITIES)
    stranger = Actor(person=make_person().reference)
    assert code_of(draft, committee, by=stranger) == "not_presiding"
    ballot = open_one(committee)
    for act, more in (
        (actions.pause_ballot, {"incident": "x"}),
        (actions.close_ballot, {}),
        (actions.annul_ballot, {"reason": "x"}),
        (actions.declare_result, {}),
    ):
        assert code_of(act, ballot.reference, by=stranger, at=AT, **more) == "not_presiding"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"question": {"en": " "}}, "no_question"),
        ({"matter_class": "unheard_of"}, "no_majority"),
        ({"matter_class": "host"}, "must_be_secret"),
        ({"method": "secret", "may_change": True}, "secret_stays"),
        ({"options": Choice(keys=("lima",))}, "options_without_names"),
        ({"closes_at": AT}, "closes_in_the_past"),
    ],
)
def test_a_ballot_that_makes_no_sense_is_not_prepared(more, code):
    assert code_of(draft, sit(*CITIES), **more) == code


def test_a_prepared_ballot_is_discarded_and_an_open_one_is_not():
    committee = sit(*CITIES)
    prepared, opened = draft(committee), open_one(committee)
    actions.discard_ballot(prepared.reference, by=CLERK, at=AT)
    assert code_of(actions.discard_ballot, opened.reference, by=CLERK, at=AT) == "ballot_open"
    assert code_of(actions.open_ballot, prepared.reference, by=CLERK, at=AT) == "ballot_gone"


def test_a_meeting_without_rules_has_no_ballots():
    committee = sit(*CITIES, rules={"in_force_from": RULES.in_force_from.replace(year=2022)})
    assert code_of(draft, committee) == "no_rules"


def test_each_option_of_a_choice_has_its_outcome():
    committee = sit(*CITIES)
    names = {city: {"en": city.capitalize()} for city in ("almaty", "lima")}
    ballot = open_one(
        committee, method="secret", matter_class="host", options=Choice(keys=tuple(names)), option_names=names
    )
    for slug, choice in zip(CITIES, ["lima", "lima", "almaty", "lima", "abstain"], strict=True):
        cast(committee, ballot, slug, choice)
    assert [(option, outcome["carried"]) for option, outcome in closed(ballot).outcome] == [
        ("almaty", False),
        ("lima", True),
    ]


def test_who_holds_the_pen_changes_and_the_vote_does_not():
    committee = sit(*CITIES)
    ballot = open_one(committee)
    alternate = make_alternate(committee, "seoul")
    by = Actor(person=alternate.reference)
    assert code_of(cast, committee, ballot, "seoul", by=by) == "not_holder"
    hand_over(committee, "seoul", alternate)
    assert code_of(cast, committee, ballot, "seoul") == "not_holder"
    assert cast(committee, ballot, "seoul", by=by).is_new
    hand_over(committee, "seoul", committee.holders["seoul"])
    with pytest.raises(RefusedError) as refused:
        cast(committee, ballot, "seoul", request="another")
    assert str(refused.value.answer.sentence) == (
        "The vote of Seoul was cast already by Sample Alternate at 07:00 UTC. It stays as it is."
    )
