"""What may be done to motions and amendments in their state; every refusal says what to do next."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from comitia.core.governance.motions import (
    AmendmentAct,
    AmendmentState,
    MotionAct,
    MotionState,
    Shortfall,
    amendment_after,
    motion_after,
)
from comitia.core.governance.precedence import OrderCode, OutOfOrder
from comitia.platform.answers import Allowed, Answer, Refused
from comitia.proceedings.models import Amendment, Motion

OPEN_MOTIONS: Final = (Motion.State.SUBMITTED, Motion.State.ADMITTED, Motion.State.DEBATE, Motion.State.VOTING)
AMENDABLE: Final = (Motion.State.SUBMITTED, Motion.State.ADMITTED, Motion.State.DEBATE, Motion.State.DEFERRED)
_MOTION_IS: Final[Mapping[str, Any]] = {
    MotionState.SUBMITTED: _("This motion has not been admitted yet. The chair or the secretariat rules on it first."),
    MotionState.ADMITTED: _("This motion is admitted and waits for its debate. Open the debate first."),
    MotionState.DEBATE: _("This motion is under debate. Put it to the vote, defer or refer it."),
    MotionState.VOTING: _("This motion is being voted on. Wait for the result."),
    MotionState.DEFERRED: _("This motion is deferred. Open its debate to come back to it."),
}
_MOTION_OVER: Final = _("This motion is over and stays as it is. What comes now needs a motion of its own.")
_AMENDMENT_IS: Final[Mapping[str, Any]] = {
    AmendmentState.SUBMITTED: _(
        "This amendment has not been admitted yet. The chair or the secretariat rules on it first."
    ),
    AmendmentState.ADMITTED: _("This amendment waits for its vote. Settle it first."),
}
_AMENDMENT_OVER: Final = _(
    "This amendment is settled and stays as it is. Another one can be moved while there is debate."
)
_SHORT_OF: Final = {
    Shortfall.LATE: _("The time to hand in texts for this sitting is over, and the rules let nobody waive that."),
    Shortfall.LANGUAGES: _("The text lacks a language that the rules ask for. Add it, then submit it again."),
}
_NOT_WAIVED: Final = {
    Shortfall.LATE: _("The text came late. Record the waiver of the committee first, or refuse it."),
    Shortfall.LANGUAGES: _("The text lacks a language. Record the waiver of the committee first, or refuse it."),
}
NOT_THE_MOVER: Final = Refused("not_the_mover", _("Only the member that moved the motion accepts amendments to it."))


def may_do_to_motion(motion: Motion, act: MotionAct) -> Answer:
    """Answer for an act on a motion in its state."""
    if motion_after(MotionState(motion.state), act) is not None:
        return Allowed()
    return Refused(f"motion_{motion.state}", _MOTION_IS.get(motion.state, _MOTION_OVER))


def may_do_to_amendment(amendment: Amendment, act: AmendmentAct) -> Answer:
    """Answer for an act on an amendment in its state."""
    if amendment_after(AmendmentState(amendment.state), act) is not None:
        return Allowed()
    return Refused(f"amendment_{amendment.state}", _AMENDMENT_IS.get(amendment.state, _AMENDMENT_OVER))


def may_be_voted_on(motion: Motion, amendment: Amendment, *, order: Sequence[Amendment]) -> Answer:
    """Answer for a vote on an amendment: the motion is under debate and the ones before it in `order` are settled."""
    answer = may_do_to_amendment(amendment, AmendmentAct.CARRY)
    if not answer:
        return answer
    if motion.state != Motion.State.DEBATE:
        return Refused("motion_not_debated", _("The motion is not under debate. Open its debate first."))
    first = next(one for one in order if one.state == Amendment.State.ADMITTED)
    if first.pk != amendment.pk:
        sentence = gettext("Amendment %(number)s is voted on first. Settle it, or put the amendments in another order.")
        return Refused("not_its_turn", sentence % {"number": first.number})
    return Allowed()


def may_be_amended(motion: Motion) -> Answer:
    """Answer for amendments to a motion: until it is put to the vote; how the sitting goes on is not amended."""
    if motion.kind == Motion.Kind.PROCEDURAL:
        return Refused("procedural", _("A procedural motion is not amended. Move another one instead."))
    if motion.state in AMENDABLE:
        return Allowed()
    return Refused(f"motion_{motion.state}", _MOTION_IS.get(motion.state, _MOTION_OVER))


def may_be_handed_in(lacks: Collection[Shortfall], waivable: Collection[Shortfall]) -> Answer:
    """Answer for a text that lacks something: what cannot be waived is refused at once."""
    missing = sorted(set(lacks) - set(waivable))
    return Refused(f"text_{missing[0]}", _SHORT_OF[missing[0]]) if missing else Allowed()


def may_be_admitted(of: Motion | Amendment, *, seconded: int, needed: int) -> Answer:
    """Answer for admitting: seconded as the rules ask, and nothing lacking that was not waived."""
    if seconded < needed:
        sentence = ngettext(
            "It needs %(count)s more member to second it. Ask for one, or let it lapse.",
            "It needs %(count)s more members to second it. Ask for them, or let it lapse.",
            needed - seconded,
        )
        return Refused("not_seconded", sentence % {"count": needed - seconded})
    missing = sorted(set(of.lacks) - set(of.waived))
    return Refused(f"not_waived_{missing[0]}", _NOT_WAIVED[Shortfall(missing[0])]) if missing else Allowed()


def may_second(of: Motion | Amendment, *, member: int, has_seconded: bool) -> Answer:
    """Answer for seconding: another member than the mover, once, before it is settled."""
    if of.mover_id == member:
        return Refused("own_motion", _("Your own delegation moved this. Another member seconds it."))
    if has_seconded:
        return Refused(
            "seconded_already", _("Your delegation has seconded this already. Nothing else is needed from you.")
        )
    if of.state not in {"submitted", "admitted"}:
        return Refused("too_late_to_second", _("This is not waiting for a second any more. Load the page again."))
    return Allowed()


def may_withdraw(of: Motion | Amendment, *, member: int, is_amended: bool) -> Answer:
    """Answer for withdrawing: by the member that moved it, before the vote, and not once it has been amended."""
    if of.mover_id != member:
        return Refused("not_the_mover", _("Only the member that moved this withdraws it."))
    if is_amended:
        return Refused(
            "amended",
            _("The motion has been amended, so it belongs to the committee. Ask the chair to put it to the vote."),
        )
    return Allowed()


def why_out_of_order(answer: OutOfOrder, names: Mapping[str, str]) -> Refused:
    """Put into words why a procedural motion is not in order, `names` being those of the types."""
    if answer.code is OrderCode.NO_SUCH_MOTION:
        sentence = gettext("The rules of procedure do not know this motion. Raise a point of order instead.")
    elif answer.code is OrderCode.SAME_PENDING:
        sentence = gettext("The same motion is pending already. Wait until it is decided.")
    elif answer.code is OrderCode.FLOOR_TAKEN:
        sentence = gettext(
            "Somebody has the floor, and this motion does not interrupt. Move it when the speech is over."
        )
    else:
        name = names.get(answer.pending, answer.pending)
        sentence = gettext("“%(motion)s” is pending and comes before it. Wait until it is decided.") % {"motion": name}
    return Refused(answer.code.value, sentence)
