"""Who moves and seconds in the name of a member, and who rules on what was moved; every refusal says what to do next."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from comitia.core.governance.debate import Klass
from comitia.meetings.models import Officer, Sitting
from comitia.members.models import Member
from comitia.platform.actors import SECRETARIAT, Actor
from comitia.platform.answers import Allowed, Answer, Refused
from comitia.proceedings.policies.floor import Standing, may_speak

NO_DELEGATION: Final = Refused(
    "no_delegation", _("You are in no delegation of this meeting. Ask the focal point of your city to name you.")
)
NOT_IN_ORGAN: Final = Refused(
    "not_in_organ",
    _("Your city has no seat in this body, so it moves and seconds nothing. A member that has one can do it for you."),
)
NOT_HEAD: Final = Refused(
    "not_head",
    _("The head of your delegation, or whoever holds its vote, does this. Ask them, or have the vote handed over."),
)
OWN: Final = Refused(
    "own_motion",
    _("Your own delegation moved this, so somebody else rules on it: another officer, or whoever takes the chair."),
)
NOT_PRESIDING: Final = Refused(
    "not_presiding", _("Only the one who presides over the sitting does this. Ask the chair or the secretariat.")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """Somebody in the delegation of a member, and whether they lead it or hold its vote.

    `provisional_counts`: the session lets those speak whose credential is accepted provisionally.
    `needs_seat`: the rules let only members move that have a seat in the organ.
    """

    member: Member
    standing: Standing
    leads: bool
    provisional_counts: bool
    needs_seat: bool = True

    @property
    def person(self) -> UUID:
        return self.standing.person


def may_move(mover: Mover | None) -> Answer:
    """Answer for moving, seconding, amending and withdrawing in the name of a member."""
    if mover is None:
        return NO_DELEGATION
    if mover.needs_seat and mover.standing.klass is not Klass.MEMBER:
        return NOT_IN_ORGAN
    if not mover.leads:
        return NOT_HEAD
    return may_speak(mover.standing, provisional_counts=mover.provisional_counts)


def may_rule(by: Actor, sitting: Sitting | None, *, own: Collection[UUID]) -> Answer:
    """Answer for ruling on what was moved: who presides and the secretariat as clerk, never on their delegation's own."""
    if by.person is not None and by.person in own:
        return OWN
    if by.has_role(SECRETARIAT):
        return Allowed()
    if sitting is None or by.person is None:
        return NOT_PRESIDING
    presiding = Officer.objects.filter(sitting=sitting, role=Officer.Role.PRESIDING, until=None)
    return Allowed() if presiding.filter(person__reference=by.person).exists() else NOT_PRESIDING
