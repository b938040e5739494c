"""What pages and the sender read about letters."""

from comitia.notices.policies import Fault, Kind, Placeholder, kind_named, kinds
from comitia.notices.queries.outbox import (
    bounced_addresses,
    counts,
    due_letter,
    letter,
    letter_record,
    letters,
    letters_to,
    next_due_at,
    states_of,
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
    "bounced_addresses",
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
    "states_of",
    "template_in_use",
    "template_record",
    "templates_kept",
    "text_faults",
    "written",
]
