"""Proxies: lodged by a member, accepted by the one that is to hold it, revoked by either, by arrival or by their time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from comitia.core.governance.proxies import Proxy as CoreProxy
from comitia.core.governance.proxies import Voter, may_lodge
from comitia.core.governance.rule_set import LodgedUntil, ProxyRule, ValidFor
from comitia.meetings.actions import enter, locked_session
from comitia.meetings.models import Meeting, Sitting
from comitia.meetings.queries import members_present, sitting_now
from comitia.meetings.queries.rules import rules_of_session
from comitia.members.models import Member
from comitia.platform.actors import SYSTEM, Actor
from comitia.platform.answers import refuse, require
from comitia.voting.actions.quorum import follow_quorum
from comitia.voting.models import Ballot, Proxy
from comitia.voting.policies import PROXIES, speaks_for

ENDED: Final = (Sitting.State.ADJOURNED, Sitting.State.CLOSED)


@transaction.atomic
def lodge_proxy(meeting: int, *, principal: str, holder: str, by: Actor, at: datetime) -> Proxy:
    """Let another member cast the vote of this one while it is away; it counts once the other accepts."""
    session = locked_session(meeting)
    giving, holding = _member(principal), _member(holder)
    require(speaks_for(by, session, giving))
    answer = may_lodge(
        _rule(session),
        principal=Voter(member=giving.slug, region=_region(giving), delegation=giving.slug),
        holder=Voter(member=holding.slug, region=_region(holding), delegation=holding.slug),
        standing=[
            CoreProxy(principal=one.principal.slug, holder=one.holder.slug, lodged_at=one.lodged_at)
            for one in _running(session)
        ],
        at=at,
        closes_at=_last_moment(session),
    )
    if answer.code is not None:
        refuse(answer.code, PROXIES[answer.code])
    proxy = Proxy.objects.create(meeting=session, principal=giving, holder=holding, lodged_at=at, lodged_by=by.person)
    _note("proxy_lodged", proxy, session, by=_for(by, giving), at=at)
    return proxy


@transaction.atomic
def accept_proxy(reference: UUID, *, by: Actor, at: datetime) -> Proxy:
    """Take a proxy on for the member that is to hold it."""
    proxy, session = _locked(reference)
    require(speaks_for(by, session, proxy.holder))
    if proxy.accepted_at is None:
        proxy.accepted_at, proxy.accepted_by = at, by.person
        proxy.save(update_fields=["accepted_at", "accepted_by"])
        _note("proxy_accepted", proxy, session, by=_for(by, proxy.holder), at=at)
        _follow(session, by=by, at=at)
    return proxy


@transaction.atomic
def revoke_proxy(reference: UUID, *, by: Actor, at: datetime) -> Proxy:
    """Take a proxy back as the member that gave it, or give it back as the one that holds it."""
    proxy, session = _locked(reference)
    is_principal = bool(speaks_for(by, session, proxy.principal))
    if not is_principal:
        require(speaks_for(by, session, proxy.holder))
    member = proxy.principal if is_principal else proxy.holder
    _revoke(proxy, session, because="taken_back" if is_principal else "given_back", by=_for(by, member), at=at)
    _follow(session, by=by, at=at)
    return proxy


def revoke_overtaken(sitting: Sitting, *, at: datetime) -> int:
    """End the proxies of members that have arrived, where the rules say so, and those whose time is over; give how many.

    It runs in the transaction of whoever notes an arrival or opens a ballot, under the session's lock.
    """
    session = sitting.meeting
    rule = _rule(session)
    running = _running(session)
    if rule is None or not running:
        return 0
    over_at = _over_at(session, rule.valid_for)
    present = members_present(sitting) if rule.revoked_on_arrival else frozenset()
    overtaken = [(proxy, "arrived") for proxy in running if proxy.principal_id in present]
    overtaken += [
        (proxy, "expired")
        for proxy in running
        if proxy.principal_id not in present and over_at is not None and proxy.lodged_at <= over_at
    ]
    for proxy, because in overtaken:
        _revoke(proxy, session, because=because, by=SYSTEM, at=at)
    return len(overtaken)


def _follow(session: Meeting, *, by: Actor, at: datetime) -> None:
    sitting = sitting_now(session.slug)
    if sitting is not None:
        sitting.meeting = session
        follow_quorum(sitting, by=by, at=at)


def _over_at(session: Meeting, valid_for: ValidFor | None) -> datetime | None:
    """Give when the last sitting ended or the last ballot opened, for which proxies lodged until then were valid."""
    if valid_for is ValidFor.SITTING:
        ended = Sitting.objects.filter(meeting=session, state__in=ENDED)
        return ended.aggregate(last=Max("ended_at"))["last"]
    if valid_for is ValidFor.BALLOT:
        return Ballot.objects.filter(meeting=session).aggregate(last=Max("opened_at"))["last"]
    return None


def _last_moment(session: Meeting) -> datetime | None:
    """Give when it became too late to lodge a proxy; None while it has not."""
    rule = _rule(session)
    begun = Sitting.objects.filter(meeting=session, called_at__isnull=False).order_by("called_at")
    if rule is not None and rule.lodged_until is LodgedUntil.SITTING_OPENS:
        begun = begun.exclude(state__in=ENDED)
    elif rule is None or rule.lodged_until is not LodgedUntil.SESSION_OPENS:
        return None
    return begun.values_list("called_at", flat=True).first()


def _rule(session: Meeting) -> ProxyRule | None:
    rule_set = rules_of_session(session)
    return rule_set.proxies if rule_set else None


def _running(session: Meeting) -> list[Proxy]:
    found = Proxy.objects.filter(meeting=session, revoked_at=None)
    return list(found.select_related("principal", "holder").order_by("pk"))


def _member(slug: str) -> Member:
    found = Member.objects.select_related("region").filter(slug=slug).first()
    if found is None:
        refuse("member_gone", _("There is no such member. Choose one from the list."))
    return found


def _region(member: Member) -> str:
    return member.region.code if member.region else ""


def _locked(reference: UUID) -> tuple[Proxy, Meeting]:
    meeting = Proxy.objects.filter(reference=reference).values_list("meeting", flat=True).first()
    session = locked_session(meeting) if meeting is not None else None
    proxy = Proxy.objects.select_related("principal", "holder").filter(reference=reference, revoked_at=None).first()
    if session is None or proxy is None:
        refuse("proxy_gone", _("This proxy was revoked. Lodge another one if it is still wanted."))
    return proxy, session


def _revoke(proxy: Proxy, session: Meeting, *, because: str, by: Actor, at: datetime) -> None:
    proxy.revoked_at, proxy.revoked_because = at, because
    proxy.save(update_fields=["revoked_at", "revoked_because"])
    _note("proxy_revoked", proxy, session, by=by, at=at, because=because)


def _note(kind: str, proxy: Proxy, session: Meeting, *, by: Actor, at: datetime, **more: str) -> None:
    facts = {"proxy": str(proxy.reference), "principal": proxy.principal.slug, "holder": proxy.holder.slug, **more}
    enter(session, kind, by=by, at=at, facts=facts, subject=f"proxy:{proxy.reference}")


def _for(by: Actor, member: Member) -> Actor:
    return replace(by, on_behalf_of=member.slug)
