"""Calls a sitting to order."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from comitia.meetings.actions.recording import access_of, enter, subject_of
from comitia.meetings.actions.rules import pin_at_opening
from comitia.meetings.actions.sittings import locked_sitting
from comitia.meetings.models import Officer, Sitting
from comitia.meetings.policies import may_call_to_order
from comitia.platform.actors import Actor
from comitia.platform.answers import require


@transaction.atomic
def call_to_order(reference: UUID, *, by: Actor, at: datetime) -> Sitting:
    """Open a sitting: somebody presides, and no other sitting of the session is running.

    The first call to order pins the rules of the session.
    """
    sitting = locked_sitting(reference)
    require(may_call_to_order(by, sitting))
    presiding = sitting.officers.select_related("person", "member").get(role=Officer.Role.PRESIDING, until=None)
    pin_at_opening(sitting.meeting, by=by, at=at)
    sitting.state, sitting.called_at = Sitting.State.IN_SESSION, at
    sitting.save(update_fields=["state", "called_at"])
    facts = {
        "sitting": sitting.number,
        "presiding": str(presiding.person.reference),
        "member": presiding.member.slug if presiding.member else "",
    }
    enter(
        sitting.meeting,
        "sitting_called",
        by=by,
        at=at,
        facts=facts,
        access=access_of(sitting),
        subject=subject_of(sitting),
    )
    return sitting
