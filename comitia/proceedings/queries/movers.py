"""For which member somebody moves and seconds at a session, what they read of it, and who belongs to a delegation."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from comitia.accreditation.models import Delegate
from comitia.accreditation.queries.paper_readers import speaks_or_advises
from comitia.core.governance.debate import Klass
from comitia.meetings.models import Meeting
from comitia.platform.actors import CHAIR, SECRETARIAT, Actor
from comitia.proceedings.policies.movers import Mover
from comitia.proceedings.queries.rules import all_members_move
from comitia.proceedings.queries.standing import standing_of


def mover_of(person: UUID | None, meeting: Meeting) -> Mover | None:
    """Say for which member somebody may move, or why not; None for those in no member's delegation."""
    standing = standing_of(person, meeting)
    member = standing.delegate.delegation.member if standing else None
    if standing is None or member is None:
        return None
    delegate = standing.delegate
    return Mover(
        member=member,
        standing=standing,
        leads=delegate.role == Delegate.Role.HEAD or delegate.delegation.holder_id == delegate.pk,
        provisional_counts=meeting.provisional_may_vote,
        # Asked only where it matters
        needs_seat=standing.klass is Klass.MEMBER or not all_members_move(meeting),
    )


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who looks at the business of a session: for whom they may move, and whether they read all of it."""

    mover: Mover | None
    reads_all: bool


def reader_of(by: Actor, meeting: Meeting) -> Reader:
    """Say what somebody reads of a session: its committee reads what is closed or not published too, as its papers."""
    mover = mover_of(by.person, meeting)
    sits = mover is not None and mover.standing.klass is Klass.MEMBER and speaks_or_advises(mover.standing.delegate)
    return Reader(mover, by.has_role(SECRETARIAT) or by.has_role(CHAIR) or sits)


def people_of_member(member: int, meeting: int) -> frozenset[UUID]:
    """Name the people in the delegation of a member: they do not rule on what it moves."""
    found = Delegate.objects.filter(delegation__meeting=meeting, delegation__member=member, left_at=None)
    return frozenset(found.values_list("registration__person__reference", flat=True))
