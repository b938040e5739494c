"""What rooms and pages read about ballots."""

from comitia.voting.queries.results import AnswerRow, MemberRow, Result, result_of, results_on
from comitia.voting.queries.rights import VotingRight, voting_right_of, voting_rights
from comitia.voting.queries.room import (
    BallotInRoom,
    OwnVote,
    Progress,
    ballot_in_room,
    ballot_now,
    last_declared,
    own_votes,
    progress,
)

__all__ = [
    "AnswerRow",
    "BallotInRoom",
    "MemberRow",
    "OwnVote",
    "Progress",
    "Result",
    "VotingRight",
    "ballot_in_room",
    "ballot_now",
    "last_declared",
    "own_votes",
    "progress",
    "result_of",
    "results_on",
    "voting_right_of",
    "voting_rights",
]
