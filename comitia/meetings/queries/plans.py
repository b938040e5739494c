"""The sittings of a session as the desk plans them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Prefetch
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from comitia.meetings.models import Meeting, Officer, Sitting
from comitia.members.queries import shown_name
from comitia.platform.edits import Record
from comitia.platform.texts import Text, text_in

PLAN: Final = ("titles", "starts_at", "ends_at", "is_closed")
STATES: Final[Mapping[str, Any]] = {
    Sitting.State.SCHEDULED: _("Planned"),
    Sitting.State.IN_SESSION: _("In session"),
    Sitting.State.SUSPENDED: _("Suspended"),
    Sitting.State.ADJOURNED: _("Adjourned"),
    Sitting.State.CLOSED: _("Closed"),
}
OFFICES: Final[Mapping[str, Any]] = {
    Officer.Role.PRESIDING: pgettext_lazy("an office in a sitting", "Chair"),
    Officer.Role.RAPPORTEUR: pgettext_lazy("an office in a sitting", "Rapporteur"),
    Officer.Role.TELLER: pgettext_lazy("an office in a sitting", "Teller"),
}


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """Somebody who has an office in a sitting."""

    pk: int
    role: str
    role_name: Any
    name: str
    member: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingRow:
    """A sitting with those who lead it."""

    reference: UUID
    number: int
    title: Text
    state: str
    state_name: Any
    starts_at: datetime
    ends_at: datetime
    is_closed: bool
    officers: tuple[OfficeRow, ...]

    @property
    def is_planned(self) -> bool:
        return self.state == Sitting.State.SCHEDULED

    @property
    def is_over(self) -> bool:
        return self.state in {Sitting.State.ADJOURNED, Sitting.State.CLOSED}


def meeting_at_desk(slug: str) -> Meeting | None:
    """Give a meeting with its organ."""
    return Meeting.objects.select_related("organ").filter(slug=slug).first()


def sitting_rows(meeting: Meeting) -> Sequence[SittingRow]:
    """List the sittings of a meeting in order: two statements."""
    language = get_language() or "en"
    officers = Officer.objects.filter(until=None, role__in=OFFICES).select_related("person", "member").order_by("pk")
    found = Sitting.objects.filter(meeting=meeting).order_by("number")
    return [_row(one, language) for one in found.prefetch_related(Prefetch("officers", officers, to_attr="running"))]


def sitting_numbered(meeting: str, number: int) -> Sitting | None:
    """Give a sitting of a meeting."""
    return Sitting.objects.select_related("meeting__organ").filter(meeting__slug=meeting, number=number).first()


def record_of_sitting(sitting: Sitting) -> Record:
    """Give the plan of a sitting, for a form."""
    name = text_in(sitting.titles, get_language() or "en").value
    return Record(str(sitting.reference), name or str(sitting.number), {key: getattr(sitting, key) for key in PLAN})


def _row(sitting: Any, language: str) -> SittingRow:
    return SittingRow(
        reference=sitting.reference,
        number=sitting.number,
        title=text_in(sitting.titles, language),
        state=sitting.state,
        state_name=STATES[sitting.state],
        starts_at=sitting.starts_at,
        ends_at=sitting.ends_at,
        is_closed=sitting.is_closed,
        officers=tuple(
            OfficeRow(
                one.pk,
                one.role,
                OFFICES[one.role],
                one.person.name,
                shown_name(one.member, language) if one.member else "",
            )
            for one in sitting.running
        ),
    )
