"""Acts on papers: announce, bring, clear, issue, correct, revise, withdraw, admit late ones, hand out."""

from comitia.documents.actions.announcing import announce_document, change_document, withdraw_document
from comitia.documents.actions.following import add_to_document, correct_document, revise_document
from comitia.documents.actions.lateness import waive_lateness
from comitia.documents.actions.rules import keep_paper_rules
from comitia.documents.actions.taking import open_version
from comitia.documents.actions.versions import bring_version, clear_version, issue_version, receive_file

__all__ = [
    "add_to_document",
    "announce_document",
    "bring_version",
    "change_document",
    "clear_version",
    "correct_document",
    "issue_version",
    "keep_paper_rules",
    "open_version",
    "receive_file",
    "revise_document",
    "waive_lateness",
    "withdraw_document",
]
