"""The agenda that a convocation carries: frozen as it is at that moment, and written out for a reader."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from comitia.core.governance.agenda import Place, lines_of
from comitia.core.governance.documents import Level, reads
from comitia.documents.models import Document
from comitia.meetings.models import Meeting
from comitia.platform.texts import Text, text_in
from comitia.proceedings.models import AgendaItem, ItemPaper
from comitia.proceedings.queries.agenda import closed_keys

Frozen = Sequence[Mapping[str, Any]]
INDENT: Final = "   "


@dataclass(frozen=True, slots=True)
class SentPaper:
    """A paper as it stood under an item when the convocation was issued."""

    reference: UUID
    symbol: str
    title: Text


@dataclass(frozen=True, slots=True)
class SentItem:
    """An item as it was sent; `title` is None where it is closed to the reader."""

    number: str
    depth: int
    title: Text | None
    minutes: int | None
    papers: tuple[SentPaper, ...]


def frozen_agenda(meeting: Meeting) -> list[dict[str, Any]]:
    """Give the items of an agenda in order, with the papers under them, as JSON values: two statements."""
    items = {str(one.reference): one for one in AgendaItem.objects.filter(meeting=meeting)}
    keys = {one.pk: key for key, one in items.items()}
    places = [
        Place(key=key, parent=keys[one.parent_id] if one.parent_id else None, position=one.position)
        for key, one in items.items()
    ]
    shut = closed_keys(places, items)
    papers: dict[int, list[Document]] = {}
    lying = ItemPaper.objects.filter(item__meeting=meeting, document__withdrawn_at=None).select_related("document")
    for one in lying.order_by("document__symbol", "pk"):
        papers.setdefault(one.item_id, []).append(one.document)
    return [
        {
            "item": line.key,
            "number": items[line.key].number,
            "depth": line.depth,
            "titles": items[line.key].titles,
            "business": items[line.key].business,
            "minutes": items[line.key].minutes,
            "is_closed": line.key in shut,
            "papers": [
                {"document": str(one.reference), "symbol": one.symbol, "titles": one.titles, "level": one.level}
                for one in papers.get(items[line.key].pk, [])
            ],
        }
        for line in lines_of(places)
        if items[line.key].state != AgendaItem.State.WITHDRAWN
    ]


def digest_of(agenda: Frozen, texts: Mapping[str, Any], opens_at: datetime) -> str:
    """Give the SHA-256 of what a convocation says: agenda, words and opening, as canonical JSON."""
    said = {"agenda": list(agenda), "texts": dict(texts), "opens_at": opens_at.isoformat()}
    return sha256(json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def sent_items(agenda: Frozen, *, language: str, level: Level) -> tuple[SentItem, ...]:
    """Lay a frozen agenda out for a reader of a level; of closed items others than the committee see the number alone."""
    return tuple(_sent(one, language=language, level=level) for one in agenda)


def agenda_in_words(agenda: Frozen, *, language: str, level: Level) -> str:
    """Write a frozen agenda as lines of a letter, with the symbols of the papers."""
    lines = []
    with translation.override(language):
        for one in sent_items(agenda, language=language, level=level):
            title = _("Closed item") if one.title is None else str(one.title)
            symbols = ", ".join(paper.symbol for paper in one.papers if paper.symbol)
            cited = f" ({symbols})" if symbols else ""
            lines.append(f"{INDENT * one.depth}{one.number} {title}{cited}".rstrip())
    return "\n".join(lines)


def _sent(item: Mapping[str, Any], *, language: str, level: Level) -> SentItem:
    is_shut = item["is_closed"] and not reads(level, Level.COMMITTEE)
    papers = [one for one in item["papers"] if not is_shut and reads(level, Level(one["level"]))]
    return SentItem(
        number=item["number"],
        depth=item["depth"],
        title=None if is_shut else text_in(item["titles"], language),
        minutes=item["minutes"],
        papers=tuple(
            SentPaper(UUID(one["document"]), one["symbol"], text_in(one["titles"], language)) for one in papers
        ),
    )
