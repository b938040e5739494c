"""The quorum of a sitting in words, and through time as a drawing with its table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from django.utils.translation import pgettext_lazy

from comitia.core.governance.plain_data import from_plain
from comitia.core.governance.quorum import QuorumOutcome
from comitia.core.governance.quorum_strip import KINDS, Interval, strip_of
from comitia.core.governance.record import Access, RecordEntry
from comitia.meetings.models import Sitting
from comitia.meetings.queries import record_of
from comitia.organs.queries.rule_words import quorum_formula, quorum_text

WIDTH: Final = 1000
HEIGHT: Final = 80
STANDING: Final = {
    True: pgettext_lazy("a stretch of a sitting", "Quorum"),
    False: pgettext_lazy("a stretch of a sitting", "No quorum"),
    None: pgettext_lazy("a stretch of a sitting", "Not known"),
}
WITHHELD: Final = pgettext_lazy("a stretch of a sitting", "Withheld")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuorumView:
    """Whether a sitting may decide, with the numbers and the article; `is_met` None while the rules do not say."""

    is_met: bool | None
    sentence: str
    formula: str


def quorum_view(sitting: Sitting | None) -> QuorumView | None:
    """Give the quorum of a sitting as it was judged last: no statement; None where it was not judged."""
    if sitting is None or not sitting.quorum:
        return None
    judged = from_plain(QuorumOutcome, sitting.quorum)
    return QuorumView(is_met=judged.is_met, sentence=quorum_text(judged), formula=quorum_formula(judged))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """The members counted for some time as a bar of the drawing, and the line of those required; in thousandths."""

    x: float
    width: float
    y: float
    height: float
    required_y: float | None
    look: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """The same as a row of the table; `ends` None while it lasts."""

    begins: datetime
    ends: datetime | None
    counted: int | None
    required: int | None
    word: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class QuorumStrip:
    """The quorum of one sitting through time, as a drawing and as a table."""

    sitting: int
    begins: datetime
    ends: datetime
    article: str
    bars: tuple[Bar, ...]
    rows: tuple[Stretch, ...]


def strips_of_session(meeting: str, *, access: Access, at: datetime) -> tuple[QuorumStrip, ...]:
    """Draw the quorum of each sitting of a session from its record alone: one statement."""
    return draw_strips(record_of(meeting, access=access, kinds=KINDS), at=at)


def draw_strips(entries: Iterable[RecordEntry], *, at: datetime) -> tuple[QuorumStrip, ...]:
    """Draw the quorum of each sitting from entries of a record; what still lasts is drawn until `at`."""
    by_sitting = groupby(strip_of(entries), key=lambda one: one.sitting)
    return tuple(_strip(number, list(intervals), at=at) for number, intervals in by_sitting)


def _strip(number: int, intervals: list[Interval], *, at: datetime) -> QuorumStrip:
    begins = intervals[0].begins
    ends = max(intervals[-1].ends or at, begins)
    whole = (ends - begins).total_seconds() or 1.0
    top = max([1, *(one.counted or 0 for one in intervals), *(one.required or 0 for one in intervals)])
    return QuorumStrip(
        sitting=number,
        begins=begins,
        ends=ends,
        article=next((one.article for one in intervals if one.article), ""),
        bars=tuple(_bar(one, begins=begins, ends=ends, whole=whole, top=top) for one in intervals),
        rows=tuple(
            Stretch(begins=one.begins, ends=one.ends, counted=one.counted, required=one.required, word=_word(one))
            for one in intervals
        ),
    )


def _bar(one: Interval, *, begins: datetime, ends: datetime, whole: float, top: int) -> Bar:
    until = one.ends or ends
    height = HEIGHT if one.counted is None else round(HEIGHT * one.counted / top, 1)
    return Bar(
        x=round(WIDTH * (one.begins - begins).total_seconds() / whole, 1),
        width=round(WIDTH * max(0.0, (until - one.begins).total_seconds()) / whole, 1),
        y=round(HEIGHT - height, 1),
        height=height,
        required_y=None if one.required is None else round(HEIGHT * (1 - one.required / top), 1),
        look={True: "is-met", False: "is-missed", None: "is-unknown"}[one.is_met],
    )


def _word(one: Interval) -> Any:
    return WITHHELD if one.is_withheld else STANDING[one.is_met]
