"""Who stands on the roll of a ballot, and why the others do not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.core.ballots.roll import (
    CURES,
    WHOLE,
    CredentialCheck,
    Cure,
    Mandate,
    Reason,
    Seat,
    roll,
    small_classes,
)

SEATS = st.lists(
    st.builds(
        Seat,
        member=st.sampled_from("abcdefgh"),
        weight=st.integers(1, 9 * WHOLE),
        mandate=st.sampled_from(Mandate),
        category_votes=st.booleans(),
        is_suspended=st.booleans(),
        is_in_arrears=st.booleans(),
        credential=st.sampled_from(CredentialCheck),
        is_recused=st.booleans(),
        proxy=st.none() | st.sampled_from("abcdefgh"),
    ),
    unique_by=lambda one: one.member,
)
PRESENT = st.frozensets(st.sampled_from("abcdefgh"))


def line_of(seat, *, present=("seoul",), **more):
    [line] = roll([seat], present=present, **more)
    return line


@pytest.mark.parametrize(
    ("facts", "reason", "cure"),
    [
        ({"mandate": Mandate.NONE}, Reason.NO_MANDATE, Cure.ASK_SECRETARIAT),
        ({"mandate": Mandate.ENDED}, Reason.MANDATE_ENDED, Cure.ASK_SECRETARIAT),
        ({"category_votes": False}, Reason.CATEGORY_DOES_NOT_VOTE, Cure.ASK_SECRETARIAT),
        ({"is_suspended": True}, Reason.SUSPENDED, Cure.ASK_SECRETARIAT),
        ({"is_in_arrears": True}, Reason.ARREARS, Cure.PAY),
        ({"credential": CredentialCheck.REJECTED}, Reason.CREDENTIAL_REJECTED, Cure.BRING_NEW_LETTER),
        ({"credential": CredentialCheck.MISSING}, Reason.CREDENTIAL_MISSING, Cure.BRING_LETTER),
        ({"is_recused": True}, Reason.RECUSED, Cure.TAKE_RECUSAL_BACK),
    ],
)
def test_each_reason_keeps_a_member_off_the_roll_and_says_how_to_cure_it(facts, reason, cure):
    line = line_of(Seat(member="seoul", **facts))
    assert (line.is_entitled, line.reason, line.cure) == (False, reason, cure)


def test_a_member_against_whom_nothing_speaks_votes_itself():
    line = line_of(Seat(member="seoul"))
    assert (line.is_entitled, line.reason, line.cure, line.proxy) == (True, None, None, None)


def test_the_most_lasting_reason_is_told_first():
    assert line_of(Seat(member="seoul", is_in_arrears=True, is_recused=True), present=()).reason == Reason.ARREARS


def test_the_day_of_a_term_that_ended_yesterday_is_told():
    line = line_of(Seat(member="seoul", mandate=Mandate.ENDED, since=date(2020, 11, 16)))
    assert (line.reason, line.since, line.has_seat) == (Reason.MANDATE_ENDED, date(2020, 11, 16), False)


def test_an_absent_member_has_no_vote_in_a_sitting_but_has_one_by_correspondence():
    seat = Seat(member="seoul")
    assert line_of(seat, present=()).reason == Reason.ABSENT
    assert line_of(seat, present=(), presence_matters=False).is_entitled


def test_a_proxy_counts_while_its_holder_is_there():
    seat = Seat(member="seoul", proxy="moscow")
    with_holder, without = line_of(seat, present=["moscow"]), line_of(seat, present=[])
    assert (with_holder.is_entitled, with_holder.reason, with_holder.proxy) == (True, Reason.REPRESENTED_BY, "moscow")
    assert (without.is_entitled, without.reason, without.proxy) == (False, Reason.ABSENT, None)


def test_a_principal_that_is_there_is_not_represented():
    line = line_of(Seat(member="seoul", proxy="moscow"), present=["moscow", "seoul"])
    assert (line.is_entitled, line.reason, line.proxy) == (True, None, None)


def test_a_member_stands_on_the_roll_once_with_a_positive_weight():
    with pytest.raises(ValueError, match="once"):
        roll([Seat(member="seoul"), Seat(member="seoul")], present=[])
    with pytest.raises(ValueError, match="positive"):
        roll([Seat(member="seoul", weight=0)], present=[])


def test_a_weight_that_few_members_have_is_found():
    lines = roll(
        [
            *(Seat(member=f"city {number}") for number in range(5)),
            *(Seat(member=f"town {number}", weight=3 * WHOLE) for number in range(4)),
            Seat(member="absent", weight=9 * WHOLE),
        ],
        present=[f"city {number}" for number in range(5)] + [f"town {number}" for number in range(4)],
    )
    assert small_classes(lines) == (3 * WHOLE,)
    assert small_classes(lines, least=4) == ()


def test_every_reason_has_a_cure():
    assert set(CURES) == set(Reason)


@given(SEATS, PRESENT)
def test_every_member_is_either_entitled_or_has_a_reason_that_is_no_representation(seats, present):
    lines = roll(seats, present=present)
    assert [line.member for line in lines] == sorted(seat.member for seat in seats)
    for line in lines:
        assert line.is_entitled == (line.reason in {None, Reason.REPRESENTED_BY})
        assert (line.proxy is not None) == (line.reason is Reason.REPRESENTED_BY)
        if line.is_entitled:
            assert line.is_present or line.proxy in present


@given(SEATS, PRESENT, st.sampled_from("abcdefgh"))
def test_nobody_loses_their_vote_because_somebody_else_arrives(seats, present, late):
    before, after = roll(seats, present=present), roll(seats, present=present | {late})
    assert all(not old.is_entitled or new.is_entitled for old, new in zip(before, after, strict=True))


@given(st.permutations([Seat(member=one, proxy="a") for one in "abcd"]), PRESENT)
def test_the_order_of_the_seats_does_not_matter(seats, present):
    assert roll(seats, present=present) == roll(sorted(seats, key=lambda one: one.member), present=present)


def test_everybody_may_know_that_a_member_has_no_vote_and_only_the_committee_why():
    listed = [
        Seat(member="a"),
        Seat(member="b", proxy="a"),
        Seat(member="c"),
        Seat(member="d", is_recused=True),
        Seat(member="e", is_in_arrears=True),
        Seat(member="f", mandate=Mandate.ENDED),
    ]
    lines = roll(listed, present=["a", "d", "e", "f"])
    assert [line.status for line in lines] == ["votes", "represented", "absent", "recused", "no_vote", "no_seat"]
