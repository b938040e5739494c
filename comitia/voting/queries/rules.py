"""The rules that a ballot keeps."""

from __future__ import annotations

from comitia.core.ballots.papers import Options, options_from_json
from comitia.core.ballots.roll import Reason
from comitia.core.ballots.roll import RollLine as CoreLine
from comitia.core.ballots.rules import BallotRules, from_json
from comitia.voting.models import Ballot, RollLine


def rules_of(ballot: Ballot) -> BallotRules:
    """Give the rules an opened ballot is taken under."""
    return from_json(ballot.rules)


def options_of(ballot: Ballot) -> Options:
    """Give what a ballot asks."""
    return options_from_json(ballot.options)


def as_rule(line: RollLine) -> CoreLine:
    """Give a line of a frozen roll (with member and proxy loaded) in the form of the rules."""
    return CoreLine(
        member=line.member.slug,
        region=line.region,
        weight=line.weight,
        is_entitled=line.is_entitled,
        reason=Reason(line.reason) if line.reason else None,
        is_present=line.is_present,
        proxy=line.proxy.slug if line.proxy else None,
        since=line.since,
    )
