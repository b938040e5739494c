"""What the desk's forms of papers and their rules show."""

from __future__ import annotations

from typing import Final

from comitia.documents.models import Document, PaperRules
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
