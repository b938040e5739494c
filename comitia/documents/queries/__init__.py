"""What pages and other domains read about papers."""

from comitia.documents.queries.listing import Paper, VersionRow, has_public_papers, late_papers, paper, papers
from comitia.documents.queries.order import Obstacle, obstacles
from comitia.documents.queries.rules import rules_of

__all__ = [
    "Obstacle",
    "Paper",
    "VersionRow",
    "has_public_papers",
    "late_papers",
    "obstacles",
    "paper",
    "papers",
    "rules_of",
]
