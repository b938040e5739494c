"""Who would have a vote at this moment, from mandates, categories, dues, credentials, presence, proxies and recusals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Prefetch

from comitia.accreditation.models import Credential, Delegate, Delegation
from comitia.accreditation.queries.days import day_of
from comitia.core.ballots.roll import WHOLE, CredentialCheck, RollLine, Seat, roll
from comitia.core.ballots.roll import Mandate as MandateCheck
from comitia.core.governance.rule_set import RuleSet, WeightKind, WeightRule
from comitia.core.governance.standing import Purpose, StandingRule
from comitia.meetings.models import Meeting, Sitting
from comitia.meetings.queries import electing_assemblies, members_present
from comitia.members.models import Member
from comitia.members.queries.dues import MemberStanding, standings
from comitia.organs.models import Mandate
from comitia.organs.queries.standing import standing_rule_of
from comitia.organs.queries.terms import TermRow, term_rows
from comitia.voting.models import Proxy, Recusal

VOTING: Final = frozenset({Member.Category.FULL, Member.Category.LOCAL_GOVERNMENT})
SITS: Final = frozenset({"current", "held over"})
ROLES: Final = (Delegate.Role.HEAD, Delegate.Role.ALTERNATE)


@dataclass(frozen=True, slots=True)
class Elector:
    """A member that sits or takes part, its line on the roll, its dues and the people who may vote for it."""

    member: Member
    line: RollLine
    standing: MemberStanding
    people: Sequence[Delegate]
    has_delegation: bool
    holder: UUID | None


@dataclass(frozen=True, slots=True)
class _Found:
    """What the database says about the members concerned."""

    members: Mapping[str, Member]
    terms: Mapping[str, Sequence[TermRow]]
    delegations: Mapping[int, Any]
    standings: Mapping[int, MemberStanding]
    present: frozenset[int]
    proxies: Mapping[int, str]
    recused: frozenset[int]


def electorate(sitting: Sitting, rule_set: RuleSet, *, subject: str, at: datetime) -> tuple[Elector, ...]:
    """Draw up the roll of a ballot on a subject as of now, by member: the number of statements is constant."""
    found = _find(sitting, rule_set, subject=subject, at=at)
    seats = [_seat(member, found, rule_set) for member in found.members.values()]
    present = {slug for slug, member in found.members.items() if member.pk in found.present}
    lines = roll(seats, present=present)
    return tuple(_elector(found.members[line.member], line, found) for line in lines)


def _find(sitting: Sitting, rule_set: RuleSet, *, subject: str, at: datetime) -> _Found:
    meeting = sitting.meeting
    terms = _terms(meeting, on=_day(meeting, at))
    delegations = _delegations(meeting)
    listed = {one.member_id: one.member for one in delegations}
    seated = Member.objects.filter(slug__in=terms).exclude(pk__in=listed).select_related("region")
    members = {one.slug: one for one in [*listed.values(), *seated]}
    running = Proxy.objects.filter(meeting=meeting, revoked_at=None, accepted_at__isnull=False)
    recusals = Recusal.objects.filter(meeting=meeting, subject=subject, withdrawn_at=None)
    return _Found(
        members=members,
        terms=terms,
        delegations={one.member_id: one for one in delegations},
        standings=_standings(meeting, rule_set, [one.pk for one in members.values()]),
        present=members_present(sitting),
        proxies=dict(running.values_list("principal", "holder__slug")),
        recused=frozenset(recusals.values_list("member", flat=True)),
    )


def _day(meeting: Meeting, at: datetime) -> date:
    """Give the day it is where the meeting is held, within the days of the session: mandates begin and end by days.

    Before and after them, as in a rehearsal, the roll is the one of the nearest of its days.
    """
    day = day_of(at, meeting)
    first, last = meeting.starts_on or day, meeting.ends_on or meeting.starts_on or day
    return min(max(day, first), last)


def _terms(meeting: Meeting, *, on: date) -> dict[str, list[TermRow]]:
    """Give the mandates in the organ of a session by the member's slug."""
    mandates = Mandate.objects.filter(organ=meeting.organ_id).select_related("organ", "member__region").order_by("pk")
    found: dict[str, list[TermRow]] = {}
    for row in term_rows(mandates, on=on, assemblies=electing_assemblies()):
        found.setdefault(row.member.slug, []).append(row)
    return found


