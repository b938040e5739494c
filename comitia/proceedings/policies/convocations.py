"""Who convokes a session, when a convocation may go out, and what may be done to it afterwards."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from comitia.core.governance.convocation import DaysFault, Deadline
from comitia.meetings.models import Sitting
from comitia.platform.actors import SECRETARIAT, Actor
from comitia.platform.answers import Allowed, Answer, Refused
from comitia.proceedings.models import Convocation, Notice

State = Convocation.State
DAYS_FAULTS: Final = {
    DaysFault.UNKNOWN: Refused(
        "days_unknown",
        _("The rules do not say how many days before the session it is convoked. Choose the number of days yourself."),
    ),
    DaysFault.NOT_TO_BE_CHOSEN: Refused(
        "days_in_rules", _("The rules say how many days before the session it is convoked. Leave the days empty.")
    ),
    DaysFault.OUT_OF_RANGE: Refused("days_out_of_range", _("Choose a number of days between 0 and 365.")),
}
ENDED: Final = {
    State.AMENDED: _("A later convocation has replaced this one. Look at the last one."),
    State.WITHDRAWN: _("This convocation is withdrawn. Write a new one."),
    State.POSTPONED: _("This convocation ended when the session was postponed. Write a new one."),
}
DECLARED: Final = (Notice.Channel.POST, Notice.Channel.NOTE_VERBALE, Notice.Channel.BY_HAND)


def may_convoke(by: Actor) -> Answer:
    """Answer for writing and issuing convocations: the secretariat does."""
    if by.has_role(SECRETARIAT):
        return Allowed()
    return Refused(
        "not_secretariat", _("The secretariat convokes the session. Write to it if something should change.")
    )


def may_change(convocation: Convocation) -> Answer:
    """Answer for changing or throwing away what is being written."""
    if convocation.state == State.DRAFT:
        return Allowed()
    if convocation.state == State.ISSUED:
        return Refused("issued_already", _("This convocation is issued already. Write an amended one instead."))
    return Refused("convocation_over", ENDED[State(convocation.state)])


def may_open_session(first: Sitting | None, *, has_agenda: bool) -> Answer:
    """Answer for what a convocation announces: a first sitting that is to come, and an agenda."""
    if first is None:
        return Refused("no_sitting", _("The session has no sitting yet, so it has no first day. Plan one first."))
    if first.state != Sitting.State.SCHEDULED:
        return Refused("session_begun", _("The session has begun. Nobody is convoked to it any more."))
    if not has_agenda:
        return Refused("agenda_empty", _("The agenda has no items yet. Write the provisional agenda first."))
    return Allowed()


def may_issue_by(deadline: Deadline, *, reason: str, waived_by: str) -> Answer:
    """Answer for the deadline: a late convocation needs a waiver, with its reason and by whom."""
    if not deadline.is_late or (reason and waived_by):
        return Allowed()
    late = ngettext(
        "The convocation is %(count)s day late: the last day was %(day)s. Write why it is admitted and by whom.",
        "The convocation is %(count)s days late: the last day was %(day)s. Write why it is admitted and by whom.",
        deadline.days_late,
    )
    return Refused("late", late % {"count": deadline.days_late, "day": deadline.last_day.isoformat()})


def may_send_to(*, number: int, confirmed: int) -> Answer:
    """Answer for whom it calls: at least one, and those whom the officer has seen."""
    if not number:
        return Refused("nobody_called", _("The organ has no members on the first day. Look at its terms first."))
    if number != confirmed:
        return Refused(
            "recipients_changed", _("Whom the convocation calls has changed meanwhile. Look at the list again.")
        )
    return Allowed()


def may_end(convocation: Convocation, *, reason: str) -> Answer:
    """Answer for withdrawing a convocation or postponing its session."""
    if convocation.state == State.DRAFT:
        return Refused("not_issued", _("This convocation is not issued yet. Throw it away instead."))
    if convocation.state != State.ISSUED:
        return Refused("convocation_over", ENDED[State(convocation.state)])
    if not reason:
        return Refused("no_reason", _("Write the reason: those who were convoked are told."))
    return Allowed()


def may_prove(convocation: Convocation, *, channel: str, sent_on: date, today: date, says: str) -> Answer:
    """Answer for declaring that an addressee was reached; `says` is the reference, text or name of the file."""
    if convocation.state == State.DRAFT:
        return Refused("not_issued", _("This convocation is not issued yet. Issue it first."))
    if channel not in DECLARED:
        return Refused("no_channel", _("Choose how the notice was given."))
    if sent_on > today:
        return Refused("not_yet", _("The day is still to come. Write the day on which the notice was given."))
    if not says:
        return Refused("no_proof", _("Add the proof: a reference, some words or a file."))
    return Allowed()


def may_acknowledge(convocation: Convocation, *, is_called: bool) -> Answer:
    """Answer for confirming receipt: whoever speaks or acts for an addressee, until the convocation is over."""
    if not is_called:
        return Refused("not_convoked", _("This convocation does not call you. Ask the secretariat if it should."))
    if convocation.state in ENDED:
        return Refused("convocation_over", gettext("This convocation is over. Nothing is to be confirmed any more."))
    return Allowed()
