"""Calls a sitting to order."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.meetings.actions.recording import access_of, enter, subject_of
from comitia.meetings.actions.sittings import RUNNING, locked_sitting
from comitia.meetings.models import Meeting, Officer, Sitting
from comitia.meetings.policies import may_preside
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require


@transaction.atomic
def call_to_order(reference: UUID, *, by: Actor, at: datetime) -> Sitting:
    """Open a sitting: somebody presides, and no other sitting of the session is running."""
    sitting = locked_sitting(reference)
    require(may_preside(by, sitting))
    if sitting.state != Sitting.State.SCHEDULED:
        refuse("sitting_begun", _("The sitting has been called to order already. Load the page again."))
    if sitting.meeting.state in {Meeting.State.CANCELLED, Meeting.State.POSTPONED}:
        refuse("meeting_off", _("The meeting is cancelled or postponed. The secretariat convokes it anew first."))
    if Sitting.objects.filter(meeting=sitting.meeting, state__in=RUNNING).exists():
        refuse("other_sitting_running", _("Another sitting of this meeting is running. Close or adjourn it first."))
    presiding = Officer.objects.filter(sitting=sitting, role=Officer.Role.PRESIDING, until=None).first()
    if presiding is None:
        refuse("nobody_presides", _("Nobody presides over the sitting. The secretariat names somebody first."))
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
