"""Who checks people in, who is let in, and what is believed of a device's clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext_lazy as _

from comitia.accreditation.models import Registration
from comitia.platform.actors import DOOR, SECRETARIAT, Actor
from comitia.platform.answers import Allowed, Answer, Refused

State = Registration.State
LONGEST_OFFLINE: Final = timedelta(days=3)
NOT_AT_THE_DOOR: Final = Refused(
    "not_for_this_role", _("Only the secretariat and those with the role “Door” check people in and out.")
)
UNKNOWN_CODE: Final = Refused("unknown_code", _("Nobody has this code. Look for the person by name."))
OTHER_MEETING: Final = Refused("other_meeting", _("This code belongs to another meeting. Look for the person by name."))
UNREADABLE: Final = Refused(
    "unreadable", _("This entry cannot be read. Note the name and check the person in by name.")
)
KEY_TAKEN: Final = Refused(
    "key_taken", _("Another person was checked in under the same mark. Check this person in once more.")
)
NOT_LET_IN: Final = {
    State.DRAFT: Refused(
        "not_accepted", _("This registration was never sent. Send the person to the registration desk.")
    ),
    State.SUBMITTED: Refused(
        "not_accepted", _("This registration is not decided yet. Send the person to the registration desk.")
    ),
    State.REFUSED: Refused(
        "not_accepted", _("This registration was not accepted. Send the person to the registration desk.")
    ),
    State.WITHDRAWN: Refused("withdrawn", _("This person has withdrawn. Send them to the registration desk.")),
}
ALLOWED: Final = Allowed()


def may_check_in(by: Actor) -> Answer:
    """Let the secretariat and the people at the doors check others in."""
    return ALLOWED if by.has_role(SECRETARIAT, DOOR) else NOT_AT_THE_DOOR


def may_pass(registration: Registration | None, *, meeting: int | None) -> Answer:
    """Tell whether somebody may pass a door of a meeting (by its key): only who is accepted for it."""
    if registration is None:
        return UNKNOWN_CODE
    if registration.meeting_id != meeting:
        return OTHER_MEETING
    return NOT_LET_IN.get(State(registration.state), ALLOWED)


def happened_at(claimed: datetime, *, sent_at: datetime | None, received_at: datetime) -> datetime:
    """Give when something happened by a device whose clock may be wrong.

    What the device took for now when it sent (`sent_at`) tells how far its clock is off. Nothing happened after it was
    received, or longer before than a device is believed to be without a network.
    """
    try:
        moment = claimed + (received_at - sent_at) if sent_at else claimed
    except OverflowError:
        return received_at
    return max(received_at - LONGEST_OFFLINE, min(moment, received_at))
