"""Who may conduct a ballot, who may cast a vote, and why not."""

from comitia.voting.policies.conduct import is_teller, may_be_repeated, may_conduct, may_give_casting_vote, may_tell
from comitia.voting.policies.delegates import speaks_for
from comitia.voting.policies.sentences import CURES, FAULTS, PROXIES, REASONS, why_not
from comitia.voting.policies.steps import (
    RUNNING,
    has_rules,
    in_state,
    may_annul,
    may_break_tie,
    may_close,
    may_correct,
    may_declare,
    may_discard,
    may_open,
    may_pause,
    may_put_question,
    may_resume,
)

__all__ = [
    "CURES",
    "FAULTS",
    "PROXIES",
    "REASONS",
    "RUNNING",
    "has_rules",
    "in_state",
    "is_teller",
    "may_annul",
    "may_be_repeated",
    "may_break_tie",
    "may_close",
    "may_conduct",
    "may_correct",
    "may_declare",
    "may_discard",
    "may_give_casting_vote",
    "may_open",
    "may_pause",
    "may_put_question",
    "may_resume",
    "may_tell",
    "speaks_for",
    "why_not",
]
