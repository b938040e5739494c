"""What rooms read about sittings: which one, who leads, who is there, what happened."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from comitia.core.governance.record import Access, RecordEntry, withheld
from comitia.meetings.models import Officer, Presence, Sitting
from comitia.meetings.models import RecordEntry as Row
from comitia.members.queries import shown_name

OPEN_TO = {
    Access.PUBLIC: {Access.PUBLIC},
    Access.PARTICIPANTS: {Access.PUBLIC, Access.PARTICIPANTS},
    Access.COMMITTEE: {Access.PUBLIC, Access.PARTICIPANTS, Access.COMMITTEE},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerRow:
    """Somebody who has an office in a sitting now, with the name of the member they sit for."""

    pk: int
    role: str
    person: UUID
    name: str
    member: str | None


def sitting_now(meeting: str) -> Sitting | None:
    """Give the sitting of a session that is running, or the next one, or the last."""
    sittings = list(Sitting.objects.filter(meeting__slug=meeting).select_related("meeting__organ").order_by("number"))
    running = [one for one in sittings if one.state in {Sitting.State.IN_SESSION, Sitting.State.SUSPENDED}]
    coming = [one for one in sittings if one.state == Sitting.State.SCHEDULED]
    return next(iter(running + coming + sittings[-1:]), None)


def officers_of(sitting: Sitting, language: str = "en") -> list[OfficerRow]:
    """Give who leads, reports, keeps the record and counts, the presiding officer first."""
    rows = Officer.objects.filter(sitting=sitting, until=None).select_related("person", "member")
    order = [Officer.Role.PRESIDING, Officer.Role.RAPPORTEUR, Officer.Role.CLERK, Officer.Role.TELLER]
    found = [
        OfficerRow(
            pk=one.pk,
            role=one.role,
            person=one.person.reference,
            name=one.person.name,
            member=shown_name(one.member, language) if one.member else None,
        )
        for one in rows
    ]
    return sorted(found, key=lambda one: (order.index(Officer.Role(one.role)), one.pk))


def members_present(sitting: Sitting) -> frozenset[int]:
    """Give the members for whom somebody is at the sitting now, each once however many and wherever they are."""
    found = Presence.objects.filter(sitting=sitting, until=None, member__isnull=False)
    return frozenset(found.values_list("member", flat=True))


def record_of(
    meeting: str,
    *,
    access: Access,
    after: int = 0,
    until: datetime | None = None,
    kinds: Collection[str] | None = None,
) -> Iterator[RecordEntry]:
    """Give the record of a session in order; of entries that a reader may not see only the links of the chain.

    `kinds`: only entries of these.
    """
    rows = Row.objects.filter(meeting__slug=meeting, number__gt=after).order_by("number")
    if kinds is not None:
        rows = rows.filter(kind__in=kinds)
    if until is not None:
        rows = rows.filter(at__lte=until)
    for row in rows.iterator(2000):
        entry = RecordEntry(
            number=row.number,
            at=row.at.astimezone(UTC),
            kind=row.kind,
            access=Access(row.access),
            facts=row.facts,
            salt=row.salt,
            body_digest=row.body_digest,
            previous=row.previous,
            digest=row.digest,
        )
        yield entry if entry.access in OPEN_TO[access] else withheld(entry)
