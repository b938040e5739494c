"""What becomes of a motion in a sitting: debated, put to the vote, adopted or rejected, referred, deferred, lapsed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comitia.core.governance.motions import MotionAct, Result
from comitia.core.governance.precedence import decided_first
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.proceedings.actions.admissibility import reason_given
from comitia.proceedings.actions.motion_records import AtSession, amendments_fall, at_motion, move_motion
from comitia.proceedings.actions.papers import require_papers_in_order
from comitia.proceedings.models import Motion
from comitia.proceedings.policies.motions import may_do_to_motion
from comitia.proceedings.queries.motions import pending_procedural
from comitia.proceedings.queries.rules import procedural_motions_of
from comitia.proceedings.queries.texts import current_version, open_amendments, standing_amendments


@transaction.atomic
def open_debate(reference: UUID, *, by: Actor, at: datetime) -> Motion:
    """Open the debate on a motion, or come back to one that was deferred."""
    place, motion = _in_sitting(reference, by=by)
    move_motion(motion, MotionAct.OPEN_DEBATE, at=at)
    place.enter("motion_debated", motion, by=by, at=at)
    return motion


@transaction.atomic
def put_motion(reference: UUID, *, by: Actor, at: datetime) -> Motion:
    """Put a motion to the vote: its text stands still from now on, and the record holds it with its digest."""
    place, motion = _in_sitting(reference, by=by)
    require(may_do_to_motion(motion, MotionAct.PUT))
    _nothing_comes_before(place, motion)
    if motion.item is not None:
        require_papers_in_order([motion.item], at=at)
    version = current_version(motion)
    facts: dict[str, Any] = {"procedural": motion.procedural_type}
    if version is not None:
        _amendments_are_settled(len(open_amendments(version)), len(standing_amendments(version)))
        facts = {"version": version.number, "digest": version.digest, "text": version.text, "titles": motion.titles}
    move_motion(motion, MotionAct.PUT, at=at)
    place.enter("motion_put", motion, by=by, at=at, facts=facts)
    return motion


@transaction.atomic
def settle_motion(reference: UUID, result: Result, *, by: Actor, at: datetime) -> Motion:
    """Say what became of a motion that was put: adopted or rejected, with the result that decided it."""
    place, motion = _in_sitting(reference, by=by)
    place.require_quorum()
    if motion.state != Motion.State.VOTING:
        refuse("motion_not_put", _("This motion has not been put to the vote. Put it first."))
    note_result(place, motion, result, by=by, at=at)
    return motion


def note_result(place: AtSession, motion: Motion, result: Result, *, by: Actor, at: datetime) -> None:
    """Bring a motion to its end in the caller's transaction."""
    move_motion(motion, MotionAct.ADOPT if result.carried else MotionAct.REJECT, at=at, result=result.as_facts())
    version = current_version(motion)
    facts = {"digest": version.digest if version else "", **result.as_facts()}
    place.enter("motion_adopted" if result.carried else "motion_rejected", motion, by=by, at=at, facts=facts)


@transaction.atomic
def refer_motion(reference: UUID, *, to: str, reason: str, by: Actor, at: datetime) -> Motion:
    """Refer a motion with its amendments to another body, such as a working group."""
    place, motion = _in_sitting(reference, by=by)
    body = " ".join(to.split())[:200]
    if not body:
        refuse("no_body", _("Write to which body the motion goes."))
    move_motion(motion, MotionAct.REFER, at=at, referred_to=body, reason=reason_given(reason))
    place.enter("motion_referred", motion, by=by, at=at, facts={"to": body, "reason": motion.reason})
    amendments_fall(place, motion, by=by, at=at)
    return motion


@transaction.atomic
def defer_motion(reference: UUID, *, reason: str, by: Actor, at: datetime) -> Motion:
    """Put a motion off; its debate can be opened again later, and amendments to it wait."""
    place, motion = _in_sitting(reference, by=by)
    move_motion(motion, MotionAct.DEFER, at=at, reason=reason_given(reason))
    place.enter("motion_deferred", motion, by=by, at=at, facts={"reason": motion.reason})
    return motion


@transaction.atomic
def lapse_motion(reference: UUID, *, reason: str, by: Actor, at: datetime) -> Motion:
    """Let a motion fall that nobody seconds, or that its occasion has overtaken."""
    place, motion = _in_sitting(reference, by=by)
    move_motion(motion, MotionAct.LAPSE, at=at, reason=reason_given(reason))
    place.enter("motion_lapsed", motion, by=by, at=at, facts={"reason": motion.reason})
    amendments_fall(place, motion, by=by, at=at)
    return motion


def _in_sitting(reference: UUID, *, by: Actor) -> tuple[AtSession, Motion]:
    place, motion = at_motion(reference)
    place.require_chair(by)
    place.require_sitting()
    return place, motion


def _nothing_comes_before(place: AtSession, motion: Motion) -> None:
    pending = pending_procedural(place.session.pk)
    first = decided_first([one.procedural_type for one in pending], procedural_motions_of(place.session))
    before = next((one for one in pending if one.procedural_type == first and one.pk != motion.pk), None)
    if before is not None:
        refuse(
            "procedural_first",
            _("Motion %(number)s on the conduct of the sitting is pending and comes first. Settle it.")
            % {"number": before.number},
        )


def _amendments_are_settled(waiting: int, unmerged: int) -> None:
    if waiting:
        sentence = ngettext(
            "%(count)s amendment is not settled yet. It comes before the motion.",
            "%(count)s amendments are not settled yet. They come before the motion.",
            waiting,
        )
        refuse("amendments_open", sentence % {"count": waiting})
    if unmerged:
        refuse(
            "amendments_unmerged", _("Amendments were carried. Merge them into the text first, then put the motion.")
        )
