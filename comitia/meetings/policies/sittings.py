"""Who may plan sittings, and who may lead them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from comitia.meetings.models import Officer, Sitting
from comitia.platform.actors import SECRETARIAT, Actor
from comitia.platform.answers import Allowed, Answer, Refused


def may_plan_sittings(by: Actor) -> Answer:
    """Answer for planning the sittings and naming their officers: the secretariat does both."""
    if by.has_role(SECRETARIAT):
        return Allowed()
    return Refused("not_secretariat", _("The secretariat plans the sittings. Write to it if something should change."))


def may_preside(by: Actor, sitting: Sitting) -> Answer:
    """Answer for leading a sitting: who presides does, and the secretariat as clerk on the chair's order."""
    if by.has_role(SECRETARIAT):
        return Allowed()
    presiding = sitting.officers.filter(role=Officer.Role.PRESIDING, until=None).values_list("person__reference")
    if by.person is not None and (by.person,) in list(presiding):
        return Allowed()
    return Refused(
        "not_presiding", _("Only the one who presides over the sitting does this. Ask the chair or the secretariat.")
    )
