"""Who may conduct a ballot, who may cast a vote, and why not."""

from comitia.voting.policies.conduct import may_be_repeated, may_conduct, may_give_casting_vote, may_tell
from comitia.voting.policies.delegates import speaks_for
from comitia.voting.policies.sentences import CURES, FAULTS, PROXIES, REASONS, why_not

__all__ = [
    "CURES",
    "FAULTS",
    "PROXIES",
    "REASONS",
    "may_be_repeated",
    "may_conduct",
    "may_give_casting_vote",
    "may_tell",
    "speaks_for",
    "why_not",
]
