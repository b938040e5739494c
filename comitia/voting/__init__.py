"""Ballots of an organ: who votes, what was voted, under which rules and with which result.

It knows nothing of motions, bids or elections: they draft a ballot with a `subject` in their own words and read its
result. A further method of voting is a value of `Ballot.Method` with a table for its papers beside `Paper` and
`SealedPaper`, a way to cast them in `actions/casting.py` and to read them in `actions/counting.py: papers_of`.
"""
