"""Which papers lie under an item, and when something may be decided upon them."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comitia.documents.models import Document
from comitia.documents.queries import Obstacle
from comitia.platform.answers import Allowed, Answer, Refused
from comitia.proceedings.models import AgendaItem
from comitia.proceedings.policies.agenda import OVER

WIDER_THAN_CLOSED = (Document.Level.PUBLIC, Document.Level.PARTICIPANTS)


def may_attach(item: AgendaItem, document: Document, *, is_closed: bool) -> Answer:
    """Answer for putting a paper under an item; `is_closed`: the item is, or one above it."""
    if document.withdrawn_at is not None:
        return Refused("paper_withdrawn", _("This paper is withdrawn. Choose another one."))
    if document.level == Document.Level.SECRETARIAT:
        return Refused("paper_not_distributed", _("This paper is the secretariat's alone. Say first to whom it goes."))
    if is_closed and document.level in WIDER_THAN_CLOSED:
        return Refused(
            "paper_of_closed_item",
            _("The item is closed, and this paper goes to more than the delegations. Change to whom it goes first."),
        )
    return may_rearrange_papers(item)


def may_rearrange_papers(item: AgendaItem) -> Answer:
    """Answer for changing what lies under an item: until it has been dealt with."""
    if item.state in OVER:
        return Refused("item_over", _("This item has been dealt with, so its papers stay as they were."))
    return Allowed()


def may_decide_upon(obstacles: Sequence[Obstacle]) -> Answer:
    """Answer for deciding on an item whose papers are in order, or admitted by a waiver (invariant 14)."""
    if not obstacles:
        return Allowed()
    first = obstacles[0]
    if first.is_withdrawn:
        sentence = gettext("Paper %(symbol)s under this item is withdrawn. Take it off the item, or bring a new one.")
        return Refused("paper_withdrawn", sentence % {"symbol": first.symbol})
    sentence = gettext(
        "Paper %(symbol)s under this item came late, or lacks a language (%(languages)s). Issue what is missing; for "
        "what is late, the committee admits the paper, and the secretariat records the waiver on the page of the paper."
    )
    languages = ", ".join(one.language for one in first.lacks)
    return Refused("paper_short", sentence % {"symbol": first.symbol, "languages": languages})
