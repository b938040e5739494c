"""The programme in a few lines, for pages that only want its outline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from comitia.platform.kept import kept
from comitia.platform.texts import Text, text_in
from comitia.programme.models import Slot
from comitia.programme.queries.timetable import slot_rows

# Sessions of these kinds run side by side: the outline shows them as one line
SIDE_BY_SIDE = frozenset({Slot.Kind.FORUM, Slot.Kind.MATCHMAKING, Slot.Kind.SHOWCASE, Slot.Kind.TOUR})
LEFT_OUT = frozenset({Slot.Kind.BREAK, Slot.Kind.LOGISTICS})


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the outline: one session (with its slug), or several of a kind (with their titles)."""

    kind: str
    is_public: bool
    starts_at: datetime
    ends_at: datetime | None
    slug: str
    title: Text
    summary: Text
    titles: tuple[Text, ...]


@kept
def running_order(meeting: str, language: str) -> tuple[Line, ...]:
    """Outline the programme of a meeting (by slug) in order of time, without breaks and without sessions that have no time."""
    lines: dict[str, list[Line]] = {}
    for row in slot_rows(meeting):
        if row.starts_at is None or row.kind in LEFT_OUT:
            continue
        title = text_in(row.titles, language)
        is_public = row.audience == Slot.Audience.EVERYONE
        line = Line(
            row.kind, is_public, row.starts_at, row.ends_at, row.slug, title, text_in(row.summaries, language), (title,)
        )
        lines.setdefault(row.kind if row.kind in SIDE_BY_SIDE else row.slug, []).append(line)
    merged = [_merged(group) for group in lines.values()]
    return tuple(sorted(merged, key=lambda line: (line.starts_at, line.ends_at or line.starts_at)))


def opening_of(meeting: str) -> datetime | None:
    """Give the moment at which a meeting (by slug) opens: the start of the first session open to everyone, or of the first."""
    return opening_in(running_order(meeting, "en"))


def opening_in(lines: Sequence[Line]) -> datetime | None:
    """Find the opening in the outline of a programme."""
    first = next((line for line in lines if line.is_public), lines[0] if lines else None)
    return first.starts_at if first else None


def _merged(group: list[Line]) -> Line:
    if len(group) == 1:
        return group[0]
    ends = [line.ends_at for line in group if line.ends_at]
    return Line(
        kind=group[0].kind,
        is_public=any(line.is_public for line in group),
        starts_at=min(line.starts_at for line in group),
        ends_at=max(ends) if ends else None,
        slug="",
        title=Text("", "", is_fallback=False),
        summary=Text("", "", is_fallback=False),
        titles=tuple(line.title for line in group),
    )
