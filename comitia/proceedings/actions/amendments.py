"""What members do with amendments: submit, second, withdraw and, as movers of the motion, accept them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.core.drafting.codec import operations_to_json
from comitia.core.drafting.merging import conflicts
from comitia.core.drafting.operations import Operations, apply, keyed
from comitia.core.governance.motions import AmendmentAct
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.proceedings.actions.motion_records import at_amendment, at_motion, move_amendment
from comitia.proceedings.actions.motions import shortfalls
from comitia.proceedings.models import Amendment, Seconding
from comitia.proceedings.policies.motions import NOT_THE_MOVER, may_be_amended, may_second, may_withdraw
from comitia.proceedings.policies.texts import LONGEST_REASON, may_amend
from comitia.proceedings.queries.texts import (
    current_version,
    open_amendments,
    operations_of,
    settled_so_far,
    standing_amendments,
    text_of,
)


@transaction.atomic
def submit_amendment(
    motion: UUID, operations: Operations, *, version: int, remarks: str, by: Actor, at: datetime
) -> Amendment:
    """Move changes to the version of a motion's text that the mover has seen."""
    place, about = at_motion(motion)
    mover = place.mover(by)
    require(may_be_amended(about))
    current = current_version(about)
    if current is None or current.number != version:
        refuse(
            "other_version", _("The text has a new version since you opened this page. Compare it, then move again.")
        )
    text = text_of(current)
    require(may_amend(text, operations))
    _disputes_nothing(operations, standing_amendments(current))
    number = Amendment.objects.filter(motion=about).count() + 1
    moved = keyed(operations, prefix=f"a{number}")
    if len(remarks) > LONGEST_REASON:
        refuse("reason_too_long", _("The reason has more than 1000 characters. Shorten it."))
    amendment = Amendment.objects.create(
        motion=about,
        version=current,
        number=number,
        operations=operations_to_json(moved),
        mover=mover.member,
        moved_by=mover.person,
        remarks=remarks.strip(),
        lacks=sorted(shortfalls(place, apply(text, moved), about.item.sitting if about.item else None, at=at)),
        submitted_at=at,
        changed_at=at,
    )
    facts = {"amendment": number, "version": version, "mover": mover.member.slug, "lacks": amendment.lacks}
    place.enter("amendment_submitted", about, by=by, at=at, facts=facts)
    return amendment


@transaction.atomic
def second_amendment(reference: UUID, *, by: Actor, at: datetime) -> Amendment:
    """Second an amendment in the name of another member."""
    place, motion, amendment = at_amendment(reference)
    mover = place.mover(by)
    has_seconded = Seconding.objects.filter(amendment=amendment, member=mover.member).exists()
    require(may_second(amendment, member=mover.member.pk, has_seconded=has_seconded))
    Seconding.objects.create(amendment=amendment, member=mover.member, person=mover.person, at=at)
    facts = {"amendment": amendment.number, "member": mover.member.slug}
    place.enter("amendment_seconded", motion, by=by, at=at, facts=facts)
    return amendment


@transaction.atomic
def withdraw_amendment(reference: UUID, *, by: Actor, at: datetime) -> Amendment:
    """Withdraw an amendment as the member that moved it, before its vote."""
    place, motion, amendment = at_amendment(reference)
    mover = place.mover(by)
    require(may_withdraw(amendment, member=mover.member.pk, is_amended=False))
    move_amendment(amendment, AmendmentAct.WITHDRAW, at=at)
    place.enter("amendment_withdrawn", motion, by=by, at=at, facts={"amendment": amendment.number})
    return amendment


@transaction.atomic
def accept_amendment(reference: UUID, *, by: Actor, at: datetime) -> Amendment:
    """Take an amendment into one's own motion, which needs no vote if it disputes nothing that waits for one."""
    place, motion, amendment = at_amendment(reference)
    mover = place.mover(by)
    if motion.mover_id != mover.member.pk:
        require(NOT_THE_MOVER)
    require(may_be_amended(motion))
    others = [one for one in open_amendments(amendment.version) if one.pk != amendment.pk]
    _disputes_nothing(operations_of(amendment), others)
    move_amendment(amendment, AmendmentAct.ACCEPT, at=at, settled=settled_so_far(amendment.version) + 1)
    place.enter("amendment_accepted", motion, by=by, at=at, facts={"amendment": amendment.number})
    return amendment


def _disputes_nothing(operations: Operations, others: list[Amendment]) -> None:
    for other in others:
        if conflicts(operations, operations_of(other)):
            refuse(
                "disputed",
                _(
                    "Amendment %(number)s changes one of the same paragraphs. "
                    "Agree with its mover on one text, or wait until the committee has decided on it."
                )
                % {"number": other.number},
            )
