"""The papers that lie under the items of an agenda, for readers of some level."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from comitia.core.governance.documents import Level
from comitia.documents.queries import Paper, papers
from comitia.proceedings.models import ItemPaper


def papers_of_items(meeting: str, *, level: Level, at: datetime) -> Mapping[UUID, tuple[Paper, ...]]:
    """Give the papers that reach a reader by the item under which they lie: six statements, one where none lie."""
    lying = list(
        ItemPaper.objects.filter(item__meeting__slug=meeting).values_list("item__reference", "document__reference")
    )
    if not lying:
        return {}
    places = set(lying)
    known = papers(meeting, level=level, at=at)
    return {
        item: tuple(one for one in known if (item, one.reference) in places) for item in {item for item, _one in lying}
    }
