"""How long what is kept about people outlives a meeting, and who may erase it before."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_lazy as _

from comitia.accreditation.policies import ALLOWED
from comitia.meetings.models import Meeting
from comitia.platform.actors import SECRETARIAT, Actor
from comitia.platform.answers import Answer, Refused


class Matter(StrEnum):
    """What is erased together."""

    ANSWERS = "answers"
    DRAFTS = "drafts"
    INVITATIONS = "invitations"
    BADGES = "badges"
    CHECK_INS = "check_ins"
    MANDATES = "mandates"
    FILES = "files"


MATTERS: Final = {
    Matter.ANSWERS: _("Answers to this question"),
    Matter.DRAFTS: _("Registrations and changes never sent"),
    Matter.INVITATIONS: _("Invitations, and focal points who never answered"),
    Matter.BADGES: _("Printed badges (files)"),
    Matter.CHECK_INS: _("Going in and out at the doors"),
    Matter.MANDATES: _("Letters of mandate (files)"),
    Matter.FILES: _("Files that no answer names any more"),
}
# Days after the meeting's last day; answers have the period that their question names
PERIODS: Final = {
    Matter.DRAFTS: 30,
    Matter.INVITATIONS: 30,
    Matter.BADGES: 30,
    Matter.CHECK_INS: 180,
    Matter.MANDATES: 5 * 365,
}
# Days after they were brought
FILES_KEPT: Final = 1


def last_day_of(meeting: Meeting) -> date | None:
    """Give the last day of a meeting, or of registration for it (annotated as `closes_at`) where that is open longer.

    Of a meeting without dates nothing is ever due.
    """
    held = meeting.ends_on or meeting.starts_on
    closes_at: datetime | None = meeting.closes_at  # type: ignore[attr-defined]
    return max(held, closes_at.date()) if held and closes_at else held


def may_erase_now(by: Actor, last_day: date | None, *, today: date) -> Answer:
    """Let the secretariat erase before the time, once the meeting does not need it any more."""
    if not by.has_role(SECRETARIAT):
        return Refused("not_for_this_role", _("Only the secretariat erases what is kept about people."))
    if last_day is None or today <= last_day:
        return Refused(
            "meeting_not_over", _("The meeting is not over yet and needs this. Come back the day after its last day.")
        )
    return ALLOWED
