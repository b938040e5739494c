"""Seals and counts the papers of a ballot, always with the same result."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from comitia.core.ballots import tally as tallies
from comitia.core.ballots.papers import Paper as CorePaper
from comitia.core.ballots.papers import Part, paper_from_json, paper_to_json
from comitia.core.ballots.roll import RollLine as CoreLine
from comitia.core.ballots.roll import small_classes
from comitia.core.ballots.rules import outcomes, quorum_at
from comitia.core.ballots.tally import Tally, tally
from comitia.core.governance import majority as majorities
from comitia.core.governance.plain_data import to_plain
from comitia.core.governance.record import canonical
from comitia.core.governance.rule_set import Checkpoint
from comitia.platform.actors import SYSTEM
from comitia.voting.actions.locking import note
from comitia.voting.models import Ballot, Paper, RollLine, SealedPaper
from comitia.voting.queries.rules import as_rule, options_of, rules_of


def roll_of(ballot: Ballot) -> list[RollLine]:
    """Give the frozen roll by member."""
    return list(RollLine.objects.filter(ballot=ballot).select_related("member", "proxy").order_by("member__slug"))


def papers_of(ballot: Ballot, lines: Sequence[RollLine]) -> list[tuple[str, str, CorePaper]]:
    """Give the papers of a ballot with member and region, both empty in a secret ballot."""
    if not ballot.is_secret:
        kept = dict(Paper.objects.filter(line__ballot=ballot).values_list("line", "choice"))
        return [(one.member.slug, one.region, paper_from_json(kept[one.pk])) for one in lines if one.pk in kept]
    common = next((one.weight for one in lines if one.is_entitled), 0)
    sealed = SealedPaper.objects.filter(ballot=ballot).values_list("choice", "weight")
    return [("", "", _paper(votes, common if weight is None else weight)) for votes, weight in sealed]


def seal(ballot: Ballot, lines: Sequence[RollLine]) -> None:
    """Rewrite the papers of a secret ballot as a sorted list with fresh keys, in the transaction that ends the voting.

    A weight that few members share is not kept with them: the sums that were counted stay.
    """
    if not ballot.is_secret:
        return
    keeps_weight = not small_classes(map(as_rule, lines))
    papers = SealedPaper.objects.filter(ballot=ballot)
    kept = [[votes, weight if keeps_weight else None] for votes, weight in papers.values_list("choice", "weight")]
    papers.delete()
    SealedPaper.objects.bulk_create(
        SealedPaper(key=uuid4(), ballot=ballot, choice=votes, weight=weight)
        for votes, weight in sorted(kept, key=canonical)
    )


def count(
    ballot: Ballot, lines: Sequence[RollLine], papers: Sequence[tuple[str, str, CorePaper]], *, at: datetime
) -> None:
    """Count the papers of a closed ballot and work out what came of it."""
    rules, options, on_roll = rules_of(ballot), options_of(ballot), [as_rule(line) for line in lines]
    counted = tally(options, (paper for _member, _region, paper in papers))
    closing = quorum_at(rules, on_roll, checkpoint=Checkpoint.BALLOT_CLOSING, cast=len(papers))
    ballot.tally = tallies.to_json(counted)
    ballot.quorum = {**ballot.quorum, "closing": to_plain(closing)} if closing else ballot.quorum
    ballot.outcome = outcome_of(ballot, counted, on_roll, papers, casting=None)
    ballot.state, ballot.counted_at = Ballot.State.COUNTED, at
    ballot.save(update_fields=["tally", "quorum", "outcome", "state", "counted_at"])
    note(
        ballot,
        "ballot_counted",
        by=SYSTEM,
        at=at,
        tally=ballot.tally,
        outcome=ballot.outcome,
        quorum=ballot.quorum,
        papers=_published(ballot, papers),
    )


def outcome_of(
    ballot: Ballot,
    counted: Tally,
    on_roll: Iterable[CoreLine],
    papers: Iterable[tuple[str, str, CorePaper]],
    *,
    casting: bool | None,
) -> list[list[Any]]:
    """Work out the outcome of each option as plain data, with the casting vote of the chair if it was given."""
    rules, options = rules_of(ballot), options_of(ballot)
    regions: dict[str, list[CorePaper]] = {}
    for _member, region, paper in papers:
        if region:
            regions.setdefault(region, []).append(paper)
    by_region = {region: tally(options, given) for region, given in regions.items()}
    found = outcomes(rules, options, counted, on_roll, by_region=by_region, casting=casting)
    return [[option, majorities.to_json(outcome)] for option, outcome in found]


def _paper(votes: Sequence[Sequence[Any]], weight: int) -> CorePaper:
    return CorePaper((Part(weight, tuple((answer, many) for answer, many in votes)),))


def _published(ballot: Ballot, papers: Iterable[tuple[str, str, CorePaper]]) -> list[Any]:
    """Give the papers as the record shows them: with members in a roll call, without in a show of hands, none if secret."""
    if ballot.is_secret:
        return []
    if ballot.method == Ballot.Method.ROLL_CALL:
        return [[member, paper_to_json(paper)] for member, _region, paper in papers]
    return sorted((paper_to_json(paper) for _member, _region, paper in papers), key=canonical)
