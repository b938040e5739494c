"""Whether papers are in order, so that the meeting may decide upon them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from comitia.core.governance.documents import Admission, Level, Shortfall
from comitia.documents.models import Document
from comitia.documents.queries.listing import papers


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A paper upon which nothing may be decided now: what its current text lacks; nothing, if it is withdrawn."""

    document: int
    symbol: str
    lacks: tuple[Shortfall, ...]
    is_withdrawn: bool


def obstacles(documents: Collection[int], *, at: datetime) -> tuple[Obstacle, ...]:
    """Say which of the papers (by key) keep the meeting from deciding, judged by their current texts.

    Nothing is decided whose paper was not issued by the last day in the required languages, unless a waiver is on record.
    The number of statements depends on how many meetings the papers belong to alone.
    """
    wanted = Document.objects.filter(pk__in=documents).order_by("pk")
    found = list(wanted.values_list("pk", "reference", "meeting__slug"))
    meetings = {slug for _pk, _reference, slug in found}
    known = {one.reference: one for slug in meetings for one in papers(slug, level=Level.SECRETARIAT, at=at)}
    judged = []
    for pk, reference, _slug in found:
        asked = known[reference]
        holds = known[asked.current.reference] if asked.current else asked
        if holds.withdrawn_at is not None or holds.admission is Admission.SHORT:
            judged.append(Obstacle(pk, holds.symbol, holds.lacks, is_withdrawn=holds.withdrawn_at is not None))
    return tuple(judged)
