"""Turns a programme into HTML once for all readers of a language and zone; what differs from reader to reader is cut out."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from comitia.programme.queries import Programme, Session
from comitia.programme.queries.timetable import Day, Place
from comitia.web import wording
from comitia.web.programme.words import AUDIENCES, KINDS, language_codes, marked

WIDEST, LONGEST = 12, 60  # columns and rows for which the style sheet has places


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawn programme.

    `pieces` are HTML: what is the same for all, then a card as it is for those who do not keep the session and one for
    those who do, and so on, ending with what is the same for all. `fields` stands where the fields of a form belong.
    """

    pieces: tuple[str, ...]
    slots: tuple[int, ...]
    fields: str

    def html(self, *, kept: frozenset[int], fields: str) -> Markup:
        """Put the drawing together for one reader: the sessions they keep, and the hidden fields of their forms."""
        chosen = list(self.pieces[::3])
        for number, slot in enumerate(self.slots):
            chosen[number] += self.pieces[3 * number + (2 if slot in kept else 1)]
        return Markup("".join(chosen).replace(self.fields, fields))  # noqa: S704  drawn by our own template


@dataclass(frozen=True, slots=True)
class Card:
    """A session as the card shows it, kept and not kept, and the classes of its place in the grid."""

    off: dict[str, Any]
    on: dict[str, Any]
    places: str
    keep_url: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One day as the template draws it; without rooms it is a list."""

    day: date | None
    rooms: tuple[Any, ...]
    hours: tuple[dict[str, Any], ...]
    cards: tuple[Card, ...]
    untimed: tuple[Card, ...]


def draw(
    programme: Programme, *, zone: str, view: str, asked_zone: str, for_reader: bool, around: Mapping[str, Any]
) -> Drawing:
    """Draw a programme in the language in force, with what stands around it; `for_reader` adds what a signed-in person can do."""
    cut, fields = (f"<!--{secrets.token_hex(8)}-->" for _number in range(2))
    pen = Pen(zone=zone, query=f"?zone={asked_zone}" if asked_zone else "", with_text=view == "list")
    sheets = [pen.sheet(day, as_grid=view == "grid") for day in programme.days]
    if programme.undated:
        sheets.append(Sheet(None, (), (), (), tuple(pen.card(session) for session in programme.undated)))
    marks = {"cut": Markup(cut), "fields": Markup(fields)}  # noqa: S704  made of hexadecimal figures
    html = render_to_string(
        "programme/drawing.html", {**around, **marks, "sheets": sheets, "zone": zone, "for_reader": for_reader}
    )
    drawn = [session.id for day in programme.days for session in (*(at.session for at in day.places), *day.untimed)]
    return Drawing(
        pieces=tuple(html.split(cut)),
        slots=(*drawn, *(session.id for session in programme.undated)) if for_reader else (),
        fields=fields,
    )


@dataclass(frozen=True, slots=True)
class Pen:
    """How to draw: the zone of the clock, the query that links carry on, and whether cards tell what sessions are about."""

    zone: str
    query: str
    with_text: bool

    def sheet(self, day: Day, *, as_grid: bool) -> Sheet:
        is_drawn = as_grid and 0 < day.width <= WIDEST and all(place.end <= LONGEST for place in day.places)
        return Sheet(
            day=day.day,
            rooms=_headings(day) if is_drawn else (),
            hours=tuple(
                {"line": hour.row, "text": wording.clock_text(hour.starts, self.zone), "night": hour.is_night}
                for hour in day.hours
            ),
            cards=tuple(self.card(at.session, places=_places(at) if is_drawn else "") for at in day.places),
            untimed=tuple(self.card(session) for session in day.untimed),
        )

    def card(self, session: Session, *, places: str = "") -> Card:
        shown = card_of(session, zone=self.zone, query=self.query, with_text=self.with_text)
        return Card(shown, shown | {"mine": True}, places, reverse("keep_session", kwargs={"slug": session.slug}))


def card_of(session: Session, *, zone: str, query: str = "", with_text: bool = False) -> dict[str, Any]:
    """Give a session as `session_card` wants it."""
    words, glyph = AUDIENCES[session.audience]
    return {
        "id": f"session-{session.slug}",
        "times": wording.time_range(session.starts_at, session.ends_at, zone) if session.starts_at else "",
        "title": marked(session.title),
        "url": reverse("session", kwargs={"slug": session.slug}) + query,
        "kind": session.kind,
        "kind_words": KINDS[session.kind],
        "room": _("All rooms") if session.fills_all_rooms else (marked(session.room) if session.room else ""),
        "audience": words,
        "audience_glyph": glyph,
        "languages": language_codes(session.languages),
        "night": session.is_night,
        "mine": False,
        "text": marked(session.summary) if with_text else "",
    }


def _headings(day: Day) -> tuple[Any, ...]:
    """Name each column; a room in which sessions overlap has several, and only the first is named."""
    named: list[Any] = []
    for column in day.columns:
        named += [marked(column.room) if column.room else "", *[""] * (column.span - 1)]
    return tuple(named)


def _places(at: Place) -> str:
    across = f" across-{at.span}" if at.span > 1 else ""
    return f"from-{at.row} to-{at.end} room-{at.column}{across}"
