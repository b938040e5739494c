"""What is right about inviting focal points and taking an invitation up; every refusal says what to do next."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from comitia.accreditation.models import FocalPoint
from comitia.accreditation.policies import ALLOWED
from comitia.platform.answers import Answer, Refused

WORKS_FOR: Final = timedelta(days=30)
PAUSE: Final = timedelta(hours=12)
UNKNOWN = Refused(
    "unknown_invitation",
    _(
        "This invitation is not complete, or a newer one has been sent. Copy the address whole from the latest letter, "
        "or ask whoever invited you for a new one."
    ),
)
TAKEN_UP = Refused(
    "invitation_taken_up",
    _("This invitation has been taken up already. If it was you, your delegation is on the list."),
)
EXPIRED = Refused(
    "invitation_expired", _("This invitation is too old. Ask the secretariat or your regional office for a new one.")
)
ENDED = Refused(
    "invitation_ended", _("This invitation has been taken back. Write to the secretariat if that is wrong.")
)
JUST_ASKED = Refused("just_reminded", _("This focal point got a letter less than twelve hours ago. Nothing was sent."))


def may_take_up(focal_point: FocalPoint | None, *, at: datetime) -> Answer:
    """Tell whether an invitation is good to be taken up now."""
    if focal_point is None:
        return UNKNOWN
    if focal_point.ended_at:
        return ENDED
    if focal_point.taken_up_at:
        return TAKEN_UP
    return EXPIRED if at >= focal_point.expires_at else ALLOWED


def may_remind(focal_point: FocalPoint, *, at: datetime) -> Answer:
    """Let nobody get two letters within half a day."""
    if focal_point.ended_at:
        return ENDED
    last = max(focal_point.invited_at, focal_point.reminded_at or focal_point.invited_at)
    return JUST_ASKED if at - last < PAUSE else ALLOWED


def may_invite_to(email: str) -> Answer:
    """Tell whether a letter can be sent to what was typed."""
    try:
        validate_email(email)
    except ValidationError:
        return Refused("no_address", _("This is not an e-mail address. It looks like name@example.org."))
    return ALLOWED
