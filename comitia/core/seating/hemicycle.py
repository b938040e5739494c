"""Seats in a half circle, and the fan of names around one.

Lengths are units of the drawing, y grows downwards, results are rounded to 0.1. Source of the rule: seats are shared
among concentric arcs in proportion to arc length and numbered along the half circle from left to right, as parliament
diagrams do.
"""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

MOST_SEATS = 500
STRAIGHT = 180
MARGIN = 4


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat: its centre and its row, counted from 1 at the innermost."""

    x: float
    y: float
    row: int


@dataclass(frozen=True, slots=True)
class Hemicycle:
    """A half circle of seats in order from left to right.

    `pitch` is the least distance of two centres or the outer diameter, whichever is less: a bound for
    the size of a seat.
    """

    seats: tuple[Seat, ...]
    rows: int
    pitch: float


@dataclass(frozen=True, slots=True)
class FanPlace:
    """A dot of the fan and its name; `rotation` in degrees turns the text about (text_x, text_y), its anchor point."""

    x: float
    y: float
    text_x: float
    text_y: float
    rotation: float
    anchor: Literal["start", "end"]


def hemicycle(count: int, *, cx: float = 360, cy: float = 336, inner: float = 196, outer: float = 300) -> Hemicycle:
    """Place seats on arcs around (cx, cy) whose radii run evenly from `inner` to `outer`.

    The number of rows is the one that makes neighbours along an arc as far apart as rows are. A single row lies on the
    outer arc, a single seat at its top. Raises ValueError unless `count` is from 1 to 500 and 0 < inner < outer.
    """
    _check(count)
    if not 0 < inner < outer:
        raise ValueError("radii must grow from inner to outer")
    rows = _best_number_of_rows(count, inner=inner, outer=outer)
    radii = _radii(rows, inner=inner, outer=outer)
    placed = []
    pitch = (outer - inner) / (rows - 1) if rows > 1 else math.inf
    for row, (radius, seats) in enumerate(zip(radii, _share(count, radii=radii), strict=True), start=1):
        for place in range(seats):
            # Exact fractions, so that seats at one angle in two rows always come in the order of the rows.
            turn = Fraction(place, seats - 1) if seats > 1 else Fraction(1, 2)
            placed.append((turn, row, radius))
        if seats > 1:
            pitch = min(pitch, 2 * radius * math.sin(math.pi / (seats - 1) / 2))
    placed.sort()
    seats_in_order = (
        (*_polar(cx, cy, radius=radius, degrees=STRAIGHT * (1 - float(turn))), row) for turn, row, radius in placed
    )
    return Hemicycle(
        seats=tuple(Seat(x, y, row) for x, y, row in seats_in_order),
        rows=rows,
        pitch=math.floor(min(pitch, 2 * outer) * 10) / 10,
    )


def fan(
    count: int, *, cx: float = 330, cy: float = 372, radius: float = 126, text_radius: float = 144
) -> tuple[FanPlace, ...]:
    """Place dots around a half circle, from left to right, with names that radiate from it.

    No name stands on its head. The first and the last are 4 degrees above the horizontal. Raises ValueError unless
    `count` is from 1 to 500 and the radii are positive.
    """
    _check(count)
    if not 0 < radius <= text_radius:
        raise ValueError("names must stand outside the dots")
    places = []
    for place in range(count):
        turn = place / (count - 1) if count > 1 else 0.5
        degrees = STRAIGHT - MARGIN - (STRAIGHT - 2 * MARGIN) * turn
        is_left = degrees > STRAIGHT / 2
        x, y = _polar(cx, cy, radius=radius, degrees=degrees)
        text_x, text_y = _polar(cx, cy, radius=text_radius, degrees=degrees)
        rotation = _rounded(STRAIGHT - degrees if is_left else -degrees)
        places.append(FanPlace(x, y, text_x, text_y, rotation, "end" if is_left else "start"))
    return tuple(places)


def _check(count: int) -> None:
    if not 1 <= count <= MOST_SEATS:
        raise ValueError(f"a half circle has 1 to {MOST_SEATS} seats")


def _radii(rows: int, *, inner: float, outer: float) -> list[float]:
    """Give the radii of rows, innermost first."""
    if rows == 1:
        return [outer]
    return [inner + (outer - inner) * row / (rows - 1) for row in range(rows)]


def _best_number_of_rows(count: int, *, inner: float, outer: float) -> int:
    """Find the number of rows with which seats are spread most evenly in both directions."""

    def unevenness(rows: int) -> float:
        along = math.pi * sum(_radii(rows, inner=inner, outer=outer)) / max(count - rows, 1)
        between = (outer - inner) / max(rows - 1, 1)
        return abs(math.log(along / between))

    return min(range(1, max(count // 2, 1) + 1), key=unevenness)


def _share(count: int, *, radii: list[float]) -> list[int]:
    """Share seats among arcs in proportion to their lengths, by largest remainder and with at least one for each."""
    quotas = [count * radius / sum(radii) for radius in radii]
    shares = [max(math.floor(quota), 1) for quota in quotas]
    by_remainder = sorted(range(len(radii)), key=lambda row: (shares[row] - quotas[row], -row))
    for row in by_remainder[: count - sum(shares)]:
        shares[row] += 1
    return shares


def _polar(cx: float, cy: float, *, radius: float, degrees: float) -> tuple[float, float]:
    """Give the point at an angle, counted from the right against the clock."""
    angle = math.radians(degrees)
    return _rounded(cx + radius * math.cos(angle)), _rounded(cy - radius * math.sin(angle))


def _rounded(length: float) -> float:
    """Round to 0.1 without a negative zero."""
    return round(length, 1) + 0.0
