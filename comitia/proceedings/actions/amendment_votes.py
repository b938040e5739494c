"""Amendments before the committee: put in order, settled one by one, and merged into the text that is put to the vote."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.core.drafting.merging import merge, obsolete_after
from comitia.core.drafting.operations import NotApplicableError
from comitia.core.governance.motions import AmendmentAct, Result
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.proceedings.actions.motion_records import (
    AtSession,
    add_version,
    at_amendment,
    at_motion,
    move_amendment,
)
from comitia.proceedings.models import Amendment, Motion, MotionVersion
from comitia.proceedings.policies.motions import may_be_voted_on
from comitia.proceedings.queries.texts import (
    current_version,
    in_voting_order,
    open_amendments,
    operations_of,
    settled_so_far,
    standing_amendments,
    text_of,
)


@transaction.atomic
def order_amendments(motion: UUID, numbers: Sequence[int], *, by: Actor, at: datetime) -> Motion:
    """Put the amendments that wait in the order of voting that the chair wants; what is not named follows."""
    place, about = at_motion(motion)
    place.require_chair(by)
    version = _version(about)
    waiting = {one.number: one for one in open_amendments(version)}
    if not set(numbers) <= set(waiting) or len(set(numbers)) != len(numbers):
        refuse("other_amendments", _("Other amendments wait by now. Load the page again, then put them in order."))
    for each in waiting.values():
        each.order = numbers.index(each.number) + 1 if each.number in numbers else None
        each.save(update_fields=["order"])
    order = [one.number for one in in_voting_order(version, list(waiting.values()))]
    place.enter("amendments_ordered", about, by=by, at=at, facts={"amendments": order})
    return about


@transaction.atomic
def settle_amendment(reference: UUID, result: Result, *, by: Actor, at: datetime) -> Amendment:
    """Say what became of the amendment whose turn it is; what disputes a carried one falls with it."""
    place, motion, amendment = at_amendment(reference)
    place.require_chair(by)
    place.require_quorum()
    expect_its_turn(motion, amendment)
    note_settled(place, motion, amendment, result, by=by, at=at)
    return amendment


def expect_its_turn(motion: Motion, amendment: Amendment) -> None:
    """Go on if an amendment is the one to be voted on now."""
    require(
        may_be_voted_on(motion, amendment, order=in_voting_order(amendment.version, open_amendments(amendment.version)))
    )


def note_settled(
    place: AtSession, motion: Motion, amendment: Amendment, result: Result, *, by: Actor, at: datetime
) -> list[int]:
    """Bring an amendment to its end in the caller's transaction; give the numbers of those that fell with it."""
    act = AmendmentAct.CARRY if result.carried else AmendmentAct.LOSE
    waiting = open_amendments(amendment.version)
    settled = settled_so_far(amendment.version) + 1 if result.carried else None
    move_amendment(amendment, act, at=at, result=result.as_facts(), settled=settled)
    kind = "amendment_carried" if result.carried else "amendment_lost"
    facts = {"amendment": amendment.number, **result.as_facts()}
    place.enter(kind, motion, by=by, at=at, facts=facts)
    if not result.carried:
        return []
    return _disputing_fall(place, amendment, [one for one in waiting if one.pk != amendment.pk], by=by, at=at)


@transaction.atomic
def merge_amendments(motion: UUID, *, by: Actor, at: datetime) -> MotionVersion:
    """Make the next version of a text from all amendments carried and accepted, once none is left to be settled."""
    place, about = at_motion(motion)
    place.require_chair(by)
    if about.state != Motion.State.DEBATE:
        refuse("motion_not_debated", _("The motion is not under debate. Open its debate first."))
    version = _version(about)
    if open_amendments(version):
        refuse(
            "amendments_open", _("Some amendments are not settled yet. Settle, refuse or let the movers withdraw them.")
        )
    standing = standing_amendments(version)
    if not standing:
        refuse("nothing_to_merge", _("No amendment was carried or accepted, so the text stays as it is."))
    try:
        text = merge(text_of(version), [operations_of(one) for one in standing])
    except NotApplicableError:
        refuse(
            "nothing_left",
            _("Together the amendments leave nothing of the text. Put the motion without them, or refer it."),
        )
    merged = add_version(about, text, at=at)
    for each in standing:
        move_amendment(each, AmendmentAct.MERGE, at=at)
    facts = {
        "amendments": [one.number for one in standing],
        "version": merged.number,
        "digest": merged.digest,
        "text": merged.text,
    }
    place.enter("amendments_merged", about, by=by, at=at, facts=facts)
    return merged


def _version(motion: Motion) -> MotionVersion:
    found = current_version(motion)
    if found is None:
        refuse("procedural", _("A procedural motion is not amended. Move another one instead."))
    return found


def _disputing_fall(
    place: AtSession, carried: Amendment, others: list[Amendment], *, by: Actor, at: datetime
) -> list[int]:
    by_number = {one.number: one for one in others}
    named = {number: operations_of(one) for number, one in by_number.items()}
    fallen = list(obsolete_after(operations_of(carried), named))
    for number in fallen:
        move_amendment(by_number[number], AmendmentAct.FALL, at=at, obsolete_by=carried)
        facts = {"amendment": number, "carried": carried.number}
        place.enter("amendment_obsolete", carried.motion, by=by, at=at, facts=facts)
    return fallen
