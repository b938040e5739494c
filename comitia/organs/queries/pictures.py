"""The Committee as drawings: on the map of the world, in the half circle, and round the table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from comitia.core.seating.hemicycle import fan, hemicycle
from comitia.core.seating.world import text_width
from comitia.members.queries import MapPoint, Place, drawn, offices_on
from comitia.organs.queries.committee import Sitting

SHORT = 3
# Size of the letters round the table, and what the drawing needs around the names and below the middle
LETTERS, AIR, FOOT = 19, 8, 14
# Names are this much narrower than the safe estimate by which labels of the map are kept apart
USUAL_WIDTH = 0.88
MIDDLE_X, MIDDLE_Y, RADIUS = 330, 372, 126


@dataclass(frozen=True, slots=True)
class SeatMark:
    """A seat of the half circle; `state` is "host" or empty."""

    x: float
    y: float
    name: str
    code: str
    state: str


@dataclass(frozen=True, slots=True)
class FanMark:
    """A name round the table, in its own script."""

    name: str
    language: str
    is_host: bool
    x: float
    y: float
    text_x: float
    text_y: float
    rotation: float
    anchor: str


def map_of(sitting: Sequence[Sitting], *, day: date, host: str) -> tuple[MapPoint, ...]:
    """Draw the members that sit, the seats of the secretariat and the offices of that day, and the host (by slug)."""
    homes = {office.member.slug for office in offices_on(day) if office.member}
    return drawn(
        [
            Place(card.name, card.latitude, card.longitude, is_office=card.slug in homes, is_host=card.slug == host)
            for card in (seat.member for seat in sitting)
            if card.latitude is not None and card.longitude is not None
        ]
    )


def seats_of(sitting: Sequence[Sitting], *, host: str) -> tuple[SeatMark, ...]:
    """Seat the members in the half circle from left to right; raises ValueError for more than it can hold."""
    if not sitting:
        return ()
    return tuple(
        SeatMark(
            x=place.x,
            y=place.y,
            name=seat.member.name,
            code=seat.member.code or seat.member.name[:SHORT].upper(),
            state="host" if seat.member.slug == host else "",
        )
        for seat, place in zip(sitting, hemicycle(len(sitting)).seats, strict=True)
    )


@dataclass(frozen=True, slots=True)
class Fan:
    """The names round the table, and the box (x, y, width, height) that holds the longest of them."""

    marks: tuple[FanMark, ...]
    box: str
    middle_x: int = MIDDLE_X
    middle_y: int = MIDDLE_Y
    radius: int = RADIUS

    def __bool__(self) -> bool:
        return bool(self.marks)


def fan_of(sitting: Sequence[Sitting], *, host: str) -> Fan:
    """Spread the names of the members round the table, each in its own script."""
    if not sitting:
        return Fan((), "0 0 0 0")
    marks = []
    for seat, place in zip(sitting, fan(len(sitting), cx=MIDDLE_X, cy=MIDDLE_Y, radius=RADIUS), strict=True):
        card = seat.member
        marks.append(
            FanMark(
                name=card.own_name,
                language=card.own_language,
                is_host=card.slug == host,
                x=place.x,
                y=place.y,
                text_x=place.text_x,
                text_y=place.text_y,
                rotation=place.rotation,
                anchor=place.anchor,
            )
        )
    return Fan(tuple(marks), _box(marks))


def _box(marks: Sequence[FanMark]) -> str:
    """Find the box around the rim and the names."""
    ends = [_end(mark) for mark in marks]
    left = min(MIDDLE_X - RADIUS, *(x for x, _ in ends)) - AIR
    right = max(MIDDLE_X + RADIUS, *(x for x, _ in ends)) + AIR
    top = min(MIDDLE_Y - RADIUS, *(y for _, y in ends)) - AIR
    return f"{left:.0f} {top:.0f} {right - left:.0f} {MIDDLE_Y + FOOT - top:.0f}"


def _end(mark: FanMark) -> tuple[float, float]:
    """Find where a name ends, away from the table."""
    reach = text_width(mark.name, size=LETTERS) * USUAL_WIDTH
    angle = math.atan2(mark.text_y - MIDDLE_Y, mark.text_x - MIDDLE_X)
    return mark.text_x + reach * math.cos(angle), mark.text_y + reach * math.sin(angle)
