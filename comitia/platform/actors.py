"""Who acts: a person (or the system), in which capacity and with which roles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

SECRETARIAT = "secretariat"
REGIONAL_OFFICE = "regional_office"
CHAIR = "chair"
OPERATOR = "operator"
DOOR = "door"
STAFF = (SECRETARIAT, REGIONAL_OFFICE, CHAIR, OPERATOR, DOOR)


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who does an act; `person` is the reference that stays in the journal after erasure."""

    person: UUID | None
    capacity: str = "self"
    roles: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    on_behalf_of: str = ""

    def has_role(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)


NOBODY = Actor(person=None, capacity="visitor")
SYSTEM = Actor(person=None, capacity="system")


class SignInNeededError(Exception):
    """Only people who are signed in get further; the page that catches it shows them how."""


def actor_of(request: Any) -> Actor:
    """Give who acts in a request, as the middleware of the public pages found out (at the first question, once)."""
    return request.find_actor()
