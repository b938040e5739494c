"""For which member somebody moves and seconds at a session, and who belongs to a member's delegation."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from comitia.accreditation.models import Credential, Delegate
from comitia.accreditation.queries.delegations import seated_members
from comitia.meetings.models import Meeting
from comitia.platform.actors import SECRETARIAT, Actor
from comitia.proceedings.policies.movers import Mover

VALID = (Credential.State.ACCEPTED, Credential.State.PROVISIONAL)


def mover_of(person: UUID | None, meeting: Meeting) -> Mover | None:
    """Say for which member somebody may move, or why not; None for those in no member's delegation."""
    if person is None:
        return None
    delegate = (
        Delegate.objects.filter(
            registration__person__reference=person,
            delegation__meeting=meeting,
            delegation__member__isnull=False,
            left_at=None,
        )
        .select_related("credential", "delegation__member")
        .first()
    )
    if delegate is None or delegate.delegation.member is None:
        return None
    delegation, member = delegate.delegation, delegate.delegation.member
    return Mover(
        member=member,
        person=person,
        leads=delegate.role == Delegate.Role.HEAD or delegation.holder_id == delegate.pk,
        speaks=delegate.credential.speaks and delegate.credential.state in VALID,
        sits=meeting.organ_id is None or member.slug in seated_members(meeting),
    )


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who looks at the business of a session: for whom they may move, and whether they read all of it."""

    mover: Mover | None
    reads_all: bool


def reader_of(by: Actor, meeting: Meeting) -> Reader:
    """Say what somebody reads of a session: its delegations and the secretariat read what is not published too."""
    mover = mover_of(by.person, meeting)
    return Reader(mover, by.has_role(SECRETARIAT) or (mover is not None and mover.sits))


def people_of_member(member: int, meeting: int) -> frozenset[UUID]:
    """Name the people in the delegation of a member: they do not rule on what it moves."""
    found = Delegate.objects.filter(delegation__meeting=meeting, delegation__member=member, left_at=None)
    return frozenset(found.values_list("registration__person__reference", flat=True))
