"""What pages and the sender read about letters."""

from comitia.notices.policies import Fault, Kind, Placeholder, kind_named, kinds
from comitia.notices.queries.outbox import (
    counts,
    due_letter,
    letter,
    letter_record,
    letters,
    letters_to,
    next_due_at,
)
from comitia.notices.queries.templates import (
    Template,
    Written,
    example_words,
    preview,
    template_in_use,
    template_record,
    templates_kept,
    text_faults,
    written,
)

__all__ = [
    "Fault",
    "Kind",
    "Placeholder",
    "Template",
    "Written",
    "counts",
    "due_letter",
    "example_words",
    "kind_named",
    "kinds",
    "letter",
    "letter_record",
    "letters",
    "letters_to",
    "next_due_at",
    "preview",
    "template_in_use",
    "template_record",
    "templates_kept",
    "text_faults",
    "written",
]
