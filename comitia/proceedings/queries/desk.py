"""The agenda as the desk writes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from comitia.meetings.models import Meeting, Sitting
from comitia.meetings.queries import sitting_now
from comitia.platform.edits import Record
from comitia.platform.texts import text_in
from comitia.proceedings.models import Agenda, AgendaItem
from comitia.proceedings.queries.agenda import AgendaView, agenda_view
from comitia.proceedings.queries.rules import matters_to_choose

FIELDS: Final = (
    "titles",
    "notes",
    "business",
    "matter_class",
    "lead",
    "minutes",
    "is_closed",
    "own_number",
    "sitting",
)
BUSINESS: Final[Mapping[str, Any]] = {
    AgendaItem.Business.DECIDE: _("For decision"),
    AgendaItem.Business.DISCUSS: _("For discussion"),
    AgendaItem.Business.NOTE: _("For information"),
    AgendaItem.Business.CONSENT: _("By consent, without debate"),
}
STYLES: Final = ((Agenda.Style.ARABIC, "1, 1.1, 2"), (Agenda.Style.ROMAN, "I, I.1, II"))
LONGEST_PREFIX: Final = 10
LONGEST_OWN_NUMBER: Final = 20
LONGEST_LEAD: Final = 200


@dataclass(frozen=True, slots=True)
class AgendaAtDesk:
    """The agenda of a session with all that is on it, and the sitting in which it is dealt with next.

    `matters` names the classes that its items can be of.
    """

    meeting: Meeting
    matters: Mapping[str, str]
    view: AgendaView
    style: str
    prefix: str
    sitting: Sitting | None


def agenda_at_desk(slug: str, *, at: datetime) -> AgendaAtDesk | None:
    """Give the agenda of a meeting, empty where nothing is written yet; None if there is no such meeting."""
    meeting = Meeting.objects.filter(slug=slug).select_related("agenda", "organ").first()
    if meeting is None:
        return None
    agenda = getattr(meeting, "agenda", None) or Agenda(meeting=meeting)
    sitting, language = sitting_now(slug), get_language() or "en"
    view = agenda_view(agenda, language=language, sees_closed=True, sitting=sitting, at=at)
    matters = matters_to_choose(meeting, language)
    return AgendaAtDesk(meeting, matters, view, style=agenda.style, prefix=agenda.prefix, sitting=sitting)


def item_at_desk(reference: UUID) -> AgendaItem | None:
    """Give an item with its session and what stands around it."""
    return AgendaItem.objects.select_related("meeting__agenda", "parent", "sitting").filter(reference=reference).first()


def record_of_item(item: AgendaItem) -> Record:
    """Give the record of an item, for a form; its sitting by number."""
    values = {name: getattr(item, name) for name in FIELDS if name != "sitting"}
    values["sitting"] = item.sitting.number if item.sitting else None
    name = text_in(item.titles, get_language() or "en").value
    return Record(str(item.reference), f"{item.number} {name}".strip(), values)


def sitting_choices(meeting: Meeting) -> list[tuple[int, str]]:
    """Give the sittings of a session by number."""
    language = get_language() or "en"
    return [(one.number, text_in(one.titles, language).value) for one in meeting.sittings.order_by("number")]


def has_parts(item: AgendaItem) -> bool:
    return item.parts.exists()
