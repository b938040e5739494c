"""Opens a ballot: rules, text and roll are frozen, the quorum is judged, and from now on papers are taken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comitia.core.ballots import rules as core_rules
from comitia.core.ballots.papers import decimal
from comitia.core.ballots.roll import LEAST_IN_CLASS, small_classes
from comitia.core.ballots.roll import RollLine as CoreLine
from comitia.core.ballots.rules import BallotRules, quorum_at, rules_for
from comitia.core.governance.majority import OutcomeCode
from comitia.core.governance.plain_data import to_plain
from comitia.core.governance.quorum import QuorumOutcome
from comitia.core.governance.record import canonical
from comitia.core.governance.rule_set import Checkpoint
from comitia.platform.actors import Actor
from comitia.platform.answers import RefusedError, refuse, require
from comitia.voting.actions.drafting import NO_MAJORITY, pinned_rules
from comitia.voting.actions.locking import locked_ballot, note
from comitia.voting.actions.proxies import revoke_overtaken
from comitia.voting.actions.timing import close_when_time_is_over
from comitia.voting.models import Ballot, RollLine
from comitia.voting.policies import may_open
from comitia.voting.queries.electorate import Elector, electorate


@transaction.atomic
def open_ballot(reference: UUID, *, small_class_confirmed: bool = False, by: Actor, at: datetime) -> Ballot:
    """Open a prepared ballot, or say why it cannot be opened.

    `small_class_confirmed`: whoever opens a secret ballot knows that a weight few members share may tell their votes.
    """
    ballot = locked_ballot(reference)
    require(may_open(by, ballot, at=at))
    revoke_overtaken(ballot.sitting, at=at)
    rule_set = pinned_rules(ballot.sitting)
    rules = rules_for(
        rule_set,
        ballot.matter_class,
        seats=ballot.organ.seats,
        is_second=_repeats_a_tie(ballot),
        step=ballot.sitting.quorum_step,
        majority=ballot.majority,
    )
    if rules is None:
        raise RefusedError(NO_MAJORITY)
    electors = electorate(ballot.sitting, rule_set, subject=ballot.subject, at=at)
    lines = [elector.line for elector in electors]
    quorum = quorum_at(rules, lines, checkpoint=Checkpoint.BALLOT_OPENING)
    assert quorum is not None
    _check_quorum(quorum)
    if ballot.is_secret:
        _check_classes(lines, is_confirmed=small_class_confirmed)
    RollLine.objects.bulk_create(_row(ballot, elector, electors) for elector in electors)
    _freeze(ballot, rules, quorum, is_confirmed=small_class_confirmed, at=at)
    note(ballot, "ballot_opened", by=by, at=at, **_opening_facts(ballot, lines))
    close_when_time_is_over(ballot)
    return ballot


def text_digest_of(ballot: Ballot) -> str:
    """Hash what is put to the vote: question, options and text; hexadecimal SHA-256."""
    asked = {
        "question": ballot.question,
        "options": ballot.options,
        "option_names": ballot.option_names,
        "text": ballot.text,
    }
    return sha256(canonical(asked)).hexdigest()


def _repeats_a_tie(ballot: Ballot) -> bool:
    """Say whether the same question was voted on before and tied."""
    outcome = ballot.repeats.outcome if ballot.repeats else []
    return any(one["code"] == OutcomeCode.TIE_REPEAT for _option, one in outcome)


def _check_quorum(quorum: QuorumOutcome) -> None:
    if quorum.is_met is False:
        numbers = {"counted": quorum.counted, "required": quorum.required, "article": quorum.article}
        sentence = ngettext(
            "There is no quorum for this class of matters: %(counted)s member counts and %(required)s are required "
            "(%(article)s). Wait until more members are here.",
            "There is no quorum for this class of matters: %(counted)s members count and %(required)s are required "
            "(%(article)s). Wait until more members are here.",
            quorum.counted,
        )
        refuse("inquorate", sentence % numbers)


def _check_classes(lines: Sequence[CoreLine], *, is_confirmed: bool) -> None:
    small = small_classes(lines)
    if small and not is_confirmed:
        weights = ", ".join(decimal(weight) for weight in small)
        sentence = _(
            "Fewer than %(least)s members have a vote of the weight %(weights)s, so the papers may show how they vote. "
            "Choose a roll call, or confirm that the members concerned know it."
        )
        refuse("small_class", sentence % {"least": LEAST_IN_CLASS, "weights": weights})


def _row(ballot: Ballot, elector: Elector, electors: Sequence[Elector]) -> RollLine:
    line = elector.line
    return RollLine(
        ballot=ballot,
        member=elector.member,
        name=elector.member.name,
        region=line.region,
        weight=line.weight,
        is_entitled=line.is_entitled,
        reason=line.reason or "",
        since=line.since,
        is_present=line.is_present,
        proxy=next((one.member for one in electors if one.line.member == line.proxy), None),
        holder=elector.holder,
    )


def _freeze(ballot: Ballot, rules: BallotRules, quorum: QuorumOutcome, *, is_confirmed: bool, at: datetime) -> None:
    ballot.rules, ballot.rule_set_number = core_rules.to_json(rules), rules.number
    ballot.quorum = {"opening": to_plain(quorum)}
    ballot.text_digest = text_digest_of(ballot)
    ballot.small_class_confirmed = ballot.is_secret and is_confirmed
    ballot.is_closed = ballot.sitting.is_closed
    ballot.state, ballot.opened_at = Ballot.State.OPEN, at
    ballot.save()


def _opening_facts(ballot: Ballot, lines: Sequence[CoreLine]) -> dict[str, Any]:
    return {
        "subject": ballot.subject,
        "question": ballot.question,
        "options": ballot.options,
        "option_names": ballot.option_names,
        "method": ballot.method,
        "text": ballot.text,
        "text_digest": ballot.text_digest,
        "rules": ballot.rules,
        "quorum": ballot.quorum["opening"],
        "repeats": str(ballot.repeats.reference) if ballot.repeats else "",
        "roll": [
            {
                "member": line.member,
                "region": line.region,
                "weight": line.weight,
                "status": line.status,
                "is_present": line.is_present,
                "proxy": line.proxy or "",
            }
            for line in lines
        ],
    }
