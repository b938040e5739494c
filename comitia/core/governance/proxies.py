"""Who votes for whom: when a proxy may be lodged, who holds a vote at a moment, and who may cast it.

Source of the rules: a written mandate to another voting member (FEIAP, Energy Cities), present or represented counts
(Metropolis), one level only and never a chain (practice of OpenSlides, and every statute read); the principal and the
holder compete for the same paper, and the first valid one counts.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from comitia.core.governance.rule_set import Holders, ProxyRule


class ProxyCode(StrEnum):
    """Why a proxy or a vote by proxy is not possible."""

    NOT_ALLOWED = "not_allowed"
    RULE_UNKNOWN = "rule_unknown"
    OWN = "own"
    TOO_LATE = "too_late"
    OTHER_REGION = "other_region"
    OTHER_DELEGATION = "other_delegation"
    CAP = "cap"
    CHAIN = "chain"
    ALREADY_LODGED = "already_lodged"
    PRINCIPAL_PRESENT = "principal_present"
    NOT_HOLDER = "not_holder"
    HOLDER_ABSENT = "holder_absent"
    ALREADY_CAST = "already_cast"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voter:
    """A member with a vote; `region` and `delegation` are any keys that are stable for the caller."""

    member: str
    region: str = ""
    delegation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """A member (`principal`) lets another (`holder`) vote in its place, from when until when."""

    principal: str
    holder: str
    lodged_at: datetime
    revoked_at: datetime | None = None

    def stands(self, at: datetime) -> bool:
        """Say whether the proxy is lodged and not revoked at a moment."""
        return self.lodged_at <= at and (self.revoked_at is None or at < self.revoked_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyAnswer:
    """Whether it may be done; if not, why not; and the article of the rule in any case."""

    is_allowed: bool
    code: ProxyCode | None = None
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteHolder:
    """Who holds a member's vote at a moment: the member or the holder of its proxy, or nobody (`member` None) and why."""

    member: str | None
    by_proxy: bool = False
    code: ProxyCode | None = None


def may_lodge(
    rule: ProxyRule | None,
    *,
    principal: Voter,
    holder: Voter,
    standing: Iterable[Proxy],
    at: datetime,
    closes_at: datetime | None,
) -> ProxyAnswer:
    """Say whether a member may lodge a proxy with another now.

    `standing`: the proxies lodged so far; `closes_at`: the moment `rule.lodged_until` names, None while it has not come.
    Raises nothing.
    """
    article = rule.article if rule else ""
    code = _why_not(
        rule,
        principal=principal,
        holder=holder,
        standing=[proxy for proxy in standing if proxy.stands(at)],
        is_late=closes_at is not None and at >= closes_at,
    )
    return ProxyAnswer(is_allowed=code is None, code=code, article=article)


def holder_at(
    rule: ProxyRule | None, *, principal: str, proxies: Iterable[Proxy], present: Collection[str], at: datetime
) -> VoteHolder:
    """Say who holds the vote of a member: a present member's own presence revokes its proxy where the rule says so.

    A proxy whose holder is absent leaves the vote with nobody; a member who is absent and unrepresented too.
    """
    proxy = _standing_proxy(principal, proxies, at=at) if rule and rule.allowed else None
    is_there = principal in present
    if proxy is None or (is_there and rule is not None and rule.revoked_on_arrival):
        return VoteHolder(member=principal if is_there else None)
    if proxy.holder in present:
        return VoteHolder(member=proxy.holder, by_proxy=True)
    return VoteHolder(member=principal) if is_there else VoteHolder(member=None, code=ProxyCode.HOLDER_ABSENT)


def may_cast(
    rule: ProxyRule | None,
    *,
    by: str,
    principal: str,
    proxies: Iterable[Proxy],
    present: Collection[str],
    cast_by: str | None,
    at: datetime,
) -> ProxyAnswer:
    """Say whether a member may cast the vote of `principal` (its own or another's) now; `cast_by` has done so already.

    One vote has one paper: whoever comes second is told that it was cast, the principal who arrives late too.
    """
    article = rule.article if rule else ""
    if cast_by is not None:
        return ProxyAnswer(is_allowed=False, code=ProxyCode.ALREADY_CAST, article=article)
    held = holder_at(rule, principal=principal, proxies=proxies, present=present, at=at)
    is_own = by == principal and by in present
    if held.member == by or is_own:
        return ProxyAnswer(is_allowed=True, article=article)
    is_overtaken = principal in present and held.member == principal
    code = ProxyCode.PRINCIPAL_PRESENT if is_overtaken else (held.code or ProxyCode.NOT_HOLDER)
    return ProxyAnswer(is_allowed=False, code=code, article=article)


def _standing_proxy(principal: str, proxies: Iterable[Proxy], *, at: datetime) -> Proxy | None:
    standing = [proxy for proxy in proxies if proxy.principal == principal and proxy.stands(at)]
    return max(standing, key=lambda proxy: (proxy.lodged_at, proxy.holder), default=None)


def _why_not(
    rule: ProxyRule | None, *, principal: Voter, holder: Voter, standing: list[Proxy], is_late: bool
) -> ProxyCode | None:
    if rule is None or rule.allowed is None:
        return ProxyCode.RULE_UNKNOWN
    if not rule.allowed:
        return ProxyCode.NOT_ALLOWED
    if is_late:
        return ProxyCode.TOO_LATE
    return _why_not_these(rule, principal, holder) or _why_not_now(rule, principal, holder, standing)


def _why_not_these(rule: ProxyRule, principal: Voter, holder: Voter) -> ProxyCode | None:
    if principal.member == holder.member:
        return ProxyCode.OWN
    if rule.holders is Holders.SAME_REGION and principal.region != holder.region:
        return ProxyCode.OTHER_REGION
    if rule.holders is Holders.SAME_DELEGATION and principal.delegation != holder.delegation:
        return ProxyCode.OTHER_DELEGATION
    return None


def _why_not_now(rule: ProxyRule, principal: Voter, holder: Voter, standing: list[Proxy]) -> ProxyCode | None:
    if any(proxy.principal == principal.member for proxy in standing):
        return ProxyCode.ALREADY_LODGED
    has_given = any(proxy.principal == holder.member for proxy in standing)
    if has_given or any(proxy.holder == principal.member for proxy in standing):
        return ProxyCode.CHAIN
    held = sum(proxy.holder == holder.member for proxy in standing)
    return ProxyCode.CAP if rule.most_per_holder and held >= rule.most_per_holder else None
