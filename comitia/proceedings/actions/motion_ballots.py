"""Motions and amendments put to the vote: the text is frozen with the ballot, and its declared result settles them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from comitia.core.drafting.codec import operations_to_json
from comitia.core.drafting.operations import Insert, Operation, Remove
from comitia.core.drafting.texts import Text
from comitia.core.governance.majority import OutcomeCode
from comitia.core.governance.motions import MotionState, Result
from comitia.meetings.models import Sitting
from comitia.platform.actors import Actor
from comitia.platform.answers import require
from comitia.platform.texts import ORIGINAL
from comitia.proceedings.actions.agenda import subject_of_item
from comitia.proceedings.actions.amendment_votes import expect_its_turn, merge_amendments, note_settled
from comitia.proceedings.actions.decisions import take_decision
from comitia.proceedings.actions.deliberating import note_result, put_motion
from comitia.proceedings.actions.motion_records import AtSession, at_amendment, at_motion
from comitia.proceedings.actions.papers import require_papers_in_order
from comitia.proceedings.actions.questions import closing_time
from comitia.proceedings.models import AgendaItem, Amendment, Decision, Motion
from comitia.proceedings.policies.votes import may_put_motion
from comitia.proceedings.queries.motion_ballots import ballots_on, matter_of, question_on_amendment, question_on_motion
from comitia.proceedings.queries.texts import (
    current_version,
    open_amendments,
    operations_of,
    standing_amendments,
    text_of,
)
from comitia.voting import actions as voting
from comitia.voting.models import Ballot

UNDECIDED: Final = frozenset({OutcomeCode.TIE_REPEAT, OutcomeCode.TIE_LOT})


@dataclass(frozen=True, slots=True)
class Settled:
    """What a declared result decided: the motion or amendment, those that fell with it, and the decision taken."""

    ballot: Ballot
    motion: Motion | None = None
    amendment: Amendment | None = None
    fallen: tuple[int, ...] = ()
    decision: Decision | None = None


@transaction.atomic
def vote_on_motion(
    reference: UUID, *, method: str, minutes: int | None, small_class_confirmed: bool = False, by: Actor, at: datetime
) -> Ballot:
    """Open a ballot on a motion: what was carried is merged into its text first, then the text stands still.

    One that was put before and not decided (annulled, or tied where the rules have it put again) is put once more.
    """
    place, motion = at_motion(reference)
    earlier = ballots_on(motion)
    called = AgendaItem.objects.filter(meeting=place.session, state=AgendaItem.State.CALLED).first()
    require(may_put_motion(motion, earlier, is_ruled=matter_of(motion).is_ruled, called=called))
    require_papers_in_order([motion.item] if motion.item else [], at=at)
    if motion.state != MotionState.VOTING:
        version = current_version(motion)
        if version is not None and standing_amendments(version) and not open_amendments(version):
            merge_amendments(reference, by=by, at=at)
        motion = put_motion(reference, by=by, at=at)
    version = current_version(motion)
    text: dict[str, Any] = {"motion": str(motion.reference), "number": motion.number}
    if version is not None:
        text |= {"version": version.number, "digest": version.digest, "paragraphs": _words(text_of(version))}
    return _open(
        place,
        motion,
        text=text,
        question=question_on_motion(motion),
        method=method,
        minutes=minutes,
        confirmed=small_class_confirmed,
        repeats=earlier[0].reference if earlier else None,
        by=by,
        at=at,
    )


@transaction.atomic
def vote_on_amendment(
    reference: UUID, *, method: str, minutes: int | None, small_class_confirmed: bool = False, by: Actor, at: datetime
) -> Ballot:
    """Open a ballot on the amendment whose turn it is."""
    place, motion, amendment = at_amendment(reference)
    place.require_chair(by)
    place.require_quorum()
    expect_its_turn(motion, amendment)
    operations = operations_of(amendment)
    earlier = ballots_on(motion, amendment)
    text = {
        "motion": str(motion.reference),
        "number": motion.number,
        "amendment": str(amendment.reference),
        "amendment_number": amendment.number,
        "version": amendment.version.number,
        "digest": amendment.version.digest,
        "operations": operations_to_json(operations),
        "paragraphs": [_changed(one, text_of(amendment.version)) for one in operations],
    }
    return _open(
        place,
        motion,
        text=text,
        question=question_on_amendment(motion, amendment),
        method=method,
        minutes=minutes,
        confirmed=small_class_confirmed,
        repeats=earlier[0].reference if earlier else None,
        by=by,
        at=at,
    )


@transaction.atomic
def declare_result(reference: UUID, *, by: Actor, at: datetime) -> Settled:
    """Announce the result of a ballot; one on a motion or an amendment settles it in the same act.

    An adopted text becomes a decision with its number at once while the sitting is in session; the chair puts it on
    record later if the sitting is over.
    """
    ballot = voting.declare_result(reference, by=by, at=at)
    [outcome] = [one for _option, one in ballot.outcome][:1] or [None]
    if outcome is None or "motion" not in ballot.text or outcome["code"] in UNDECIDED:
        return Settled(ballot)
    result = Result(carried=outcome["carried"], how="ballot", ballot=ballot.reference, outcome=outcome)
    if "amendment" in ballot.text:
        return _settle_amendment(ballot, result, by=by, at=at)
    return _settle_motion(ballot, result, by=by, at=at)


def _settle_amendment(ballot: Ballot, result: Result, *, by: Actor, at: datetime) -> Settled:
    place, motion, amendment = at_amendment(UUID(ballot.text["amendment"]))
    if amendment.state != Amendment.State.ADMITTED:  # withdrawn while it was voted on
        return Settled(ballot)
    fallen = note_settled(place, motion, amendment, result, by=by, at=at)
    return Settled(ballot, motion=motion, amendment=amendment, fallen=tuple(fallen))


def _settle_motion(ballot: Ballot, result: Result, *, by: Actor, at: datetime) -> Settled:
    place, motion = at_motion(UUID(ballot.text["motion"]))
    note_result(place, motion, result, by=by, at=at)
    decision = None
    if result.carried and motion.kind == Motion.Kind.SUBSTANTIVE and _is_in_session(ballot):
        decision = take_decision(
            ballot.sitting.reference,
            item=motion.item.reference if motion.item else None,
            texts=_decided(motion),
            means=Decision.Means.VOTE,
            ballot=ballot.reference,
            by=by,
            at=at,
        )
    return Settled(ballot, motion=motion, decision=decision)


def _open(
    place: AtSession,
    motion: Motion,
    *,
    text: Mapping[str, Any],
    question: Mapping[str, str],
    method: str,
    minutes: int | None,
    confirmed: bool,
    repeats: UUID | None,
    by: Actor,
    at: datetime,
) -> Ballot:
    place.require_chair(by)
    place.require_quorum()
    assert place.sitting is not None
    matter = matter_of(motion)
    ballot = voting.draft_ballot(
        place.sitting.reference,
        subject=subject_of_item(motion.item) if motion.item else f"motion:{motion.reference}",
        question=question,
        matter_class=matter.key,
        majority=matter.majority,
        method=method,
        text=text,
        closes_at=closing_time(minutes, at=at),
        repeats=repeats,
        by=by,
        at=at,
    )
    return voting.open_ballot(ballot.reference, small_class_confirmed=confirmed, by=by, at=at)


def _is_in_session(ballot: Ballot) -> bool:
    return ballot.sitting.state == Sitting.State.IN_SESSION


def _words(text: Text) -> list[dict[str, str]]:
    return [dict(one.texts) for one in text.paragraphs]


def _changed(operation: Operation, before: Text) -> dict[str, Any]:
    """Give what an operation writes, or the words that it takes out."""
    if isinstance(operation, Insert):
        return dict(operation.paragraph.texts)
    if isinstance(operation, Remove):
        return {"removed": dict(before.by_key[operation.key].texts)}
    return dict(operation.texts)


def _decided(motion: Motion) -> dict[str, str]:
    """Give the adopted text as a decision: in the languages that all of it has, or in the original one."""
    version = current_version(motion)
    assert version is not None
    text = text_of(version)
    complete = [code for code in text.languages if all(one.texts.get(code) for one in text.paragraphs)]
    return {
        code: "\n\n".join(one.texts.get(code) or next(iter(one.texts.values()), "") for one in text.paragraphs)
        for code in sorted(complete) or [ORIGINAL]
    }
