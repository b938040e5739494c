"""Who is at a sitting, and who could preside over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from comitia.accounts.models import Person
from comitia.accreditation.models import Delegate
from comitia.accreditation.queries.delegations import entity_name
from comitia.meetings.models import Officer, Presence, Sitting
from comitia.members.models import Member
from comitia.members.queries import shown_name

MODES: Final[Mapping[str, Any]] = {Presence.Mode.ONLINE: _("Online"), Presence.Mode.IN_PERSON: _("In the room")}


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceRow:
    """Somebody who is at a sitting; `member` is empty for those who are there for nobody."""

    person: UUID
    name: str
    member: str
    mode: str
    mode_name: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegateRow:
    """Somebody of a delegation; `mode` is how they are at the sitting, empty if they are not."""

    person: UUID
    name: str
    entity: str
    mode: str
    mode_name: Any


def delegate_rows(sitting: Sitting) -> Sequence[DelegateRow]:
    """List the people of all delegations of a session, and who of them is at the sitting: two statements."""
    here = dict(Presence.objects.filter(sitting=sitting, until=None).values_list("person", "mode"))
    found = Delegate.objects.filter(delegation__meeting=sitting.meeting_id, left_at=None).select_related(
        "registration__person", "delegation__member", "delegation__observer"
    )
    rows = [
        DelegateRow(
            person=one.registration.person.reference,
            name=one.registration.person.name,
            entity=entity_name(one.delegation),
            mode=here.get(one.registration.person_id, ""),
            mode_name=MODES.get(here.get(one.registration.person_id, ""), ""),
        )
        for one in found
    ]
    return sorted(rows, key=lambda one: (one.entity, one.name))


def presence_rows(sitting: Sitting, language: str) -> Sequence[PresenceRow]:
    """List who is at a sitting now, by member and name: one statement."""
    found = Presence.objects.filter(sitting=sitting, until=None).select_related("person", "member")
    rows = [
        PresenceRow(
            person=one.person.reference,
            name=one.person.name,
            member=shown_name(one.member, language) if one.member else "",
            mode=one.mode,
            mode_name=MODES[one.mode],
        )
        for one in found
    ]
    return sorted(rows, key=lambda one: (one.member == "", one.member, one.name))


def who_may_take_chair(sitting: Sitting) -> Mapping[UUID, tuple[Person, Member | None]]:
    """Give those who could preside, each with the member they sit for: who is there, and who has presided before.

    The one who presides now is left out: two statements.
    """
    here = Presence.objects.filter(sitting=sitting, until=None).select_related("person", "member").order_by("pk")
    officers = Officer.objects.filter(sitting=sitting, role=Officer.Role.PRESIDING)
    presided = list(officers.select_related("person", "member").order_by("pk"))
    found = {one.person.reference: (one.person, one.member) for one in here}
    found |= {one.person.reference: (one.person, one.member) for one in presided}
    for one in presided:
        if one.until is None:
            found.pop(one.person.reference)
    return found
