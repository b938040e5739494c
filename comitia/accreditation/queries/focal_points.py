"""What pages read about focal points and their invitations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from comitia.accounts.models import Person
from comitia.accounts.queries import addresses_of, digest_of
from comitia.accreditation.models import Delegation, FocalPoint
from comitia.accreditation.policies.focal_points import may_take_up
from comitia.platform.answers import Answer, Refused


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation as its page shows it before it is taken up; the delegation only if the invitation is good."""

    answer: Answer
    delegation: Delegation | None

    @property
    def refusal(self) -> Any:
        """Give the sentence that says why it is not good."""
        return self.answer.sentence if isinstance(self.answer, Refused) else ""


def invitation_of(secret: str, *, at: datetime) -> Invitation:
    """Look at an invitation without taking it up: mail programs open links before people do."""
    entity = FocalPoint.objects.select_related("delegation__meeting", "delegation__member", "delegation__observer")
    found = entity.filter(digest=digest_of(secret)).first()
    answer = may_take_up(found, at=at)
    return Invitation(answer, found.delegation if found and answer else None)


def invitations_of(person: Person, *, at: datetime) -> list[FocalPoint]:
    """List the invitations sent to addresses that a person has shown to be theirs and that can be taken up now."""
    waiting = FocalPoint.objects.filter(
        email__in=addresses_of(person), taken_up_at=None, ended_at=None, expires_at__gt=at
    )
    return list(waiting.select_related("delegation__meeting", "delegation__member", "delegation__observer"))


def focal_points_of(delegation: Delegation) -> list[FocalPoint]:
    """List the running focal points of a delegation in the order of their invitations."""
    return list(FocalPoint.objects.filter(delegation=delegation, ended_at=None).select_related("person").order_by("pk"))
