"""For whom people speak at a session: their delegation, and whether it sits in the organ or observes."""

from __future__ import annotations

from uuid import UUID

from comitia.accreditation.models import Delegate, Delegation
from comitia.accreditation.queries.delegations import seated_members
from comitia.core.governance.debate import Klass
from comitia.meetings.models import Meeting
from comitia.proceedings.policies.floor import Standing


def standing_of(person: UUID | None, meeting: Meeting) -> Standing | None:
    """Say for whom somebody speaks at a session; None for those in no delegation."""
    if person is None:
        return None
    delegate = (
        Delegate.objects.filter(registration__person__reference=person, delegation__meeting=meeting, left_at=None)
        .select_related(
            "registration__person", "credential", "delegation__member__region", "delegation__observer__region"
        )
        .first()
    )
    if delegate is None:
        return None
    return Standing(delegate, heard_as(delegate.delegation, meeting))


def heard_as(delegation: Delegation, meeting: Meeting) -> Klass:
    """Say as what a delegation is heard: a member that sits in the organ as one, every other body as an observer."""
    if delegation.member is None:
        return Klass.OBSERVER
    sits = meeting.organ_id is None or delegation.member.slug in seated_members(meeting)
    return Klass.MEMBER if sits else Klass.OBSERVER
