"""Credentials are examined, and the vote of a member is held by exactly the right one, however many act at once."""

import itertools
import threading

import pytest
from django.db import connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comitia.accreditation import actions
from comitia.accreditation.models import Credential, Delegation
from comitia.accreditation.queries.credentials import acts_on
from comitia.core.governance.credentials import CredentialAct
from comitia.journal.models import Entry
from comitia.platform.actors import REGIONAL_OFFICE
from comitia.platform.answers import RefusedError
from tests.factories.accreditation import AT, officer, own
from tests.factories.delegations import PNG, bring_letter, compose, decide, make_delegation, make_focal_point, row

NAMES = ("Ana", "Bo", "Cy", "Dee")


def seated(number=3):
    """Give a delegation whose head and alternates are accepted, and the registrations in their order."""
    delegation = make_delegation()
    named = compose(
        delegation, *(row(name, role="alternate" if place else "head") for place, name in enumerate(NAMES[:number]))
    )
    bring_letter(delegation)
    listed = [named[name] for name in NAMES[:number]]
    decide(delegation, *listed)
    return delegation, listed


def holder(delegation):
    return Delegation.objects.select_related("holder__registration").get(pk=delegation.pk).holder


def holder_name(delegation) -> str:
    found = holder(delegation)
    return found.registration.name if found else ""


def right_holder(delegation) -> str:
    """Say by the rule written anew who must hold the vote."""
    may = (
        ["accepted", "provisional"]
        if Delegation.objects.get(pk=delegation.pk).meeting.provisional_may_vote
        else ["accepted"]
    )
    able = [
        one
        for one in delegation.delegates.filter(left_at=None, away_since=None).select_related(
            "credential", "registration"
        )
        if one.role in {"head", "alternate"} and one.credential.votes and one.credential.state in may
    ]
    able.sort(key=lambda one: (one.role != "head", one.rank, one.pk))
    return able[0].registration.name if able else ""


@pytest.mark.django_db
def test_the_vote_passes_in_order_and_comes_back():
    delegation, (ana, bo, cy) = seated()
    by = officer()
    assert holder_name(delegation) == "Ana"
    actions.set_away(delegation.reference, ana.reference, away=True, by=by, at=AT)
    assert holder_name(delegation) == "Bo"
    actions.set_away(delegation.reference, bo.reference, away=True, by=by, at=AT)
    assert holder_name(delegation) == "Cy"
    decide(delegation, cy, act="reopen")
    assert holder_name(delegation) == ""
    actions.set_away(delegation.reference, ana.reference, away=False, by=by, at=AT)
    assert holder_name(delegation) == "Ana"
    assert [one.facts["after"] for one in Entry.objects.filter(verb="pass_vote").order_by("number")] == [
        str(ana.reference),
        str(bo.reference),
        str(cy.reference),
        "",
        str(ana.reference),
    ]


@pytest.mark.django_db
def test_a_new_head_with_a_new_letter_votes_provisionally_when_an_officer_seats_them():
    delegation, (ana, *_others) = seated(1)
    both = compose(delegation, row("Ana", role="head", reference=ana.reference), row("Eve"))
    with actions.receive_file([PNG], name="new.png") as received:
        actions.replace_head(
            delegation.reference, new_head=both["Eve"].reference, received=received, by=officer(), at=AT
        )
    assert holder_name(delegation) == "Eve"
    assert holder(delegation).credential.state == "provisional"
    assert dict(delegation.delegates.values_list("registration__name", "role")) == {"Ana": "alternate", "Eve": "head"}


@pytest.mark.django_db
def test_a_focal_point_cannot_seat_the_new_head_so_the_former_goes_on_voting():
    delegation, (ana, *_others) = seated(1)
    by = make_focal_point(delegation)
    both = compose(delegation, row("Ana", role="head", reference=ana.reference), row("Eve"))
    with actions.receive_file([PNG], name="new.png") as received:
        actions.replace_head(delegation.reference, new_head=both["Eve"].reference, received=received, by=by, at=AT)
    assert (holder_name(delegation), both["Eve"].delegate.credential.state) == ("Ana", "received")
    assert Entry.objects.get(verb="replace_head").on_behalf_of == "ulaanbaatar"


@pytest.mark.django_db
def test_only_the_secretariat_examines_and_a_letter_is_needed():
    delegation = make_delegation()
    named = compose(delegation, row("Ana", role="head"))
    with pytest.raises(RefusedError) as caught:
        decide(delegation, named["Ana"], by=officer(REGIONAL_OFFICE, regions=["asia"]))
    assert caught.value.answer.code == "not_for_this_role"
    [outcome] = decide(delegation, named["Ana"])
    assert outcome.answer.code == "no_letter"
    assert acts_on(Credential.objects.get()) == []


