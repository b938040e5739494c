"""Credentials and the holder of a vote, tested on arbitrary delegations and on the morning a head falls ill."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.core.governance.credentials import (
    CredentialAct,
    CredentialState,
    Delegate,
    Empowerment,
    Refusal,
    RefusalCode,
    Role,
    holder_of,
    transition,
    voters_in_order,
)

VOTES = Empowerment(speaks=True, votes=True)
DELEGATES = st.lists(
    st.builds(
        Delegate,
        person=st.uuids().map(str),
        role=st.sampled_from(Role),
        order=st.integers(0, 5),
        credential=st.sampled_from(CredentialState),
        empowerment=st.builds(Empowerment, speaks=st.booleans(), votes=st.booleans(), signs=st.booleans()),
        is_away=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda one: one.person,
)


def walk(*acts):
    state = CredentialState.AWAITED
    for act in acts:
        state = transition(state, act)
    return state


def person(name, role=Role.ALTERNATE, *, order=0, credential=CredentialState.ACCEPTED, is_away=False):
    return Delegate(person=name, role=role, order=order, credential=credential, empowerment=VOTES, is_away=is_away)


def test_a_credential_comes_to_be_accepted_by_way_of_a_provisional_seat():
    act = CredentialAct
    assert (
        walk(act.RECEIVE, act.FIND_INCOMPLETE, act.ADMIT_PROVISIONALLY, act.RECEIVE, act.ACCEPT, act.REPLACE)
        == "replaced"
    )


@pytest.mark.parametrize(
    ("before", "act", "code"),
    [
        ((), CredentialAct.ACCEPT, RefusalCode.NO_LETTER),
        ((), CredentialAct.REOPEN, RefusalCode.NOT_DECIDED),
        ((CredentialAct.RECEIVE, CredentialAct.FIND_INCOMPLETE), CredentialAct.ACCEPT, RefusalCode.NOT_COMPLETE),
        ((CredentialAct.RECEIVE, CredentialAct.ACCEPT), CredentialAct.RECEIVE, RefusalCode.ALREADY_DECIDED),
        ((CredentialAct.RECEIVE, CredentialAct.REJECT), CredentialAct.ACCEPT, RefusalCode.ALREADY_DECIDED),
        ((CredentialAct.REPLACE,), CredentialAct.RECEIVE, RefusalCode.ALREADY_REPLACED),
    ],
)
def test_an_act_that_does_not_fit_the_state_is_refused_with_its_reason(before, act, code):
    assert transition(walk(*before), act) == Refusal(code)


@given(st.lists(st.sampled_from(CredentialAct), max_size=12))
def test_whatever_is_done_nothing_is_accepted_without_a_letter_or_lives_on_after_its_replacement(acts):
    state, done = CredentialState.AWAITED, []
    for act in acts:
        following = transition(state, act)
        if isinstance(following, Refusal):
            continue
        assert state is not CredentialState.REPLACED
        state = following
        done.append(act)
    if state in {CredentialState.ACCEPTED, CredentialState.PROVISIONAL, CredentialState.REJECTED}:
        assert CredentialAct.RECEIVE in done


@given(DELEGATES, st.booleans())
def test_at_most_one_holds_the_vote_and_only_one_who_may(delegates, provisional):
    holder = holder_of(delegates, provisional_may_vote=provisional)
    able = [
        one
        for one in delegates
        if one.role in {"head", "alternate"}
        and one.empowerment.votes
        and not one.is_away
        and (one.credential == "accepted" or (provisional and one.credential == "provisional"))
    ]
    assert (holder is None) == (not able)
    assert holder is None or holder in able
    if any(one.role == "head" for one in able):
        assert holder.role == "head"


@given(DELEGATES, st.booleans(), st.randoms())
def test_the_holder_does_not_depend_on_the_order_in_which_delegates_were_read(delegates, provisional, chance):
    shuffled = list(delegates)
    chance.shuffle(shuffled)
    assert holder_of(delegates, provisional_may_vote=provisional) == holder_of(
        shuffled, provisional_may_vote=provisional
    )


@given(DELEGATES, st.booleans())
def test_when_the_holder_leaves_the_vote_passes_to_the_next_in_order_and_back(delegates, provisional):
    in_order = voters_in_order(delegates, provisional_may_vote=provisional)
    here = [one for one in in_order if not one.is_away]
    if not here:
        return
    without = [replace(one, is_away=one.is_away or one == here[0]) for one in delegates]
    assert holder_of(without, provisional_may_vote=provisional) == (here[1] if len(here) > 1 else None)
    assert holder_of(delegates, provisional_may_vote=provisional) == here[0]


def test_a_head_falls_ill_and_the_first_alternate_with_a_valid_credential_votes():
    head = person("mayor", Role.HEAD, is_away=True)
    first = person("deputy", order=1, credential=CredentialState.PROVISIONAL)
    second = person("adviser of the mayor", order=2)
    assert holder_of([second, first, head], provisional_may_vote=True) == first
    assert holder_of([second, first, head], provisional_may_vote=False) == second
    assert holder_of([second, first, replace(head, is_away=False)], provisional_may_vote=True).person == "mayor"
