"""Lays papers before the committee under an item of the agenda, and keeps it from deciding upon those not in order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comitia.core.governance.record import Access
from comitia.documents.models import Document
from comitia.documents.queries import obstacles
from comitia.meetings.actions import enter, locked_session
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.proceedings.actions.agenda import UNKNOWN, agenda_in, subject_of_item, tell
from comitia.proceedings.models import AgendaItem, ItemPaper
from comitia.proceedings.policies.agenda import may_keep_agenda
from comitia.proceedings.policies.papers import may_attach, may_decide_upon, may_rearrange_papers
from comitia.proceedings.queries.agenda import is_closed


@transaction.atomic
def attach_paper(item: UUID, document: UUID, *, by: Actor, at: datetime) -> None:
    """Lay a paper of the session under an item; one that lies there already stays."""
    found = _locked_item(item, by=by)
    paper = _paper(found, document)
    require(may_attach(found, paper, is_closed=is_closed(found)))
    if ItemPaper.objects.get_or_create(item=found, document=paper)[1]:
        _enter("paper_attached", found, paper, by=by, at=at)


@transaction.atomic
def detach_paper(item: UUID, document: UUID, *, by: Actor, at: datetime) -> None:
    """Take a paper off an item."""
    found = _locked_item(item, by=by)
    paper = _paper(found, document)
    require(may_rearrange_papers(found))
    if ItemPaper.objects.filter(item=found, document=paper).delete()[0]:
        _enter("paper_detached", found, paper, by=by, at=at)


def require_papers_in_order(items: Iterable[AgendaItem], *, at: datetime) -> None:
    """Refuse a decision on items whose papers came late or lack a language, with nothing on record that admits them."""
    lying = list(ItemPaper.objects.filter(item__in=items).values_list("document", flat=True))
    if lying:
        require(may_decide_upon(obstacles(lying, at=at)))


def _locked_item(reference: UUID, *, by: Actor) -> AgendaItem:
    require(may_keep_agenda(by))
    meeting = AgendaItem.objects.filter(reference=reference).values_list("meeting", flat=True).first()
    session = locked_session(meeting) if meeting else None
    item = AgendaItem.objects.select_related("parent").filter(reference=reference).first() if session else None
    if session is None or item is None:
        refuse(UNKNOWN.code, UNKNOWN.sentence)
    item.meeting = session
    return item


def _paper(item: AgendaItem, reference: UUID) -> Document:
    found = Document.objects.filter(meeting=item.meeting, reference=reference).first()
    if found is None:
        refuse("no_paper", _("There is no such paper of this meeting. Choose one from the list."))
    return found


def _enter(kind: str, item: AgendaItem, paper: Document, *, by: Actor, at: datetime) -> None:
    level = Document.Level(paper.level)
    shut = is_closed(item) or level in {Document.Level.COMMITTEE, Document.Level.SECRETARIAT}
    facts = {
        "item": str(item.reference),
        "number": item.number,
        "document": str(paper.reference),
        "symbol": paper.symbol,
    }
    access = Access.COMMITTEE if shut else Access(level)
    enter(item.meeting, kind, by=by, at=at, facts=facts, access=access, subject=subject_of_item(item))
    tell(agenda_in(item.meeting))
