"""The agenda as a tree: its order, its numbers, its time.

Source of the rules: printed agendas of city networks (items 1, 1.1, 1.2, 2; some with a number of their own such as 1a)
and the numbering of assemblies, arabic or roman for the items and dotted below them. Time is planned in whole minutes;
what was really used is given as differences of moments.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

DEEPEST: Final = 4
_ROMAN: Final = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_LARGEST_ROMAN: Final = 3999


class Move(StrEnum):
    """Where an item goes from where it is."""

    UP = "up"
    DOWN = "down"
    INTO = "into"
    OUT = "out"


class Style(StrEnum):
    """How the items of the first level are numbered; those below are dotted after them: 2.1, II.1."""

    ARABIC = "arabic"
    ROMAN = "roman"


class Stage(StrEnum):
    """How far an item has come, for the sum of its time."""

    AHEAD = "ahead"
    OPEN = "open"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an item stands: under `parent` (None: first level), its siblings in order of `position`.

    `key` is any text that is stable for the caller; equal positions are ordered by it.
    """

    key: str
    parent: str | None = None
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An item in its turn; `depth` is 0 on the first level, `number` is empty for one that is not numbered."""

    key: str
    depth: int
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeSpan:
    """An item's time: planned minutes (None: not planned), stage, and what was really used so far."""

    key: str
    minutes: int | None
    stage: Stage = Stage.AHEAD
    used: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """When the items end: as planned, as things go; `drift` is the difference, negative if ahead of the plan.

    `begins` says when each item that is still ahead, or open, begins as things go.
    """

    planned: datetime
    expected: datetime
    drift: timedelta
    begins: Mapping[str, datetime]


def lines_of(
    places: Iterable[Place], *, style: Style = Style.ARABIC, prefix: str = "", fixed: Mapping[str, str] | None = None
) -> tuple[Line, ...]:
    """List a tree in the order in which it is read, each item with its depth and number.

    `fixed` gives numbers by hand; such an item takes no number from the count, its children are dotted after its own,
    and an item with an empty one has none, nor have those below it. Raises ValueError if an item lies under one that
    is not there or under itself.
    """
    children, by_hand = _children_of(places), fixed or {}
    lines: list[Line] = []

    def walk(parent: str | None, depth: int, dotted: str) -> None:
        count = 0
        for place in children.get(parent, ()):
            number = by_hand.get(place.key)
            if number is None:
                count += 1
                number = number_of(count, style=style, prefix=prefix, under=dotted if depth else None)
            lines.append(Line(key=place.key, depth=depth, number=number))
            walk(place.key, depth + 1, number)

    walk(None, 0, "")
    return tuple(lines)


def number_of(count: int, *, style: Style, prefix: str, under: str | None) -> str:
    """Write the number of the item that is the `count`-th under one with the number `under`; None: on the first level.

    Empty under an item without number. Raises ValueError for a roman number of 4000 or more.
    """
    if under is not None:
        return f"{under}.{count}" if under else ""
    return prefix + (roman(count) if style is Style.ROMAN else str(count))


def roman(number: int) -> str:
    """Write a number from 1 to 3999 in roman numerals; raises ValueError for any other."""
    if not 1 <= number <= _LARGEST_ROMAN:
        raise ValueError(f"{number} has no roman numeral")
    written = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        written += letters * times
    return written


def moved(places: Sequence[Place], key: str, move: Move) -> tuple[Place, ...] | None:
    """Give the tree after a move, positions counted from 1 anew, or None if there is nowhere to go.

    UP and DOWN change places with the neighbour under the same parent; INTO makes it the last child of the one before;
    OUT puts it after its parent. Raises KeyError if there is no such item.
    """
    here = {place.key: place for place in places}[key]
    siblings = [place.key for place in _children_of(places)[here.parent]]
    place = siblings.index(key)
    if move is Move.UP:
        return _put(places, key, parent=here.parent, index=place - 1) if place else None
    if move is Move.DOWN:
        return _put(places, key, parent=here.parent, index=place + 1) if place + 1 < len(siblings) else None
    if move is Move.INTO:
        return put_under(places, key, parent=siblings[place - 1]) if place else None
    return _out(places, here) if here.parent is not None else None


