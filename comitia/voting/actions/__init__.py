"""Acts on ballots, votes, proxies and recusals."""

from comitia.voting.actions.casting import PROGRESS, Cast, cast_vote
from comitia.voting.actions.conducting import (
    annul_ballot,
    close_ballot,
    close_if_time_is_over,
    pause_ballot,
    resume_ballot,
)
from comitia.voting.actions.declaring import cast_casting_vote, correct_record, declare_result
from comitia.voting.actions.drafting import discard_ballot, draft_ballot
from comitia.voting.actions.opening import open_ballot
from comitia.voting.actions.proxies import accept_proxy, lodge_proxy, revoke_overtaken, revoke_proxy
from comitia.voting.actions.quorum import check_quorum, follow_quorum, follow_quorum_in
from comitia.voting.actions.recusals import recuse, withdraw_recusal
from comitia.voting.actions.telling import cast_for_tellers
from comitia.voting.actions.traces import forget_traces

__all__ = [
    "PROGRESS",
    "Cast",
    "accept_proxy",
    "annul_ballot",
    "cast_casting_vote",
    "cast_for_tellers",
    "cast_vote",
    "check_quorum",
    "close_ballot",
    "close_if_time_is_over",
    "correct_record",
    "declare_result",
    "discard_ballot",
    "draft_ballot",
    "follow_quorum",
    "follow_quorum_in",
    "forget_traces",
    "lodge_proxy",
    "open_ballot",
    "pause_ballot",
    "recuse",
    "resume_ballot",
    "revoke_overtaken",
    "revoke_proxy",
    "withdraw_recusal",
]
