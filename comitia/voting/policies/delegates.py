"""Who speaks for a member in a session, apart from casting its vote."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from comitia.accreditation.models import Delegate, FocalPoint
from comitia.meetings.models import Meeting
from comitia.members.models import Member
from comitia.platform.actors import SECRETARIAT, Actor
from comitia.platform.answers import Allowed, Answer, Refused

NOT_OF_THIS_MEMBER = Refused(
    "not_of_this_member",
    _("Only the head, the alternates and the focal points of this member do this, or the secretariat on their word."),
)


def speaks_for(by: Actor, meeting: Meeting, member: Member) -> Answer:
    """Let the head, alternates and focal points of a member give its proxy or step back, and the secretariat on its word."""
    if by.has_role(SECRETARIAT):
        return Allowed()
    if by.person is None:
        return NOT_OF_THIS_MEMBER
    delegates = Delegate.objects.filter(
        delegation__meeting=meeting,
        delegation__member=member,
        left_at=None,
        role__in=[Delegate.Role.HEAD, Delegate.Role.ALTERNATE],
        registration__person__reference=by.person,
    )
    focal_points = FocalPoint.objects.filter(
        delegation__meeting=meeting, delegation__member=member, ended_at=None, person__reference=by.person
    )
    return Allowed() if delegates.exists() or focal_points.exists() else NOT_OF_THIS_MEMBER