@pytest.mark.django_db
def test_a_later_letter_for_some_leaves_what_is_decided():
    delegation, (ana, _bo) = seated(2)
    more = compose(
        delegation,
        *(row(one.name, role=one.delegate.role, reference=one.reference) for one in (ana, _bo)),
        row("Eve"),
    )
    letter = bring_letter(delegation, covers=[more["Eve"].reference])
    states = dict(Credential.objects.values_list("delegate__registration__name", "state"))
    assert states == {"Ana": "accepted", "Bo": "accepted", "Eve": "received"}
    assert Credential.objects.get(letter=letter).delegate.registration.name == "Eve"


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["withdraw", "refuse", "forget"])
def test_whoever_withdraws_is_refused_or_is_forgotten_does_not_keep_the_vote(act):
    delegation, (ana, _bo) = seated(2)
    if act == "withdraw":
        actions.withdraw(ana.person, by=own(ana.person), at=AT)
    elif act == "refuse":
        actions.decide(ana.reference, accept=False, reason="Mistake", by=officer(), at=AT)
    else:
        actions.forget_person(ana.person, by=own(ana.person), at=AT)
        ana.delegate.refresh_from_db()
        assert (ana.delegate.email, ana.delegate.position, ana.delegate.affiliation) == ("", "", "")
    assert holder_name(delegation) == "Bo"


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["away", "back", "head", "rule", *(act.value for act in CredentialAct)]),
        st.integers(0, 3),
        st.booleans(),
    ),
    min_size=4,
    max_size=14,
)


@given(acts=ACTS)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@pytest.mark.django_db
def test_after_any_acts_the_right_one_holds_the_vote(acts):
    with transaction.atomic():
        delegation, people = seated(4)
        by = officer()
        for act, number, yes in acts:
            try:
                do(delegation, people[number], act, yes, by=by)
            except RefusedError as error:
                assert error.answer.code != "unknown_delegate"  # noqa: PT017
            assert holder_name(delegation) == right_holder(delegation)
        transaction.set_rollback(True)


def do(delegation, person, act, yes, *, by):
    match act:
        case "away" | "back":
            actions.set_away(delegation.reference, person.reference, away=act == "away", by=by, at=AT)
        case "head":
            actions.replace_head(delegation.reference, new_head=person.reference, by=by, at=AT)
        case "rule":
            actions.set_provisional_vote(delegation.meeting, may_vote=yes, by=by, at=AT)
        case "receive":
            bring_letter(delegation, covers=[person.reference], by=by)
        case _:
            decide(delegation, person, act=act, votes=yes, reason="Because", by=by)


def test_of_many_replacements_at_once_none_doubles_or_loses_the_vote(committed):
    delegation, people = seated(4)
    by, gate, done, seen, failures = officer(), threading.Barrier(9), threading.Event(), [], []

    def watch():
        """Look at the vote all the time: it always has a holder, since one of the four is always here."""
        gate.wait()
        while not done.is_set():
            seen.append(holder_name(delegation))
        connections.close_all()

    def replace(number):
        gate.wait()
        try:
            for turn in range(4):
                one = people[(number + turn) % 3 + 1]
                if number % 2:
                    actions.replace_head(delegation.reference, new_head=one.reference, by=by, at=AT)
                else:
                    actions.set_away(
                        delegation.reference, people[number % 3].reference, away=turn % 2 == 0, by=by, at=AT
                    )
        except BaseException as error:  # noqa: BLE001
            failures.append(error)
        finally:
            connections.close_all()

    watcher = threading.Thread(target=watch)
    workers = [threading.Thread(target=replace, args=(number,)) for number in range(8)]
    for one in (watcher, *workers):
        one.start()
    for one in workers:
        one.join()
    done.set()
    watcher.join()
    assert failures == []
    assert "" not in seen
    assert len(seen) > 0
    assert holder_name(delegation) == right_holder(delegation) != ""
    assert delegation.delegates.filter(role="head", left_at=None).count() == 1
    passed = [one.facts for one in Entry.objects.filter(verb="pass_vote").order_by("number")]
    assert all(after["before"] == before["after"] for before, after in itertools.pairwise(passed))


def test_two_focal_points_who_save_at_once_do_not_overwrite_each_other(committed):
    delegation = make_delegation()
    by, gate, answers = make_focal_point(delegation), threading.Barrier(6), []

    def save(number):
        gate.wait()
        try:
            actions.compose(delegation.reference, [row(f"Person {number}", role="head")], seen=0, by=by, at=AT)
            answers.append("saved")
        except RefusedError as error:
            answers.append(error.answer.code)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=save, args=(number,)) for number in range(6)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert sorted(answers) == ["changed_meanwhile"] * 5 + ["saved"]
    assert delegation.delegates.filter(left_at=None).count() == 1
