"""Proxies: caps, chains, late ones, and the one paper for which principal and holder compete."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.core.governance.proxies import Proxy, ProxyCode, Voter, holder_at, may_cast, may_lodge
from comitia.core.governance.rule_set import Holders, LodgedUntil, ProxyRule, ValidFor

AT = datetime(2020, 11, 17, 8, tzinfo=UTC)
RULE = ProxyRule(
    allowed=True,
    most_per_holder=2,
    holders=Holders.SAME_REGION,
    lodged_until=LodgedUntil.SITTING_OPENS,
    valid_for=ValidFor.SITTING,
    revoked_on_arrival=True,
    counts_to_quorum=True,
    article="Art. 9",
)
SEOUL, ULSAN, JAKARTA, GEORGE_TOWN = (
    Voter(member=name, region="asia") for name in ("seoul", "ulsan", "jakarta", "george-town")
)
KAZAN = Voter(member="kazan", region="eurasia")


def proxy(principal, holder, *, at=AT - timedelta(days=1), revoked_at=None):
    return Proxy(principal=principal.member, holder=holder.member, lodged_at=at, revoked_at=revoked_at)


def lodge(principal, holder, *, rule=RULE, standing=(), closes_at=None):
    return may_lodge(rule, principal=principal, holder=holder, standing=standing, at=AT, closes_at=closes_at)


def test_a_third_proxy_is_refused_with_the_article():
    held = (proxy(ULSAN, SEOUL), proxy(JAKARTA, SEOUL))
    found = lodge(GEORGE_TOWN, SEOUL, standing=held)
    assert (found.is_allowed, found.code, found.article) == (False, ProxyCode.CAP, "Art. 9")
    revoked = (held[0], replace(held[1], revoked_at=AT))
    assert lodge(GEORGE_TOWN, SEOUL, standing=revoked).is_allowed
    assert lodge(GEORGE_TOWN, SEOUL, standing=held, rule=replace(RULE, most_per_holder=0)).is_allowed


@pytest.mark.parametrize(
    ("principal", "holder", "more", "code"),
    [
        (ULSAN, SEOUL, {"rule": None}, "rule_unknown"),
        (ULSAN, SEOUL, {"rule": replace(RULE, allowed=None)}, "rule_unknown"),
        (ULSAN, SEOUL, {"rule": replace(RULE, allowed=False)}, "not_allowed"),
        (ULSAN, SEOUL, {"closes_at": AT}, "too_late"),
        (ULSAN, ULSAN, {}, "own"),
        (ULSAN, KAZAN, {}, "other_region"),
        (
            Voter(member="ulsan", delegation="a"),
            Voter(member="seoul", delegation="b"),
            {"rule": replace(RULE, holders=Holders.SAME_DELEGATION)},
            "other_delegation",
        ),
        (ULSAN, SEOUL, {"standing": (proxy(ULSAN, JAKARTA),)}, "already_lodged"),
        (ULSAN, SEOUL, {"standing": (proxy(SEOUL, JAKARTA),)}, "chain"),
        (ULSAN, SEOUL, {"standing": (proxy(JAKARTA, ULSAN),)}, "chain"),
    ],
)
def test_a_proxy_is_refused_for_a_reason(principal, holder, more, code):
    assert lodge(principal, holder, **more).code == code


def test_a_proxy_may_be_lodged_until_the_moment_the_rule_names():
    assert lodge(ULSAN, SEOUL, closes_at=AT + timedelta(minutes=1)).is_allowed
    assert lodge(ULSAN, KAZAN, rule=replace(RULE, holders=Holders.ANY_MEMBER)).is_allowed


@pytest.mark.parametrize(
    ("present", "member", "by_proxy", "code"),
    [
        ({"seoul"}, "seoul", True, None),
        ({"seoul", "ulsan"}, "ulsan", False, None),
        ({"ulsan"}, "ulsan", False, None),
        (set(), None, False, "holder_absent"),
    ],
)
def test_the_vote_is_with_the_principal_who_is_there_or_else_with_a_holder_who_is(present, member, by_proxy, code):
    found = holder_at(RULE, principal="ulsan", proxies=[proxy(ULSAN, SEOUL)], present=present, at=AT)
    assert (found.member, found.by_proxy, found.code) == (member, by_proxy, code)


def test_without_revocation_on_arrival_the_holder_keeps_the_vote_and_the_principal_may_come_first():
    stays = replace(RULE, revoked_on_arrival=False)
    given_to = [proxy(ULSAN, SEOUL)]
    both = {"seoul", "ulsan"}
    assert holder_at(stays, principal="ulsan", proxies=given_to, present=both, at=AT).member == "seoul"
    may = [
        may_cast(stays, by=by, principal="ulsan", proxies=given_to, present=both, cast_by=None, at=AT).is_allowed
        for by in ("seoul", "ulsan", "jakarta")
    ]
    assert may == [True, True, False]


def test_a_principal_who_arrives_after_the_holder_voted_is_refused():
    given_to = [proxy(ULSAN, SEOUL)]
    arrived = may_cast(
        RULE, by="ulsan", principal="ulsan", proxies=given_to, present={"seoul", "ulsan"}, cast_by="seoul", at=AT
    )
    assert (arrived.is_allowed, arrived.code, arrived.article) == (False, ProxyCode.ALREADY_CAST, "Art. 9")
    overtaken = may_cast(
        RULE, by="seoul", principal="ulsan", proxies=given_to, present={"seoul", "ulsan"}, cast_by=None, at=AT
    )
    assert overtaken.code is ProxyCode.PRINCIPAL_PRESENT


def test_nobody_votes_by_a_proxy_that_is_not_lodged_or_is_revoked():
    later = [proxy(ULSAN, SEOUL, at=AT + timedelta(hours=1))]
    ended = [proxy(ULSAN, SEOUL, revoked_at=AT)]
    for proxies in ([], later, ended):
        found = may_cast(RULE, by="seoul", principal="ulsan", proxies=proxies, present={"seoul"}, cast_by=None, at=AT)
        assert (found.is_allowed, found.code) == (False, ProxyCode.NOT_HOLDER)


NAMES = ("a", "b", "c", "d", "e")


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=12), st.integers(1, 3))
def test_proxies_lodged_one_by_one_never_chain_and_never_exceed_the_cap(wishes, cap):
    rule = replace(RULE, most_per_holder=cap, holders=Holders.ANY_MEMBER)
    lodged = []
    for principal, holder in wishes:
        wish = may_lodge(
            rule,
            principal=Voter(member=principal),
            holder=Voter(member=holder),
            standing=lodged,
            at=AT,
            closes_at=None,
        )
        if wish.is_allowed:
            lodged.append(Proxy(principal=principal, holder=holder, lodged_at=AT))
    principals, holders = [one.principal for one in lodged], [one.holder for one in lodged]
    assert set(principals) & set(holders) == set()
    assert len(principals) == len(set(principals))
    assert all(holders.count(holder) <= cap for holder in holders)
