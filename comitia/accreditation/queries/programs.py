"""What other programs read of registrations and delegations, limited to what whoever they act for may see."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from comitia.accreditation.models import Delegate, Delegation, Registration
from comitia.accreditation.policies.delegations import may_see
from comitia.accreditation.policies.readers import Field
from comitia.accreditation.queries.delegations import entity_name, entity_slug
from comitia.accreditation.queries.form import published_version
from comitia.accreditation.queries.privacy import is_read, reads_at_desk
from comitia.accreditation.queries.versions import form_of_version
from comitia.platform.actors import REGIONAL_OFFICE, SECRETARIAT, Actor
from comitia.platform.answers import Allowed
from comitia.platform.kept import kept
from comitia.platform.statements import Columns

State = Registration.State
# For lists: the staff's answers are always under the version that is asked now
_version_asked: Final = kept(published_version)
# What of a record is told only to those who read a field of the table
REGISTRATION_FIELDS: Final = {
    "category": Field.CATEGORY,
    "state": Field.STATE,
    "mode": Field.MODE,
    "member": Field.MEMBER,
    "name": Field.NAME,
    "email": Field.EMAIL,
    "submitted_at": Field.MOMENTS,
    "decided_at": Field.MOMENTS,
    "changed_at": Field.MOMENTS,
    "staff_answers": Field.STAFF_ANSWERS,
}
DELEGATE_FIELDS: Final = {
    "name": Field.NAME,
    "role": Field.ROLE,
    "is_away": Field.ROLE,
    "credential": Field.CREDENTIAL,
    "speaks": Field.CREDENTIAL,
    "votes": Field.CREDENTIAL,
    "signs": Field.CREDENTIAL,
}
FILTERS: Final = {"state": str, "category__code": str, "changed_at__gte": datetime}
COLUMNS: Final = (
    "reference",
    "meeting__slug",
    "category__code",
    "state",
    "mode",
    "member__slug",
    "name",
    "person__name",
    "person__email",
    "submitted_at",
    "decided_at",
    "changed_at",
    "form_id",
    "answers",
    "meeting_id",
    "staff_answers",
    "pk",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which registrations of a meeting are wanted; empty means all that were sent. `after` is the key of the last one read."""

    state: str = ""
    category: str = ""
    changed_since: datetime | None = None
    after: int = 0
    most: int = 40


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a list, and the key after which the next one begins (None: there is no more)."""

    records: list[dict[str, Any]]
    last: int | None


def registration_part(by: Actor, meeting: str, wanted: Wanted) -> Part:
    """Give registrations in the order in which they were begun: one statement."""
    regions = _regions_seen(by)
    if regions is not None and not regions:
        return Part([], None)
    given = zip(FILTERS, (wanted.state, wanted.category, wanted.changed_since), strict=True)
    filters = {name: value for name, value in given if value}
    statement = _listing(tuple(filters), None if regions is None else len(regions), wanted.most)
    rows = statement.fetch(meeting, wanted.after, *filters.values(), *(regions or ()))
    last = rows[wanted.most - 1][-1] if len(rows) > wanted.most else None
    reads = reads_at_desk(by)
    return Part([_registration(row, reads) for row in rows[: wanted.most]], last)


def registration_record(by: Actor, reference: UUID) -> dict[str, Any] | None:
    """Give one registration of any meeting, or None if this actor may not see it."""
    row = _sent(_regions_seen(by)).filter(reference=reference).values_list(*COLUMNS).first()
    return _registration(row, reads_at_desk(by)) if row else None


def delegation_part(by: Actor, meeting: str, *, after: int, most: int) -> Part:
    """Give the delegations of a meeting with their people: two statements."""
    found = _delegations().filter(meeting__slug=meeting, pk__gt=after)
    regions = _regions_seen(by)
    if regions is not None:
        found = found.filter(Q(member__region__code__in=regions) | Q(observer__region__code__in=regions))
    listed = list(found.order_by("pk")[: most + 1])
    last = listed[most - 1].pk if len(listed) > most else None
    reads = reads_at_desk(by)
    return Part([_delegation(one, reads) for one in listed[:most]], last)


def delegation_record(by: Actor, reference: UUID) -> dict[str, Any] | None:
    """Give one delegation, or None if this actor may not see it: as an officer, whatever they are in it themselves."""
    found = _delegations().filter(reference=reference).first()
    if found is None or not isinstance(may_see(by, found, is_focal_point=False), Allowed):
        return None
    return _delegation(found, reads_at_desk(by))


def _regions_seen(by: Actor) -> tuple[str, ...] | None:
    """Give the regions whose records an officer sees, None for all (the same rule as `may_see`)."""
    if by.has_role(SECRETARIAT):
        return None
    return tuple(sorted(by.regions)) if by.has_role(REGIONAL_OFFICE) else ()


def _sent(regions: Sequence[str] | None) -> QuerySet[Registration]:
    """Give the registrations that were sent, for members of these regions."""
    sent = Registration.objects.exclude(state=State.DRAFT)
    return sent if regions is None else sent.filter(member__region__code__in=regions)


@cache
def _listing(filters: tuple[str, ...], regions: int | None, most: int) -> Columns:
    """Make the statement of a list, by meeting, key of the last one read, values of the filters and codes of the regions."""
    number = len(filters)

    def rows(meeting: str, after: int, *more: Any) -> QuerySet[Any, Any]:
        found = _sent(None if regions is None else more[number:]).filter(meeting__slug=meeting, pk__gt=after)
        found = found.filter(**dict(zip(filters, more[:number], strict=True)))
        return found.order_by("pk").values_list(*COLUMNS)[: most + 1]

    return Columns(rows, str, int, *(FILTERS[name] for name in filters), *[str] * (regions or 0))


def _told(record: dict[str, Any], fields: dict[str, Field], reads: Collection[Field]) -> dict[str, Any]:
    """Leave out of a record what is not told to whoever reads these fields."""
    return {name: value for name, value in record.items() if name not in fields or fields[name] in reads}


def _registration(row: Sequence[Any], reads: Collection[Field]) -> dict[str, Any]:
    reference, meeting, category, state, mode, member, name, own_name, email, sent, decided, changed, *more, _pk = row
    version, answers, meeting_number, staff_answers = more
    record = {
        "reference": reference,
        "meeting": meeting,
        "category": category,
        "state": state,
        "mode": mode,
        "member": member,
        "name": name or own_name,
        "email": email,
        "submitted_at": sent,
        "decided_at": decided,
        "changed_at": changed,
        "answers": _answers(version, answers, reads),
        "staff_answers": _answers(_version_asked(meeting_number), staff_answers, reads) if staff_answers else {},
    }
    return _told(record, REGISTRATION_FIELDS, reads)


def _answers(version: int | None, answers: Mapping[str, Any], reads: Collection[Field]) -> dict[str, Any]:
    """Give the answers that somebody reads who reads these fields."""
    form = form_of_version(version)
    return {key: answer for key, answer in answers.items() if key in form and is_read(form.question(key), reads)}


def _delegations() -> QuerySet[Any]:
    named = Delegate.objects.filter(left_at=None).select_related("registration__person", "credential")
    return Delegation.objects.select_related("meeting", "member__region", "observer__region").prefetch_related(
        Prefetch("delegates", named.order_by("rank", "pk"), to_attr="listed")
    )


def _delegation(one: Any, reads: Collection[Field]) -> dict[str, Any]:
    return {
        "reference": one.reference,
        "meeting": one.meeting.slug,
        "kind": "member" if one.member_id else "observer",
        "entity": entity_slug(one),
        "name": entity_name(one),
        "holder": next((person.registration.reference for person in one.listed if person.pk == one.holder_id), None),
        "changed_at": one.changed_at,
        "delegates": [_told(record, DELEGATE_FIELDS, reads) for record in _delegates(one.listed)],
    }


def _delegates(listed: Iterable[Delegate]) -> list[dict[str, Any]]:
    return [
        {
            "registration": one.registration.reference,
            "name": one.registration.name or one.registration.person.name,
            "role": one.role,
            "is_away": one.away_since is not None,
            "credential": one.credential.state,
            "speaks": one.credential.speaks,
            "votes": one.credential.votes,
            "signs": one.credential.signs,
        }
        for one in listed
    ]
