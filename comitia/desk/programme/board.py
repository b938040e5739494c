"""The board on which the working copy of a programme is arranged, day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comitia.core.timetable.board import STEPS, OnBoard
from comitia.desk.choosing import lead_to
from comitia.desk.programme.parts import around, meeting_or_404, secretariat, zone_of_meeting
from comitia.desk.programme.words import told
from comitia.meetings.queries import MeetingRow
from comitia.platform.typed import number_in
from comitia.programme.queries.desk import Desk, board_of, days_of, desk_of, dropped_slots, waiting_slots
from comitia.programme.queries.drafts import WorkingSlot
from comitia.programme.queries.warnings import warnings_by_slot
from comitia.programme.queries.words import KIND_NAMES

WIDEST: Final = 12  # columns for which the style sheet has places


@dataclass(frozen=True, slots=True)
class Tile:
    """A session on the board, or beside it without `places`."""

    slug: str
    title: str
    kind: str
    kind_words: str
    starts_at: Any
    ends_at: Any
    minutes: int
    room: str
    room_slug: str
    speakers: tuple[str, ...]
    places: str
    row: int
    token: str
    is_changed: bool
    is_new: bool
    warned: int


@require_safe
@secretariat
def programmes(request: HttpRequest) -> HttpResponse:
    """Lead to the programme of the meeting the site is about, or list all meetings."""
    return lead_to(
        "desk_programme", request, title=_("Programmes"), lead=_("Choose the meeting whose programme you arrange.")
    )


@require_safe
@secretariat
def board(request: HttpRequest, meeting: str) -> HttpResponse:
    """Show a day of the working copy, what waits for a time, and what does not fit."""
    found = meeting_or_404(meeting)
    zone = ZoneInfo(zone_of_meeting(found))
    language = get_language() or "en"
    desk = desk_of(meeting, zone=zone.key)
    days = days_of(desk.copy, zone=zone, first=found.starts_on, last=found.ends_on)
    day = _asked_day(request, days)
    shown = board_of(desk, day=day, zone=zone, step=_asked_step(request)) if day else None
    is_drawn = shown is not None and len(shown.columns) <= WIDEST
    draw = _Pen(desk, language)
    placed = {at.slot: at for at in shown.placed} if shown else {}
    names = desk.room_names(language)
    context = {
        "desk": desk,
        "days": [(one, f"?day={one.isoformat()}&step={request.GET.get('step', '')}", one == day) for one in days],
        "day": day,
        "board": shown if is_drawn else None,
        "columns": [(column.number, column.room, names.get(column.room, "")) for column in shown.columns]
        if shown
        else [],
        "tiles": [draw.tile(desk.copy[slug], at=at if is_drawn else None) for slug, at in placed.items()],
        "waiting": [draw.tile(one) for one in waiting_slots(desk)],
        "dropped": [draw.tile(one) for one in dropped_slots(desk)],
        "warnings": [told(one, desk=desk, meeting=meeting, language=language) for one in desk.warnings],
        "steps": [(step, step == (shown.step if shown else 0)) for step in STEPS],
        "address": request.get_full_path(),
        "move_address": reverse("desk_move_session", kwargs={"meeting": meeting, "slug": "session"}),
    }
    return render(request, "desk/programme/board.html", context | around(found, "desk_programme"))


class _Pen:
    """Draws tiles of one programme in one language."""

    def __init__(self, desk: Desk, language: str) -> None:
        self.desk = desk
        self.language = language
        self.names = desk.room_names(language)
        self.warned = warnings_by_slot(desk.warnings)

    def tile(self, one: WorkingSlot, *, at: OnBoard | None = None) -> Tile:
        starts, ends = one.starts_at, one.ends_at
        values = one.values
        across = f" across-{at.span}" if at and at.span > 1 else ""
        return Tile(
            slug=one.slug,
            title=one.title(self.language),
            kind=values["kind"],
            kind_words=str(KIND_NAMES[values["kind"]]),
            starts_at=starts,
            ends_at=ends,
            minutes=int((ends - starts).total_seconds() // 60) if starts and ends and starts < ends else 0,
            room=_("All rooms") if values["fills_all_rooms"] else self.names.get(values["room"], ""),
            room_slug="*" if values["fills_all_rooms"] else values["room"],
            speakers=tuple(self.desk.speakers[name].name for name in one.speakers if name in self.desk.speakers),
            places=f"from-{at.row} to-{at.end} room-{at.column}{across}" if at else "",
            row=at.row if at else 0,
            token=one.record(self.language).token,
            is_changed=one.is_changed and one.released is not None,
            is_new=one.is_changed and one.released is None,
            warned=len(self.warned.get(one.slug, ())),
        )


def day_url(meeting: MeetingRow, day: date | None) -> str:
    """Give the address of the board of a day."""
    url = reverse("desk_programme", kwargs={"meeting": meeting.slug})
    return f"{url}?day={day.isoformat()}" if day else url


def _asked_day(request: HttpRequest, days: list[date]) -> date | None:
    try:
        asked = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        asked = None
    if asked in days:
        return asked
    return days[0] if days else asked


def _asked_step(request: HttpRequest) -> int:
    return number_in(request.GET.get("step", "")) or 0
