"""To which papers of a meeting somebody gets, by what they are at that meeting."""

from __future__ import annotations

from typing import Final

from comitia.accreditation.models import Credential, Delegate, Registration
from comitia.accreditation.queries.delegations import seated_members
from comitia.core.governance.documents import Level
from comitia.meetings.models import Meeting
from comitia.platform.actors import CHAIR, SECRETARIAT, Actor

# Those who speak or advise for a member; observers and technical staff of a delegation get what participants get
DELEGATES: Final = (Delegate.Role.HEAD, Delegate.Role.ALTERNATE, Delegate.Role.ADVISER)
TAKES_PART: Final = (Registration.State.SUBMITTED, Registration.State.ACCEPTED)
SHUT_OUT: Final = (Credential.State.REJECTED, Credential.State.REPLACED)


def level_of(by: Actor, meeting: str) -> Level:
    """Say which papers of a meeting (by slug) reach somebody: what they are there decides, never what they ask for.

    The committee are the chair and the delegates of members that sit on the organ on the first day of the meeting,
    also while their credentials are examined; participants are those whose registration is accepted.
    """
    if by.has_role(SECRETARIAT):
        return Level.SECRETARIAT
    held = Meeting.objects.select_related("organ").filter(slug=meeting).first()
    if held is None:
        return Level.PUBLIC
    if by.has_role(CHAIR) or _sits(by, held):
        return Level.COMMITTEE
    return Level.PARTICIPANTS if _takes_part(by, held) else Level.PUBLIC


def _sits(by: Actor, meeting: Meeting) -> bool:
    if by.person is None:
        return False
    found = Delegate.objects.filter(
        delegation__meeting=meeting,
        delegation__member__isnull=False,
        registration__person__reference=by.person,
        left_at=None,
    ).select_related("registration", "credential", "delegation__member")
    named = {one.delegation.member.slug for one in found if one.delegation.member and speaks_or_advises(one)}
    return bool(named) and not named.isdisjoint(seated_members(meeting))


def speaks_or_advises(delegate: Delegate) -> bool:
    """Say whether somebody works for a delegation in the committee, also while the credential is examined."""
    takes_part = delegate.role in DELEGATES and delegate.registration.state in TAKES_PART
    return takes_part and delegate.credential.state not in SHUT_OUT


def _takes_part(by: Actor, meeting: Meeting) -> bool:
    if by.person is None:
        return False
    accepted = Registration.objects.filter(meeting=meeting, state=Registration.State.ACCEPTED)
    return accepted.filter(person__reference=by.person).exists()
