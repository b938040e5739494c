"""Corrects, revises and adds to papers that are issued: each is a paper of its own that continues the symbol."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.core.governance.symbols import Suffix, Symbol, following_symbol, read_symbol
from comitia.documents.actions.announcing import save_new
from comitia.documents.actions.turns import locked_document, write_down
from comitia.documents.models import Document, LanguageVersion
from comitia.documents.policies import may_follow
from comitia.documents.queries.rules import rules_of, symbols_like
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require

SUFFIXES: Final = {
    Document.Relation.ADDS: Suffix.ADDENDUM,
    Document.Relation.CORRECTS: Suffix.CORRECTION,
    Document.Relation.REVISES: Suffix.REVISION,
}
VERBS: Final = {
    Document.Relation.ADDS: "add_to_paper",
    Document.Relation.CORRECTS: "correct_paper",
    Document.Relation.REVISES: "revise_paper",
}


@transaction.atomic
def correct_document(reference: UUID, *, languages: Collection[str], by: Actor, at: datetime) -> Document:
    """Announce a correction (Corr.) in the languages whose text was wrong; it has no last day of its own."""
    document = locked_document(reference, by=by)
    issued = [one.language for one in document.versions.filter(state=LanguageVersion.State.ISSUED).order_by("pk")]
    wanted = [language for language in dict.fromkeys(issued) if language in languages]
    if issued and not wanted:
        refuse("no_language", _("Choose at least one language in which the paper is issued."))
    return _follow(document, Document.Relation.CORRECTS, wanted, due_on=None, by=by, at=at)


@transaction.atomic
def revise_document(reference: UUID, *, by: Actor, at: datetime) -> Document:
    """Announce a revision (Rev.), in all languages and by the same last day: once issued it takes the paper's place."""
    document = locked_document(reference, by=by)
    return _follow(document, Document.Relation.REVISES, _all(document), due_on=document.due_on, by=by, at=at)


@transaction.atomic
def add_to_document(reference: UUID, *, by: Actor, at: datetime) -> Document:
    """Announce an addendum (Add.), in all languages and by the same last day."""
    document = locked_document(reference, by=by)
    return _follow(document, Document.Relation.ADDS, _all(document), due_on=document.due_on, by=by, at=at)


def _all(document: Document) -> list[str]:
    return [document.original_language, *rules_of(document.meeting).languages]


def _follow(
    document: Document,
    relation: Document.Relation,
    languages: list[str],
    *,
    due_on: date | None,
    by: Actor,
    at: datetime,
) -> Document:
    is_issued = document.versions.filter(state=LanguageVersion.State.ISSUED).exists()
    revisions = document.followers.filter(relation=Document.Relation.REVISES, withdrawn_at=None)
    require(may_follow(document, relation, is_issued=is_issued, under_way=revisions.exists()))
    original = document.original_language
    new = Document(
        meeting=document.meeting,
        symbol=_continued(document.symbol, SUFFIXES[relation]),
        kind=document.kind,
        titles=document.titles,
        item=document.item,
        level=document.level,
        original_language=original if original in languages else languages[0],
        due_on=due_on,
        parent=document,
        relation=relation,
        announced_at=at,
    )
    save_new(new, languages, at=at)
    facts = {"continues": document.symbol or str(document.reference), "languages": languages}
    write_down(VERBS[relation], new, by=by, at=at, facts=facts)
    return new


def _continued(symbol: str, suffix: Suffix) -> str:
    read = read_symbol(symbol)
    if not isinstance(read, Symbol):
        return ""
    found = following_symbol(read, suffix, symbols_like(read.series))
    if found is None:
        refuse("symbol_full", _("This symbol cannot be continued any further. Announce a new paper instead."))
    return str(found)
