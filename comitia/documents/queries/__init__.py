"""What pages and other domains read about papers."""

from comitia.documents.queries.listing import (
    Paper,
    VersionRow,
    has_public_papers,
    meeting_of,
    paper,
    papers,
)
from comitia.documents.queries.order import Obstacle, obstacles
from comitia.documents.queries.records import paper_record, rules_record
from comitia.documents.queries.rules import rules_of

__all__ = [
    "Obstacle",
    "Paper",
    "VersionRow",
    "has_public_papers",
    "meeting_of",
    "obstacles",
    "paper",
    "paper_record",
    "papers",
    "rules_of",
    "rules_record",
]
