"""What the secretariat keeps about the votes of a session beside its ballots: proxies, and remarks on declared results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language

from comitia.accreditation.queries.delegations import seated_members
from comitia.meetings.models import Meeting
from comitia.members.models import Member
from comitia.members.queries import shown_name
from comitia.platform.texts import Text, text_in
from comitia.voting.models import Ballot, Correction, Proxy


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyRow:
    """A running proxy; it counts once it is accepted."""

    reference: UUID
    principal: str
    holder: str
    lodged_at: datetime
    is_accepted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A correction of the record of a ballot; `member` is empty where it is about none."""

    member: str
    text: str
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredRow:
    """A ballot whose result is declared, with the remarks on it."""

    reference: UUID
    number: int
    question: Text
    remarks: tuple[Remark, ...]


def seated_choices(meeting: Meeting) -> list[tuple[str, str]]:
    """List the members that sit on the organ, by name."""
    language = get_language() or "en"
    found = Member.objects.filter(slug__in=seated_members(meeting))
    return sorted(((one.slug, shown_name(one, language)) for one in found), key=lambda choice: choice[1])


def proxy_rows(meeting: Meeting) -> Sequence[ProxyRow]:
    """List the proxies of a session that were not revoked, by who gave them: one statement."""
    language = get_language() or "en"
    found = Proxy.objects.filter(meeting=meeting, revoked_at=None).select_related("principal", "holder")
    return [
        ProxyRow(
            reference=one.reference,
            principal=shown_name(one.principal, language),
            holder=shown_name(one.holder, language),
            lodged_at=one.lodged_at,
            is_accepted=one.accepted_at is not None,
        )
        for one in found.order_by("principal__name")
    ]


def declared_rows(meeting: Meeting) -> Sequence[DeclaredRow]:
    """List the declared ballots of a session, the latest first, with the remarks on them: two statements."""
    language = get_language() or "en"
    ballots = list(Ballot.objects.filter(meeting=meeting, state=Ballot.State.DECLARED).order_by("-number"))
    remarks = list(Correction.objects.filter(ballot__in=ballots).select_related("member").order_by("pk"))
    return [
        DeclaredRow(
            reference=ballot.reference,
            number=ballot.number,
            question=text_in(ballot.question, language),
            remarks=tuple(
                Remark(
                    member=shown_name(one.member, language) if one.member else "", text=one.text, made_at=one.made_at
                )
                for one in remarks
                if one.ballot_id == ballot.pk
            ),
        )
        for ballot in ballots
    ]