def _delegations(meeting: Meeting) -> list[Any]:
    """Give the delegations of members with everybody who may vote for them."""
    named = Delegate.objects.filter(left_at=None, role__in=ROLES).select_related("registration__person", "credential")
    found = Delegation.objects.filter(meeting=meeting, member__isnull=False).select_related("member__region")
    return list(found.prefetch_related(Prefetch("delegates", named.order_by("rank", "pk"), to_attr="voting")))


def _standings(meeting: Meeting, rule_set: RuleSet, members: Sequence[int]) -> dict[int, MemberStanding]:
    """Work out the standing of members by the pinned rules, or by the organ's rule on dues if those say nothing."""
    day = meeting.starts_on or date(meeting.year, 1, 1)
    if rule_set.standing is not None:
        rule: StandingRule | None = rule_set.standing.standing_rule(version=rule_set.number, in_force_from=day)
    else:
        rule = standing_rule_of(meeting.organ, on=day) if meeting.organ else None
    return standings(members, rule=rule, at=rule.test_day(Purpose.VOTE, meeting_starts=day) if rule else day)


def _seat(member: Member, found: _Found, rule_set: RuleSet) -> Seat:
    terms = found.terms.get(member.slug, ())
    mandate, ended = _mandate(terms)
    standing = found.standings[member.pk].standing
    return Seat(
        member=member.slug,
        region=member.region.code if member.region else "",
        weight=_weight(member, [one.role for one in terms if one.state in SITS], rule_set.weights),
        mandate=mandate,
        category_votes=member.category in VOTING,
        is_in_arrears=not standing.is_good,
        credential=_credential(found.delegations.get(member.pk)),
        is_recused=member.pk in found.recused,
        proxy=found.proxies.get(member.pk),
        since=ended or (standing.overdue[0].due_on if not standing.is_good else None),
    )


def _mandate(terms: Iterable[TermRow]) -> tuple[MandateCheck, date | None]:
    """Say whether a member sits, or until when it did."""
    given = list(terms)
    if any(one.state in SITS for one in given):
        return MandateCheck.HELD, None
    ended = [one.last for one in given if one.state == "ended" and one.last]
    return (MandateCheck.ENDED, max(ended)) if ended else (MandateCheck.NONE, None)


def _weight(member: Member, roles: Sequence[str], rule: WeightRule | None) -> int:
    """Give the weight of a member's vote; where it depends on seats, that of its heaviest."""
    if rule is None or rule.kind is WeightKind.EQUAL:
        return WHOLE
    keys = [member.category] if rule.kind is WeightKind.BY_CATEGORY else roles
    return max((rule.weights[key] for key in keys if key in rule.weights), default=WHOLE)


def _credential(delegation: Any) -> CredentialCheck:
    if delegation is None:
        return CredentialCheck.MISSING
    if delegation.holder_id is not None:
        return CredentialCheck.VALID
    states = {one.credential.state for one in delegation.voting if hasattr(one, "credential")}
    return CredentialCheck.REJECTED if Credential.State.REJECTED in states else CredentialCheck.MISSING


def _elector(member: Member, line: RollLine, found: _Found) -> Elector:
    delegation = found.delegations.get(member.pk)
    people = delegation.voting if delegation else []
    holder = next((one for one in people if delegation and one.pk == delegation.holder_id), None)
    return Elector(
        member=member,
        line=line,
        standing=found.standings[member.pk],
        people=people,
        has_delegation=delegation is not None,
        holder=holder.registration.person.reference if holder else None,
    )
