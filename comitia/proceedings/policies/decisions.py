"""Who may put a decision on record, and who follows it up."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from comitia.meetings.models import Sitting
from comitia.meetings.policies import may_decide, may_preside
from comitia.platform.actors import SECRETARIAT, Actor
from comitia.platform.answers import Allowed, Answer, Refused


def may_take_decision(by: Actor, sitting: Sitting, *, by_ballot: bool = False) -> Answer:
    """Answer for declaring something decided: who presides over a sitting that is in session.

    A declared ballot had its quorum when it was taken; it is not asked for again.
    """
    answer = may_preside(by, sitting)
    if answer and sitting.state != Sitting.State.IN_SESSION:
        return Refused("not_in_session", _("Decisions are taken in session. Call the sitting to order, or resume it."))
    return answer if by_ballot else answer and may_decide(sitting)


def may_keep_tasks(by: Actor) -> Answer:
    """Answer for giving tasks and for their progress: the secretariat."""
    if by.has_role(SECRETARIAT):
        return Allowed()
    return Refused("not_secretariat", _("The secretariat keeps the follow-up of decisions. Write to it."))
