"""A vote is cast once for each member: by the right one, by two at once, twice by a nervous finger, or by telephone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections, transaction

from comitia.core.governance.record import Access, first_break
from comitia.journal.queries import faults
from comitia.meetings.actions import suspend_sitting
from comitia.meetings.models import RecordEntry
from comitia.meetings.queries import record_of
from comitia.platform.actors import Actor
from comitia.platform.answers import RefusedError
from comitia.platform.bus import subscribe
from comitia.voting import actions
from comitia.voting.models import Ballot, CalledVote, Paper, RollLine, SealedPaper
from tests.factories.sittings import AT, CLERK
from tests.factories.voting import cast, draft, hand_over, make_alternate, make_teller, open_one, sit

CITIES = ("almaty", "baku", "lima", "moscow", "seoul")


def code_of(act, *given, **more):
    with pytest.raises(RefusedError) as refused, transaction.atomic():
        act(*given, **more)
    return refused.value.answer.code


def at_once(acts):
    """Do all acts at the same moment, each in a thread; give what came of each: its value or the code of its refusal."""
    gate = Barrier(len(acts))

    def run(act):
        try:
            gate.wait()
            return act()
        except RefusedError as error:
            return error.answer.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def is_whole(committee):
    """Say whether record and journal are unbroken."""
    return first_break(record_of(committee.meeting.slug, access=Access.COMMITTEE)) is None and list(faults()) == []


@pytest.mark.django_db
def test_the_same_request_sent_again_is_answered_like_the_first_and_changes_nothing():
    committee = sit(*CITIES)
    ballot = open_one(committee)
    first = cast(committee, ballot, "seoul", "yes", request="token")
    entries = RecordEntry.objects.count()
    again = cast(committee, ballot, "seoul", "yes", request="token")
    assert (first.is_new, again.is_new, RecordEntry.objects.count()) == (True, False, entries)
    actions.close_ballot(ballot.reference, by=CLERK, at=AT)
    assert cast(committee, ballot, "seoul", "yes", request="token").is_new is False


@pytest.mark.django_db
def test_the_first_valid_paper_counts():
    committee = sit(*CITIES)
    ballot = open_one(committee)
    assert code_of(cast, committee, ballot, "seoul", "perhaps") == "unknown_answer"
    assert cast(committee, ballot, "seoul", "no").is_new
    assert code_of(cast, committee, ballot, "seoul", "yes", request="another") == "cast_already"
    assert Paper.objects.get().choice == [[1_000_000, [["no", 1]]]]


@pytest.mark.django_db
def test_a_page_sent_again_with_another_choice_changes_the_vote_where_that_is_allowed():
    committee = sit(*CITIES)
    ballot = open_one(committee, may_change=True)
    cast(committee, ballot, "seoul", "no", request="token")
    assert cast(committee, ballot, "seoul", "no", request="token").is_new is False
    assert cast(committee, ballot, "seoul", "yes", request="token").is_new is True
    assert Paper.objects.get().choice == [[1_000_000, [["yes", 1]]]]


@pytest.mark.django_db
def test_a_page_sent_again_with_another_choice_is_a_second_paper_where_nothing_can_be_changed():
    committee = sit(*CITIES)
    ballot = open_one(committee)
    cast(committee, ballot, "seoul", "no", request="token")
    assert code_of(cast, committee, ballot, "seoul", "yes", request="token") == "cast_already"
    assert Paper.objects.get().choice == [[1_000_000, [["no", 1]]]]


@pytest.mark.django_db
def test_a_vote_can_be_changed_until_the_ballot_closes_where_it_says_so():
    committee = sit(*CITIES)
    ballot = open_one(committee, may_change=True)
    cast(committee, ballot, "seoul", "no")
    cast(committee, ballot, "seoul", "yes", request="another")
    closed = actions.close_ballot(ballot.reference, by=CLERK, at=AT)
    assert closed.tally["cast"] == {"weight": 1_000_000, "heads": 1}
    assert closed.outcome[0][1]["carried"] is True
    assert list(
        RecordEntry.objects.filter(kind="vote_cast").order_by("number").values_list("facts__is_changed", flat=True)
    ) == [False, True]


@pytest.mark.django_db
def test_nothing_is_cast_while_the_sitting_is_suspended():
    committee = sit(*CITIES)
    ballot = open_one(committee)
    suspend_sitting(committee.sitting.reference, reason="Interpreters", by=CLERK, at=AT)
    assert code_of(cast, committee, ballot, "seoul") == "not_in_session"


@pytest.mark.django_db
def test_a_vote_that_is_called_in_counts_once_two_tellers_entered_the_same():
    committee = sit(*CITIES)
    ballot = open_one(committee)
    ana, ben = make_teller(committee, "Ana"), make_teller(committee, "Ben")
    actions.pause_ballot(ballot.reference, incident="Lima lost its line.", by=CLERK, at=AT)

    def enter(by, typed="no"):
        return actions.cast_for_tellers(ballot.reference, member="lima", typed=typed, by=by, at=AT)

    assert code_of(enter, committee.by("seoul")) == "not_teller"
    assert [enter(ana, "yes"), enter(ana, "no")] == [False, False]
    assert code_of(enter, ben, "yes") == "tellers_differ"
    assert enter(ben) is True
    paper = Paper.objects.get()
    assert (paper.capacity, paper.cast_by, paper.confirmed_by) == ("tellers", ana.person, ben.person)
    assert not CalledVote.objects.exists()
    actions.resume_ballot(ballot.reference, by=CLERK, at=AT)
    with pytest.raises(RefusedError) as refused:
        cast(committee, ballot, "lima")
    assert str(refused.value.answer.sentence) == "Two tellers entered the vote of Lima at 07:00 UTC. It stays as it is."


@pytest.mark.django_db
def test_a_called_vote_that_nobody_confirmed_does_not_count_and_the_member_can_vote_itself():
    committee = sit(*CITIES)
    ballot = open_one(committee)
    ana = make_teller(committee, "Ana")
    actions.cast_for_tellers(ballot.reference, member="lima", typed="no", by=ana, at=AT)
    assert cast(committee, ballot, "lima", "yes").is_new
    assert actions.close_ballot(ballot.reference, by=CLERK, at=AT).tally["cast"]["heads"] == 1


@pytest.mark.django_db
def test_the_rooms_hear_that_something_was_cast_and_not_by_whom_or_what(django_capture_on_commit_callbacks):
    committee = sit(*CITIES)
    ballot = open_one(committee)
    heard = []
    leave = subscribe("session_record", heard.append)
    with django_capture_on_commit_callbacks(execute=True):
        cast(committee, ballot, "seoul", "no")
    leave()
    [number] = RecordEntry.objects.filter(kind="vote_cast").values_list("number", flat=True)
    assert heard == [{"meeting": "excom-2020", "kind": "vote_cast", "number": number}]


def test_of_two_delegates_of_one_city_who_press_at_once_one_casts_and_the_other_hears_who_did(committed):
    committee = sit(*CITIES)
    ballot = open_one(committee)
    alternate = make_alternate(committee, "seoul")
    hand_over(committee, "seoul", alternate)

    def press(number):
        return lambda: (
            cast(committee, ballot, "seoul", request=f"press-{number}", by=Actor(person=alternate.reference)).is_new
        )

    outcomes = at_once([press(number) for number in range(4)])
    assert sorted(map(str, outcomes)) == ["True", "cast_already", "cast_already", "cast_already"]
    assert code_of(cast, committee, ballot, "seoul") == "cast_already"
    assert (Paper.objects.count(), is_whole(committee)) == (1, True)


def test_a_paper_that_meets_the_closing_is_counted_or_refused_and_never_lost(committed):
    committee = sit(*CITIES)
    ballot = open_one(committee)
    voters = [lambda slug=slug: cast(committee, ballot, slug).is_new for slug in CITIES]
    *outcomes, closed = at_once(
        [*voters, lambda: actions.close_ballot(ballot.reference, by=CLERK, at=AT).tally["cast"]["heads"]]
    )
    taken = outcomes.count(True)
    assert set(map(str, outcomes)) <= {"True", "ballot_counted"}
    assert (closed, Paper.objects.count(), RollLine.objects.filter(has_cast=True).count()) == (taken, taken, taken)
    assert is_whole(committee)


def test_two_who_open_at_once_open_one_ballot(committed):
    committee = sit(*CITIES)
    prepared = [draft(committee) for _each in range(3)]
    acts = [lambda one=one: actions.open_ballot(one.reference, by=CLERK, at=AT).state for one in prepared]
    assert sorted(at_once(acts)) == ["open", "other_ballot_open", "other_ballot_open"]
    assert Ballot.objects.filter(state="open").count() == 1


@pytest.mark.parametrize("method", ["roll_call", "secret"])
def test_fifty_members_cast_at_once_and_each_vote_is_there_once(committed, method):
    cities = [f"city-{number:02}" for number in range(50)]
    committee = sit(*cities)
    ballot = open_one(committee, method=method)
    outcomes = at_once(
        [
            lambda slug=slug, number=number: cast(committee, ballot, slug, "yes" if number % 2 else "no").is_new
            for number, slug in enumerate(cities)
        ]
    )
    assert outcomes == [True] * 50
    closed = actions.close_ballot(ballot.reference, by=CLERK, at=AT)
    assert [amount["heads"] for _answer, amount in closed.tally["answers"]] == [25, 25, 0]
    papers = SealedPaper if method == "secret" else Paper
    assert (papers.objects.count(), is_whole(committee)) == (50, True)
