"""The chair, or the secretariat as clerk, rules on what was moved: admits it, refuses it, records what was waived."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comitia.core.governance.motions import AmendmentAct, MotionAct, Shortfall
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.proceedings.actions.motion_records import (
    amendments_fall,
    at_amendment,
    at_motion,
    move_amendment,
    move_motion,
)
from comitia.proceedings.models import Amendment, Motion
from comitia.proceedings.policies.motions import may_be_admitted, may_do_to_amendment, may_do_to_motion
from comitia.proceedings.policies.texts import LONGEST_REASON
from comitia.proceedings.queries.rules import motion_rule_of, seconders_needed


@transaction.atomic
def admit_motion(reference: UUID, *, by: Actor, at: datetime) -> Motion:
    """Admit a motion: it is published and can be debated."""
    place, motion = at_motion(reference)
    place.require_chair(by, of=motion)
    require(may_do_to_motion(motion, MotionAct.ADMIT))
    require(may_be_admitted(motion, seconded=motion.secondings.count(), needed=seconders_needed(motion)))
    move_motion(motion, MotionAct.ADMIT, at=at)
    place.enter("motion_admitted", motion, by=by, at=at)
    return motion


@transaction.atomic
def refuse_motion(reference: UUID, *, reason: str, by: Actor, at: datetime) -> Motion:
    """Find a motion inadmissible, with the reason; amendments to it fall."""
    place, motion = at_motion(reference)
    place.require_chair(by, of=motion)
    move_motion(motion, MotionAct.REFUSE, at=at, reason=reason_given(reason))
    place.enter("motion_refused", motion, by=by, at=at, facts={"reason": motion.reason})
    amendments_fall(place, motion, by=by, at=at)
    return motion


@transaction.atomic
def waive_for_motion(reference: UUID, shortfall: Shortfall, *, reason: str, by: Actor, at: datetime) -> Motion:
    """Record that the committee lets a motion pass though it is late or lacks a language, and by which decision."""
    place, motion = at_motion(reference)
    place.require_chair(by, of=motion)
    _waive(motion, shortfall, reason, at=at)
    place.enter("motion_waived", motion, by=by, at=at, facts={"waived": shortfall, "reason": motion.waived[shortfall]})
    return motion


@transaction.atomic
def admit_amendment(reference: UUID, *, by: Actor, at: datetime) -> Amendment:
    """Admit an amendment: it is published and can be voted on."""
    place, motion, amendment = at_amendment(reference)
    place.require_chair(by, of=amendment)
    require(may_do_to_amendment(amendment, AmendmentAct.ADMIT))
    needed = motion_rule_of(place.session).amendment_seconders
    require(may_be_admitted(amendment, seconded=amendment.secondings.count(), needed=needed))
    move_amendment(amendment, AmendmentAct.ADMIT, at=at)
    place.enter("amendment_admitted", motion, by=by, at=at, facts={"amendment": amendment.number})
    return amendment


@transaction.atomic
def refuse_amendment(reference: UUID, *, reason: str, by: Actor, at: datetime) -> Amendment:
    """Find an amendment inadmissible, with the reason."""
    place, motion, amendment = at_amendment(reference)
    place.require_chair(by, of=amendment)
    move_amendment(amendment, AmendmentAct.REFUSE, at=at, reason=reason_given(reason))
    facts = {"amendment": amendment.number, "reason": amendment.reason}
    place.enter("amendment_refused", motion, by=by, at=at, facts=facts)
    return amendment


@transaction.atomic
def waive_for_amendment(reference: UUID, shortfall: Shortfall, *, reason: str, by: Actor, at: datetime) -> Amendment:
    """Record that the committee lets an amendment pass though it is late or lacks a language, and by which decision."""
    place, motion, amendment = at_amendment(reference)
    place.require_chair(by, of=amendment)
    _waive(amendment, shortfall, reason, at=at)
    facts = {"amendment": amendment.number, "waived": shortfall, "reason": amendment.waived[shortfall]}
    place.enter("amendment_waived", motion, by=by, at=at, facts=facts)
    return amendment


def reason_given(text: str) -> str:
    """Give a reason as it is kept; there has to be one."""
    said = "\n".join(" ".join(line.split()) for line in text.splitlines()).strip()
    if not said:
        refuse("no_reason", _("Write the reason: it goes into the record and the mover reads it."))
    if len(said) > LONGEST_REASON:
        refuse("reason_too_long", _("The reason has more than 1000 characters. Shorten it."))
    return said


def _waive(of: Motion | Amendment, shortfall: Shortfall, reason: str, *, at: datetime) -> None:
    if shortfall not in of.lacks or shortfall in of.waived:
        refuse("nothing_to_waive", _("There is nothing to waive here any more. Load the page again."))
    of.waived = {**of.waived, shortfall: reason_given(reason)}
    of.changed_at = at
    of.save(update_fields=["waived", "changed_at"])
