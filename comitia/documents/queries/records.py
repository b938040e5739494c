"""What the desk's forms of papers and their rules show."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from comitia.documents.models import Document, PaperRules
from comitia.documents.queries.rules import rules_of
from comitia.meetings.models import Meeting
from comitia.platform.edits import Record

DOCUMENT_FIELDS: Final = ("titles", "item", "level", "due_on")
RULES_FIELDS: Final = ("series", "days", "languages")


def record_of_document(document: Document) -> Record:
    """Give what may be changed in a paper."""
    values = {name: getattr(document, name) for name in DOCUMENT_FIELDS}
    return Record(str(document.reference), document.symbol, values)


def record_of_rules(rules: PaperRules) -> Record:
    """Give the rules of a meeting's papers."""
    return Record("rules", rules.series, {name: getattr(rules, name) for name in RULES_FIELDS})


def paper_record(reference: UUID) -> Record | None:
    """Give what may be changed in a paper by its reference."""
    document = Document.objects.filter(reference=reference).first()
    return record_of_document(document) if document else None


def rules_record(meeting: str) -> Record | None:
    """Give the rules of the papers of a meeting by its slug."""
    held = Meeting.objects.filter(slug=meeting).first()
    return record_of_rules(rules_of(held)) if held else None
