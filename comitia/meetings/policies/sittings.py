"""Who may plan sittings, and what may be done with one now: each answer covers both."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from comitia.meetings.models import Meeting, Officer, Sitting
from comitia.platform.actors import SECRETARIAT, Actor
from comitia.platform.answers import Allowed, Answer, Refused

State = Sitting.State
RUNNING: Final = (State.IN_SESSION, State.SUSPENDED)
OUT_OF_TURN: Final[dict[str, Any]] = {
    State.SCHEDULED: _("The sitting has not been called to order yet. Call it to order first."),
    State.IN_SESSION: _("The sitting is in session. Suspend or close it first."),
    State.SUSPENDED: _("The sitting is suspended. Resume it first."),
    State.ADJOURNED: _("The sitting is over. What comes now belongs to another sitting."),
    State.CLOSED: _("The sitting is over. What comes now belongs to another sitting."),
}


def may_plan_sittings(by: Actor) -> Answer:
    """Answer for planning the sittings and naming their officers: the secretariat does both."""
    if by.has_role(SECRETARIAT):
        return Allowed()
    return Refused("not_secretariat", _("The secretariat plans the sittings. Write to it if something should change."))


def may_preside(by: Actor, sitting: Sitting) -> Answer:
    """Answer for leading a sitting: who presides does, and the secretariat as clerk on the chair's order."""
    if by.has_role(SECRETARIAT):
        return Allowed()
    presiding = _presiding(sitting)
    if presiding is not None and by.person == presiding.person.reference:
        return Allowed()
    return Refused(
        "not_presiding", _("Only the one who presides over the sitting does this. Ask the chair or the secretariat.")
    )


def may_replan(by: Actor, sitting: Sitting) -> Answer:
    """Answer for changing the plan of a sitting, until it begins."""
    answer = may_plan_sittings(by)
    return answer and _in_state(sitting, State.SCHEDULED)


def may_call_to_order(by: Actor, sitting: Sitting) -> Answer:
    """Answer for opening a sitting: somebody presides, the meeting takes place, and no other sitting is running."""
    answer = may_preside(by, sitting)
    if not answer:
        return answer
    if sitting.state != State.SCHEDULED:
        return Refused("sitting_begun", _("The sitting has been called to order already. Load the page again."))
    if sitting.meeting.state in {Meeting.State.CANCELLED, Meeting.State.POSTPONED}:
        return Refused(
            "meeting_off", _("The meeting is cancelled or postponed. The secretariat convokes it anew first.")
        )
    if Sitting.objects.filter(meeting=sitting.meeting_id, state__in=RUNNING).exists():
        return Refused(
            "other_sitting_running", _("Another sitting of this meeting is running. Close or adjourn it first.")
        )
    if _presiding(sitting) is None:
        return Refused("nobody_presides", _("Nobody presides over the sitting. The secretariat names somebody first."))
    return Allowed()


def may_suspend(by: Actor, sitting: Sitting) -> Answer:
    """Answer for interrupting a sitting."""
    return may_preside(by, sitting) and _in_state(sitting, State.IN_SESSION)


def may_resume(by: Actor, sitting: Sitting) -> Answer:
    """Answer for going on with a suspended sitting."""
    return may_preside(by, sitting) and _in_state(sitting, State.SUSPENDED)


def may_end(by: Actor, sitting: Sitting) -> Answer:
    """Answer for adjourning or closing a sitting."""
    return may_preside(by, sitting) and _in_state(sitting, *RUNNING)


def may_close_doors(by: Actor, sitting: Sitting) -> Answer:
    """Answer for sitting in camera, or in public again."""
    return may_preside(by, sitting) and _in_state(sitting, State.SCHEDULED, *RUNNING)


def may_name_officer(by: Actor, sitting: Sitting) -> Answer:
    """Answer for giving somebody an office in a sitting: until it is over."""
    return may_plan_sittings(by) and _in_state(sitting, State.SCHEDULED, *RUNNING)


def may_hand_over_chair(by: Actor, sitting: Sitting) -> Answer:
    """Answer for letting somebody else preside."""
    return may_preside(by, sitting) and _in_state(sitting, State.SCHEDULED, *RUNNING)


def may_release(by: Actor, officer: Officer) -> Answer:
    """Answer for taking an office back; a running sitting keeps its chair."""
    answer = may_plan_sittings(by)
    if answer and officer.role == Officer.Role.PRESIDING and officer.sitting.state in RUNNING:
        return Refused(
            "sitting_without_chair", _("A sitting needs somebody who presides. Hand the chair over to somebody else.")
        )
    return answer


def _presiding(sitting: Sitting) -> Officer | None:
    found = Officer.objects.filter(sitting=sitting, role=Officer.Role.PRESIDING, until=None)
    return found.select_related("person", "member").first()


def _in_state(sitting: Sitting, *states: str) -> Answer:
    if sitting.state in states:
        return Allowed()
    return Refused(f"sitting_{sitting.state}", OUT_OF_TURN[sitting.state])
