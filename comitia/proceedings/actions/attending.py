"""Lets those who take part come to a sitting and leave it, each for the delegation that brought them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.meetings import actions as meetings
from comitia.meetings.models import Meeting, Presence, Sitting
from comitia.meetings.policies import may_preside
from comitia.meetings.policies.sittings import RUNNING
from comitia.meetings.queries import sitting_now
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.proceedings.policies.floor import Standing
from comitia.proceedings.queries.standing import standing_of
from comitia.voting import actions as voting


def attend(slug: str, *, by: Actor, at: datetime) -> Presence | None:
    """Note that a browser of somebody who takes part is there; None if it was known and nothing had to be written."""
    standing, sitting = _own_place(slug, by)
    if by.person is not None and meetings.see_again(sitting.pk, by.person, at=at):
        return None
    mode, source = Presence.Mode.ONLINE, Presence.Source.BROWSER
    return _arrive(sitting, standing, mode=mode, source=source, by=by, at=at)


def end_lost_presences(*, at: datetime) -> int:
    """End the presence of browsers that are lost, and judge the quorum of every running sitting anew; give how many."""
    ended = meetings.end_lost_presences(at=at)
    for session in Sitting.objects.filter(state__in=RUNNING).values_list("meeting", flat=True):
        voting.follow_quorum_in(session, at=at)
    return ended


@transaction.atomic
def declare_presence(reference: UUID, person: UUID, *, is_present: bool, by: Actor, at: datetime) -> None:
    """Note what the clerk sees in the room: somebody of a delegation is there, or has gone."""
    sitting = meetings.locked_sitting(reference)
    require(may_preside(by, sitting))
    standing = standing_of(person, sitting.meeting)
    if standing is None:
        refuse("no_delegation", _("This person is in no delegation. Look for them among the delegations."))
    if not is_present:
        meetings.leave(sitting, standing.delegate.registration.person, by=by, at=at)
        voting.follow_quorum(sitting, by=by, at=at)
        return
    mode, source = Presence.Mode.IN_PERSON, Presence.Source.DECLARED
    _arrive(sitting, standing, mode=mode, source=source, by=by, at=at)


@transaction.atomic
def _arrive(sitting: Sitting, standing: Standing, *, mode: str, source: str, by: Actor, at: datetime) -> Presence:
    """Note that somebody has come: for their member if they may speak or vote for it, whose proxy is overtaken by that."""
    delegate = standing.delegate
    member = delegate.delegation.member if delegate.credential.votes or delegate.credential.speaks else None
    presence = meetings.arrive(
        sitting, delegate.registration.person, member=member, mode=mode, source=source, by=by, at=at
    )
    if member is not None:
        here = meetings.locked_sitting(sitting.reference)
        voting.revoke_overtaken(here, at=at)
        voting.follow_quorum(here, by=by, at=at)
    return presence


def _own_place(slug: str, by: Actor) -> tuple[Standing, Sitting]:
    meeting = Meeting.objects.select_related("organ").filter(slug=slug).first()
    standing = standing_of(by.person, meeting) if meeting else None
    if standing is None:
        refuse("no_delegation", _("You watch this sitting. Those who take part are named by their delegation."))
    sitting = sitting_now(slug)
    if sitting is None:
        refuse("no_sitting", _("The meeting has no sitting yet. Come back when the secretariat has planned one."))
    return standing, sitting
