"""What other programs read of registrations and delegations, limited to what whoever they act for may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from comitia.accreditation.models import Delegate, Delegation, Registration
from comitia.accreditation.policies.delegations import may_see
from comitia.accreditation.queries.delegations import entity_name, entity_slug
from comitia.platform.actors import REGIONAL_OFFICE, SECRETARIAT, Actor
from comitia.platform.answers import Allowed

State = Registration.State
STATES: Final = tuple(state.value for state in State if state != State.DRAFT)
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
    found = _registrations_seen(by).filter(meeting__slug=meeting, pk__gt=wanted.after)
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.category:
        found = found.filter(category__code=wanted.category)
    if wanted.changed_since:
        found = found.filter(changed_at__gte=wanted.changed_since)
    rows = list(found.order_by("pk").values_list(*COLUMNS)[: wanted.most + 1])
    last = rows[wanted.most - 1][-1] if len(rows) > wanted.most else None
    return Part([_registration(row) for row in rows[: wanted.most]], last)


def registration_record(by: Actor, reference: UUID) -> dict[str, Any] | None:
    """Give one registration of any meeting, or None if this actor may not see it."""
    row = _registrations_seen(by).filter(reference=reference).values_list(*COLUMNS).first()
    return _registration(row) if row else None


def delegation_part(by: Actor, meeting: str, *, after: int, most: int) -> Part:
    """Give the delegations of a meeting with their people: two statements."""
    found = _delegations().filter(meeting__slug=meeting, pk__gt=after)
    if not by.has_role(SECRETARIAT):
        regions = by.regions if by.has_role(REGIONAL_OFFICE) else ()
        found = found.filter(Q(member__region__code__in=regions) | Q(observer__region__code__in=regions))
    listed = list(found.order_by("pk")[: most + 1])
    last = listed[most - 1].pk if len(listed) > most else None
    return Part([_delegation(one) for one in listed[:most]], last)


def delegation_record(by: Actor, reference: UUID) -> dict[str, Any] | None:
    """Give one delegation, or None if this actor may not see it: as an officer, whatever they are in it themselves."""
    found = _delegations().filter(reference=reference).first()
    if found is None or not isinstance(may_see(by, found, is_focal_point=False), Allowed):
        return None
    return _delegation(found)


def _registrations_seen(by: Actor) -> QuerySet[Registration]:
    """Give the registrations that were sent and that this actor may see (the same rule as `may_see`)."""
    sent = Registration.objects.exclude(state=State.DRAFT)
    if by.has_role(SECRETARIAT):
        return sent
    return sent.filter(member__region__code__in=by.regions) if by.has_role(REGIONAL_OFFICE) else sent.none()


def _registration(row: tuple[Any, ...]) -> dict[str, Any]:
    reference, meeting, category, state, mode, member, name, own_name, email, sent, decided, changed, _pk = row
    return {
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
    }


def _delegations() -> QuerySet[Any]:
    named = Delegate.objects.filter(left_at=None).select_related("registration__person", "credential")
    return Delegation.objects.select_related("meeting", "member__region", "observer__region").prefetch_related(
        Prefetch("delegates", named.order_by("rank", "pk"), to_attr="listed")
    )


def _delegation(one: Any) -> dict[str, Any]:
    return {
        "reference": one.reference,
        "meeting": one.meeting.slug,
        "kind": "member" if one.member_id else "observer",
        "entity": entity_slug(one),
        "name": entity_name(one),
        "holder": next((person.registration.reference for person in one.listed if person.pk == one.holder_id), None),
        "changed_at": one.changed_at,
        "delegates": _delegates(one.listed),
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
