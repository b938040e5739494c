"""Tries other versions of the rules on a ballot of the record: its roll and its papers as they were, another reckoning."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comitia.core.ballots import tally as tallies
from comitia.core.ballots.papers import YES, paper_from_json
from comitia.core.ballots.papers import Paper as CorePaper
from comitia.core.ballots.roll import RollLine as CoreLine
from comitia.core.ballots.rules import BallotRules, outcomes, quorum_at, rules_for
from comitia.core.ballots.tally import Tally, tally
from comitia.core.governance import majority as majorities
from comitia.core.governance.majority import Outcome, OutcomeCode
from comitia.core.governance.plain_data import from_plain
from comitia.core.governance.quorum import QuorumOutcome
from comitia.core.governance.rule_set import Checkpoint
from comitia.organs.queries.rule_words import formula, outcome_text, quorum_formula, quorum_text
from comitia.organs.queries.rules import RulesVersion
from comitia.platform.texts import text_in
from comitia.voting.models import Ballot, Paper, RollLine
from comitia.voting.queries.rules import as_rule, options_of, rules_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoned:
    """What becomes of an option (its name empty for a yes-or-no question); `is_carried` None where nothing is decided."""

    option: str
    words: str
    formula: str
    is_carried: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotTrial:
    """What a version makes of a ballot, nothing if it knows neither the class nor its majority.

    `number` is that of the version; `is_declared` that this is the result as it was declared.
    """

    number: int | None
    is_declared: bool
    options: tuple[Reckoned, ...]
    quorum_words: str
    quorum_formula: str
    has_quorum: bool | None


def ballots_to_try(organ: str) -> list[tuple[str, str]]:
    """List the declared ballots of an organ, the latest first, each with its meeting, number and question: one statement."""
    found = Ballot.objects.filter(organ__code=organ, state=Ballot.State.DECLARED).select_related("meeting")
    language = get_language() or "en"
    return [
        (
            str(one.reference),
            _("%(year)s, vote %(number)s: %(question)s")
            % {"year": one.meeting.year, "number": one.number, "question": text_in(one.question, language)},
        )
        for one in found.order_by("-declared_at", "-pk")
    ]


def try_on_ballot(reference: UUID, versions: list[RulesVersion], *, organ: str) -> tuple[BallotTrial, ...]:
    """Give a declared ballot as it was declared, and what each version makes of it; nothing if there is none."""
    found = Ballot.objects.filter(reference=reference, organ__code=organ, state=Ballot.State.DECLARED)
    ballot = found.select_related("repeats", "sitting").first()
    if ballot is None:
        return ()
    lines = [as_rule(one) for one in RollLine.objects.filter(ballot=ballot).select_related("member", "proxy")]
    counted, regions = tallies.from_json(ballot.tally), _by_region(ballot)
    return (_declared(ballot), *(_trial(ballot, version, lines, counted, regions) for version in versions))


def _by_region(ballot: Ballot) -> dict[str, Tally]:
    """Tally the papers of each region; a secret ballot has none by region."""
    given: dict[str, list[CorePaper]] = {}
    kept = Paper.objects.filter(line__ballot=ballot).exclude(line__region="").values_list("line__region", "choice")
    for region, choice in kept:
        given.setdefault(region, []).append(paper_from_json(choice))
    return {region: tally(options_of(ballot), papers) for region, papers in given.items()}


def _declared(ballot: Ballot) -> BallotTrial:
    judged = [from_plain(QuorumOutcome, one) for one in ballot.quorum.values()]
    found = [(option, majorities.from_json(outcome)) for option, outcome in ballot.outcome]
    return _told(ballot, ballot.rule_set_number, found, judged[-1], is_declared=True)


def _trial(
    ballot: Ballot, version: RulesVersion, lines: list[CoreLine], counted: Tally, regions: dict[str, Tally]
) -> BallotTrial:
    rules = _rules(ballot, version)
    if rules is None:
        return BallotTrial(
            number=version.number, is_declared=False, options=(), quorum_words="", quorum_formula="", has_quorum=None
        )
    found = outcomes(rules, options_of(ballot), counted, lines, by_region=regions, casting=ballot.casting_vote)
    cast = counted.cast.heads
    judged = quorum_at(rules, lines, checkpoint=Checkpoint.BALLOT_CLOSING, cast=cast)
    judged = judged or quorum_at(rules, lines, checkpoint=Checkpoint.BALLOT_OPENING)
    assert judged is not None
    return _told(ballot, version.number, list(found), judged, is_declared=False)


def _rules(ballot: Ballot, version: RulesVersion) -> BallotRules | None:
    repeated = ballot.repeats.outcome if ballot.repeats else []
    is_second = any(one["code"] == OutcomeCode.TIE_REPEAT for _option, one in repeated)
    return rules_for(
        version.rule_set,
        ballot.matter_class,
        seats=rules_of(ballot).seats,
        is_second=is_second,
        step=ballot.sitting.quorum_step,
        majority=ballot.majority,
    )


def _told(
    ballot: Ballot,
    number: int | None,
    found: list[tuple[str, Outcome]],
    judged: QuorumOutcome,
    *,
    is_declared: bool,
) -> BallotTrial:
    language = get_language() or "en"
    return BallotTrial(
        number=number,
        is_declared=is_declared,
        options=tuple(
            Reckoned(
                option="" if option == YES else str(text_in(ballot.option_names.get(option) or {}, language)),
                words=outcome_text(outcome),
                formula=formula(outcome),
                is_carried=None if outcome.code is OutcomeCode.TIE_UNKNOWN else outcome.carried,
            )
            for option, outcome in found
        ),
        quorum_words=quorum_text(judged),
        quorum_formula=quorum_formula(judged),
        has_quorum=judged.is_met,
    )
