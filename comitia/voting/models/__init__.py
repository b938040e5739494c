from comitia.voting.models.ballots import Ballot, Correction
from comitia.voting.models.papers import CalledVote, Paper, RollLine, SealedPaper
from comitia.voting.models.proxies import Proxy, Recusal

__all__ = ["Ballot", "CalledVote", "Correction", "Paper", "Proxy", "Recusal", "RollLine", "SealedPaper"]
