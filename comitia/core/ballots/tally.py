"""Counts papers, in weights and in heads, and gives majorities and quorums the figures they are judged by.

Source of the rules: deliberation in associations of cities (everything in whole micro-units, weights and heads never
mixed, no rounding). The order of the papers changes nothing; the same papers give the same tally on every machine.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from comitia.core.ballots.papers import ABSTAIN, BLANK, NO, YES, Choice, Options, Paper
from comitia.core.ballots.roll import Reason, RollLine
from comitia.core.governance.majority import NOBODY, Amount, Counts, RegionAmounts
from comitia.core.governance.plain_data import from_plain, to_plain
from comitia.core.governance.quorum import SeatCount


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What the papers of a ballot say.

    `answers` gives for each answer, in the order of the ballot, the weight of the votes (of several votes on a paper
    each counts with the paper's weight) and the heads of whole papers that named it. A member that split its vote took
    no side as a head: it counts as one that abstained. `cast` are all papers, `blank` those of them that are invalid.
    """

    answers: tuple[tuple[str, Amount], ...]
    cast: Amount
    blank: Amount
    abstained: Amount
    rejected: Amount

    @property
    def valid(self) -> Amount:
        """Give all papers but the blank ones."""
        return self.cast - self.blank

    @property
    def chosen(self) -> Amount:
        """Give the papers that name an option: valid ones that neither abstain nor reject all options."""
        return self.valid - self.abstained - self.rejected

    def of(self, answer: str) -> Amount:
        """Give what an answer got; nothing for one that the ballot does not have."""
        return dict(self.answers).get(answer, NOBODY)


def tally(options: Options, papers: Iterable[Paper]) -> Tally:
    """Count papers that were read for these options; raises KeyError for one that was not."""
    weights = dict.fromkeys(options.answers, 0)
    heads = dict.fromkeys(options.answers, 0)
    cast = papers_cast = split = 0
    for paper in papers:
        papers_cast += 1
        parts = paper.parts
        is_whole = len(parts) == 1
        for part in parts:
            cast += part.weight
            for answer, many in part.votes:
                weights[answer] += part.weight * many
                if is_whole:
                    heads[answer] += 1
        split += not is_whole
    amounts = {answer: Amount(weights[answer], heads[answer]) for answer in options.answers}
    return Tally(
        answers=tuple(amounts.items()),
        cast=Amount(cast, papers_cast),
        blank=amounts.get(BLANK, NOBODY),
        abstained=amounts.get(ABSTAIN, NOBODY) + Amount(0, split),
        rejected=amounts.get(NO, NOBODY) if isinstance(options, Choice) else NOBODY,
    )


def counts_of(
    counted: Tally,
    lines: Iterable[RollLine],
    *,
    statutory: Amount | None = None,
    option: str = YES,
    by_region: Mapping[str, Tally] | None = None,
) -> Counts:
    """Give the figures of a tally for one answer and the roll it was taken under, as majorities need them.

    For an option of a choice `against` are the papers that chose others or rejected all (at least nothing where a paper
    may give an option several votes). `entitled` are the members with a vote, whether present or not, and those who
    step back; `present` those of them who are there or represented. `filled` are the seats that are held, `statutory`
    all seats of the organ (the filled ones if not given).
    """
    given = tuple(lines)
    entitled = [line for line in given if line.is_entitled or line.reason in {Reason.ABSENT, Reason.RECUSED}]
    filled = amount_of(line for line in given if line.has_seat)
    for_, against, abstain = _sides(counted, option)
    return Counts(
        for_=for_,
        against=against,
        abstain=abstain,
        invalid=counted.blank,
        present=amount_of(line for line in entitled if line.is_present or line.is_represented),
        entitled=amount_of(entitled),
        filled=filled,
        statutory=filled if statutory is None else statutory,
        by_region={region: _sides(one, option) for region, one in sorted((by_region or {}).items())},
    )


def seats_counted(lines: Iterable[RollLine], *, statutory: int | None = None, cast: int = 0) -> SeatCount:
    """Count the members of a roll as quorums need them: those with a vote or stepping back, present or represented.

    `accredited` are the members whose credentials let them vote, whether they are there or not; `statutory` is the
    number of all seats (the filled ones if not given) and `cast` how many papers have come in.
    """
    given = tuple(lines)
    accredited = [line for line in given if line.is_entitled or line.reason in {Reason.ABSENT, Reason.RECUSED}]
    filled = sum(line.has_seat for line in given)
    return SeatCount(
        present=sum(line.is_present for line in accredited),
        represented=sum(line.is_represented for line in accredited),
        cast=cast,
        accredited=len(accredited),
        filled=filled,
        statutory=filled if statutory is None else statutory,
    )


def recused_of(lines: Iterable[RollLine]) -> tuple[Amount, Amount]:
    """Give the members that step back, and those of them that are present, for rules on conflicts of interest."""
    recused = [line for line in lines if line.reason is Reason.RECUSED]
    return amount_of(recused), amount_of(line for line in recused if line.is_present)


def amount_of(lines: Iterable[RollLine]) -> Amount:
    """Add up the weights and the heads of lines of a roll."""
    weight = heads = 0
    for line in lines:
        weight += line.weight
        heads += 1
    return Amount(weight, heads)


def to_json(counted: Tally) -> dict[str, Any]:
    """Write a tally as plain data."""
    written: dict[str, Any] = to_plain(counted)
    return written


def from_json(data: Any) -> Tally:
    """Read a tally as `to_json` writes it; raises ValueError on anything else."""
    return from_plain(Tally, data)


def _sides(counted: Tally, option: str) -> RegionAmounts:
    for_ = counted.of(option)
    if option == YES:
        return for_, counted.of(NO), counted.abstained
    against = counted.valid - counted.abstained - for_
    return for_, Amount(max(0, against.weight), max(0, against.heads)), counted.abstained
