"""Who invites whom to register, and what an invitation is good for; every refusal says what to do next."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comitia.accreditation.models import Category, Invitation
from comitia.accreditation.policies import ALLOWED, CLOSED, MEETING_CANCELLED, NOT_FOR_STAFF
from comitia.accreditation.policies.focal_points import PAUSE, UNKNOWN
from comitia.meetings.models import Meeting
from comitia.members.models import Member
from comitia.platform.actors import REGIONAL_OFFICE, SECRETARIAT, Actor
from comitia.platform.answers import Answer, Refused

State = Invitation.State
WARNED_BEFORE: Final = timedelta(days=3)
LONGEST: Final = timedelta(days=366)
LONGEST_MESSAGE: Final = 2000
LONGEST_REASON: Final = 1000
MEMBER_MISSING = Refused(
    "member_missing", _("Choose the member for which the person takes part: a regional office invites for its region.")
)
FOCAL_POINTS_INSTEAD = Refused(
    "by_delegation",
    _("In this category focal points register their delegation. Invite a focal point from the page of the delegation."),
)
MEETING_OVER = Refused("meeting_over", _("This meeting is over or cancelled, so nobody is invited to it any more."))
ACCEPTED = Refused(
    "invitation_accepted",
    _("This invitation has been accepted already. If it was you, go on with your registration."),
)
DECLINED = Refused(
    "invitation_declined",
    _("This invitation has been declined. If you have changed your mind, ask whoever invited you for a new one."),
)
EXPIRED = Refused("invitation_expired", _("This invitation has run out. Ask whoever invited you for a new one."))
TAKEN_BACK = Refused(
    "invitation_taken_back", _("This invitation has been taken back. Write to the secretariat if that is wrong.")
)
ANSWERED = Refused("invitation_answered", _("This invitation has been answered. Invite the person anew if need be."))
JUST_ASKED = Refused("just_reminded", _("This person got a letter less than twelve hours ago. Nothing was sent."))
RUN_OUT = Refused("invitation_expired", _("This invitation has run out. Extend it first; then it can be sent again."))
IS_TAKEN_BACK = Refused(
    "invitation_taken_back", _("This invitation has been taken back. Invite the person anew if that was wrong.")
)


def state_at(invitation: Invitation, *, at: datetime) -> str:
    """Give the state of an invitation at a time: one that nobody has answered runs out by itself."""
    is_over = invitation.state == State.SENT and invitation.expires_at <= at
    return State.EXPIRED.value if is_over else invitation.state


def is_for_region(by: Actor, member: Member | None) -> bool:
    """Tell whether an actor is the regional office of a member's region."""
    region = member.region if member else None
    return by.has_role(REGIONAL_OFFICE) and region is not None and region.code in by.regions


def may_see(by: Actor, invitation: Invitation) -> Answer:
    """Let the secretariat see every invitation, a regional office those for members of its region."""
    return ALLOWED if by.has_role(SECRETARIAT) or is_for_region(by, invitation.member) else NOT_FOR_STAFF


def may_invite(by: Actor, category: Category, member: Member | None) -> Answer:
    """Let the secretariat invite anybody, a regional office for a member of its region; nobody into a delegation."""
    if not by.has_role(SECRETARIAT, REGIONAL_OFFICE):
        return NOT_FOR_STAFF
    if not by.has_role(SECRETARIAT):
        if member is None:
            return MEMBER_MISSING
        if not is_for_region(by, member):
            return NOT_FOR_STAFF
    if category.entry == Category.Entry.DELEGATION:
        return FOCAL_POINTS_INSTEAD
    return is_coming(category.meeting)


def may_bring(by: Actor, meeting: Meeting) -> Answer:
    """Let officers bring tables of people to invite; each row is judged by `may_invite`."""
    return is_coming(meeting) if by.has_role(SECRETARIAT, REGIONAL_OFFICE) else NOT_FOR_STAFF


def is_coming(meeting: Meeting) -> Answer:
    return MEETING_OVER if meeting.state in {Meeting.State.HELD, Meeting.State.CANCELLED} else ALLOWED


def may_run_until(expires_at: datetime, *, at: datetime) -> Answer:
    """Tell whether an invitation may run until a time."""
    if expires_at <= at:
        return Refused("already_over", _("The last day is in the past. Choose a later one."))
    if expires_at > at + LONGEST:
        return Refused("too_far", _("The last day is more than a year away. Choose an earlier one."))
    return ALLOWED


def may_write(message: str) -> Answer:
    if len(message) > LONGEST_MESSAGE:
        sentence = gettext("The message is too long: at most %(longest)s characters.")
        return Refused("message_too_long", sentence % {"longest": LONGEST_MESSAGE})
    return ALLOWED


def may_answer(invitation: Invitation | None, *, at: datetime) -> Answer:
    """Tell whether whoever holds the link may answer now."""
    if invitation is None:
        return UNKNOWN
    if invitation.category.meeting.state == Meeting.State.CANCELLED:
        return MEETING_CANCELLED
    return {
        State.ACCEPTED.value: ACCEPTED,
        State.DECLINED.value: DECLINED,
        State.EXPIRED.value: EXPIRED,
        State.TAKEN_BACK.value: TAKEN_BACK,
    }.get(state_at(invitation, at=at), ALLOWED)


def may_accept(invitation: Invitation | None, *, at: datetime) -> Answer:
    """Let an invitation be accepted while its category has not closed; it may open later."""
    answer = may_answer(invitation, at=at)
    if not answer or invitation is None:
        return answer
    closes_at = invitation.category.closes_at
    return CLOSED if closes_at and at >= closes_at else ALLOWED


def may_remind(by: Actor, invitation: Invitation, *, at: datetime) -> Answer:
    """Let whoever sees an invitation remind whom has not answered, and nobody get two letters within half a day."""
    answer = may_chase(by, invitation, at=at)
    if not answer:
        return answer
    last = max(invitation.invited_at, invitation.reminded_at or invitation.invited_at)
    return JUST_ASKED if at - last < PAUSE else ALLOWED


def may_chase(by: Actor, invitation: Invitation, *, at: datetime) -> Answer:
    """Let whoever sees an invitation write to whom has not answered it."""
    answer = may_change(by, invitation)
    return RUN_OUT if answer and state_at(invitation, at=at) == State.EXPIRED else answer


def may_change(by: Actor, invitation: Invitation) -> Answer:
    """Let whoever sees an invitation take it back or give it more time until it is answered."""
    answer = ALLOWED if by.capacity == "system" else may_see(by, invitation)
    if not answer:
        return answer
    if invitation.state == State.TAKEN_BACK:
        return IS_TAKEN_BACK
    if invitation.state in {State.ACCEPTED, State.DECLINED}:
        return ANSWERED
    return is_coming(invitation.meeting)
