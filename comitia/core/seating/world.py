"""Members on the map of the world: where the dots lie, and where their names fit.

Lengths are units of the drawing `world.svg` (viewBox 0 0 1000 470), y grows downwards. Source of the projection:
Šavrič, Patterson and Jenny, "The Equal Earth map projection", 2018, turned so that 15 degrees east is the middle and
fitted to the drawing by `SCALE`, `LEFT` and `TOP`.
"""

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

WIDTH, HEIGHT = 1000, 470

MIDDLE = 15.0
SCALE = 204.6789120258265
LEFT = 505.73153316797385
TOP = 267.6696661018499
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
ROOT = math.sqrt(3) / 2

MOST_SHIFT = 8.0
ROUNDS = 60
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
GAP = 4.0
WIDE_LETTERS = frozenset("WF")

Anchor = Literal["start", "middle", "end"]

# The eight sides in order of preference, as directions from the dot; names read best to the right.
SIDES: tuple[tuple[int, int], ...] = ((1, 0), (-1, 0), (1, -1), (1, 1), (-1, -1), (-1, 1), (0, -1), (0, 1))


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the drawing."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Dot:
    """A dot of the map: its name, its centre and its radius with everything drawn around it."""

    name: str
    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Label:
    """Where a name stands: the baseline point of its anchor."""

    x: float
    y: float
    anchor: Anchor


@dataclass(frozen=True, slots=True)
class _Box:
    """A rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "_Box") -> bool:
        """Say whether two rectangles overlap; touching is not overlapping."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def project(latitude: float, longitude: float) -> Point:
    """Find the point of a place given in degrees; raises ValueError outside -90 to 90 and -180 to 180."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):  # noqa: PLR2004 the degrees are the explanation
        raise ValueError("latitude is -90 to 90, longitude -180 to 180")
    turned = (longitude - MIDDLE + 180) % 360 - 180
    angle = math.asin(ROOT * math.sin(math.radians(latitude)))
    square = angle * angle
    sixth = square**3
    x = math.radians(turned) * math.cos(angle) / (ROOT * (A1 + 3 * A2 * square + sixth * (7 * A3 + 9 * A4 * square)))
    y = angle * (A1 + A2 * square + sixth * (A3 + A4 * square))
    return Point(round(LEFT + SCALE * x, 1), round(TOP - SCALE * y, 1))


def pull_apart(dots: Sequence[Dot], *, most: float = MOST_SHIFT) -> tuple[Dot, ...]:
    """Move dots that cover each other apart, in the order given; none ends further than `most` units from its place.

    Where a crowd leaves no room within that bound, dots still overlap. Raises ValueError if `most` is negative.
    """
    if most < 0:
        raise ValueError("a shift is not negative")
    places = [(dot.x, dot.y) for dot in dots]
    for _ in range(ROUNDS):
        moved = False
        for one in range(len(dots)):
            for two in range(one + 1, len(dots)):
                gap = dots[one].radius + dots[two].radius
                away_x, away_y = places[two][0] - places[one][0], places[two][1] - places[one][1]
                distance = math.hypot(away_x, away_y)
                if distance >= gap:
                    continue
                moved = True
                # Dots at one point part in directions that differ from pair to pair.
                turn = GOLDEN_ANGLE * (one + two)
                step_x, step_y = (
                    (away_x / distance, away_y / distance) if distance else (math.cos(turn), math.sin(turn))
                )
                half = (gap - distance) / 2
                places[one] = _tied(
                    dots[one], places[one][0] - step_x * half, places[one][1] - step_y * half, most=most
                )
                places[two] = _tied(
                    dots[two], places[two][0] + step_x * half, places[two][1] + step_y * half, most=most
                )
        if not moved:
            break
    return tuple(
        Dot(dot.name, _rounded_towards(dot.x, x), _rounded_towards(dot.y, y), dot.radius)
        for dot, (x, y) in zip(dots, places, strict=True)
    )


def place_labels(dots: Sequence[Dot], *, size: float = 15) -> tuple[Label | None, ...]:
    """Find a place for the name of every dot, in the order given; None where none of the eight sides is free.

    `size` is the height of the letters. No label meets another, a dot or the frame. The dot with the fewest free sides
    is served first (the earlier in the list among equals), on the side that takes the fewest from others, so the same
    dots always give the same labels. Raises ValueError if `size` is not positive.
    """
    if size <= 0:
        raise ValueError("letters have a height")
    bodies = [_Box(dot.x - dot.radius, dot.y - dot.radius, dot.x + dot.radius, dot.y + dot.radius) for dot in dots]
    free = [_free_sides(dot, bodies, size=size) for dot in dots]
    labels: list[Label | None] = [None] * len(dots)
    waiting = set(range(len(dots)))
    while waiting:
        served = min(waiting, key=lambda number: (len(free[number]), number))
        waiting.remove(served)
        if not free[served]:
            continue
        taken = [sum(box.meets(other) for number in waiting for _, other in free[number]) for _, box in free[served]]
        labels[served], chosen = free[served][taken.index(min(taken))]
        for number in waiting:
            free[number] = [(label, box) for label, box in free[number] if not box.meets(chosen)]
    return tuple(labels)


def text_width(text: str, *, size: float) -> float:
    """Estimate how wide a text is, on the safe side.

    A wide letter fills a square of `size`, another 0.6 of it, a mark above or below nothing. Raises nothing.
    """
    squares = sum(
        0 if unicodedata.combining(letter) else 1 if unicodedata.east_asian_width(letter) in WIDE_LETTERS else 0.6
        for letter in text
    )
    return size * squares


def _free_sides(dot: Dot, bodies: list[_Box], *, size: float) -> list[tuple[Label, _Box]]:
    """List the labels of a dot that meet neither a dot nor the frame, in order of preference."""
    width = text_width(dot.name, size=size)
    free = []
    for right, down in SIDES:
        label, box = _label(dot, right=right, down=down, width=width, size=size)
        is_inside = box.left >= 0 and box.top >= 0 and box.right <= WIDTH and box.bottom <= HEIGHT
        if is_inside and not any(box.meets(body) for body in bodies):
            free.append((label, box))
    return free


def _label(dot: Dot, *, right: int, down: int, width: float, size: float) -> tuple[Label, _Box]:
    """Set a name on one side of a dot."""
    # Above or below, a name starts beyond the dot; beside it, it is centred on it; a corner lies between the two.
    reach = dot.radius + GAP
    x = dot.x + right * (reach if down == 0 else reach * 0.8)
    middle = dot.y + down * (reach + size / 2 if right == 0 else dot.radius + size / 4)
    left = x if right > 0 else x - width if right < 0 else x - width / 2
    anchor: Anchor = "start" if right > 0 else "end" if right < 0 else "middle"
    # The baseline lies about a third of the height under the middle of the letters.
    label = Label(round(x, 1), round(middle + size * 0.35, 1), anchor)
    return label, _Box(left, middle - size / 2, left + width, middle + size / 2)


def _tied(dot: Dot, x: float, y: float, *, most: float) -> tuple[float, float]:
    """Bring a point back to within `most` units of the place of its dot."""
    distance = math.hypot(x - dot.x, y - dot.y)
    if distance <= most:
        return x, y
    return dot.x + (x - dot.x) * most / distance, dot.y + (y - dot.y) * most / distance


def _rounded_towards(place: float, moved: float) -> float:
    """Round a shifted length to 0.1 from its own place and towards it, so that the bound of the shift still holds."""
    return round(place + math.trunc((moved - place) * 10) / 10, 2)