def put_under(places: Sequence[Place], key: str, *, parent: str | None) -> tuple[Place, ...] | None:
    """Give the tree with an item as the last child of another one, or of the first level.

    None if the other one lies below the item itself, or if the tree would become deeper than four levels.
    """
    return _put(places, key, parent=parent, index=len(places))


def total_minutes(spans: Iterable[TimeSpan]) -> int:
    """Add up the planned minutes; what has no plan counts as none."""
    return sum(span.minutes or 0 for span in spans)


def projection(spans: Sequence[TimeSpan], *, starts: datetime, at: datetime) -> Projection:
    """Say when the items of a sitting end, from its start and from what was used until now.

    `spans` are in the order of the agenda. An open item takes the rest of its plan, none if it is over it. Before
    the start nothing is in drift.
    """
    planned = starts + timedelta(minutes=total_minutes(spans))
    if at <= starts and all(span.stage is Stage.AHEAD for span in spans):
        at = starts
    begins: dict[str, datetime] = {}
    moment = at
    for span in sorted(spans, key=lambda one: one.stage is not Stage.OPEN):
        if span.stage is not Stage.DONE:
            begins[span.key] = moment - span.used if span.stage is Stage.OPEN else moment
            moment += max(timedelta(0), timedelta(minutes=span.minutes or 0) - span.used)
    return Projection(planned=planned, expected=moment, drift=moment - planned, begins=MappingProxyType(begins))


def _children_of(places: Iterable[Place]) -> Mapping[str | None, list[Place]]:
    children: dict[str | None, list[Place]] = defaultdict(list)
    by_key = {place.key: place for place in places}
    for place in by_key.values():
        children[place.parent].append(place)
        _require_root(by_key, place)
    for siblings in children.values():
        siblings.sort(key=lambda one: (one.position, one.key))
    return children


def _require_root(by_key: Mapping[str, Place], place: Place) -> None:
    above, seen = place.parent, {place.key}
    while above is not None:
        if above in seen or above not in by_key:
            raise ValueError(f"{place.key} lies under {above}, which is not there or below it")
        seen.add(above)
        above = by_key[above].parent


def _out(places: Sequence[Place], here: Place) -> tuple[Place, ...] | None:
    parent = next(place for place in places if place.key == here.parent)
    uncles = [place.key for place in _children_of(places)[parent.parent]]
    return _put(places, here.key, parent=parent.parent, index=uncles.index(parent.key) + 1)


def _put(places: Sequence[Place], key: str, *, parent: str | None, index: int) -> tuple[Place, ...] | None:
    children = _children_of(places)
    by_key = {place.key: place for place in places}
    if parent is not None and (parent == key or key in _above(by_key, parent)):
        return None
    depth = 0 if parent is None else len(_above(by_key, parent)) + 1
    if depth + _height(children, key) > DEEPEST:
        return None
    old = by_key[key].parent
    order = {above: [place.key for place in below if place.key != key] for above, below in children.items()}
    order.setdefault(parent, []).insert(index, key)
    positions = {one: count for above in (old, parent) for count, one in enumerate(order.get(above, ()), 1)}
    return tuple(
        replace(
            place,
            parent=parent if place.key == key else place.parent,
            position=positions.get(place.key, place.position),
        )
        for place in places
    )


def _above(by_key: Mapping[str, Place], key: str) -> list[str]:
    """List the items above one, the nearest first."""
    above: list[str] = []
    parent = by_key[key].parent
    while parent is not None:
        above.append(parent)
        parent = by_key[parent].parent
    return above


def _height(children: Mapping[str | None, Sequence[Place]], key: str) -> int:
    """Count the levels of a branch, 1 for an item without children."""
    return 1 + max((_height(children, below.key) for below in children.get(key, ())), default=0)
