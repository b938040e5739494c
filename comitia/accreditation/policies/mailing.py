"""Who writes to many people of a meeting, and when a mailing may go; every refusal says what to do next."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from comitia.accreditation.models import Mailing
from comitia.accreditation.policies import ALLOWED, NOT_FOR_STAFF
from comitia.platform.actors import REGIONAL_OFFICE, SECRETARIAT, Actor
from comitia.platform.answers import Answer, Refused

MOST_RECIPIENTS: Final = 10_000
SENT_ALREADY = Refused(
    "sent_already", _("This mailing is on its way already. Nobody gets it twice; write a new one if need be.")
)
NOT_CURRENT = Refused(
    "not_current", _("The meeting of this mailing is no longer the meeting of the site. Write a new mailing.")
)
NOTHING_WRITTEN = Refused("nothing_written", _("Write the subject and the text first, in one language at least."))
NOBODY = Refused("nobody", _("Nobody matches this filter now, so there is nobody to write to. Choose others."))
TOO_MANY = Refused("too_many", _("These are more than 10,000 people. Narrow the filter and send in parts."))
NUMBER_CHANGED = Refused(
    "number_changed", _("The number of people who match has changed meanwhile. Look at the list again, then send.")
)


def may_mail(by: Actor) -> Answer:
    """Let the secretariat write to the people of a meeting, a regional office to those it sees."""
    return ALLOWED if by.has_role(SECRETARIAT, REGIONAL_OFFICE) else NOT_FOR_STAFF


def may_see_mailing(by: Actor, mailing: Mailing) -> Answer:
    """Let the secretariat see every mailing, a regional office those that its officer made."""
    if by.has_role(SECRETARIAT) or (by.has_role(REGIONAL_OFFICE) and mailing.created_by == by.person):
        return ALLOWED
    return NOT_FOR_STAFF


def may_change_mailing(by: Actor, mailing: Mailing) -> Answer:
    """Let a mailing be changed or dropped until it is sent."""
    answer = may_see_mailing(by, mailing)
    if not answer:
        return answer
    return ALLOWED if mailing.state == Mailing.State.DRAFT else SENT_ALREADY


def may_send(by: Actor, mailing: Mailing, *, number: int, confirmed: int) -> Answer:
    """Let a mailing go to as many people as its sender has been shown."""
    answer = may_change_mailing(by, mailing)
    if not answer:
        return answer
    if not mailing.meeting.is_current:
        return NOT_CURRENT
    if not mailing.texts:
        return NOTHING_WRITTEN
    if not number:
        return NOBODY
    if number > MOST_RECIPIENTS:
        return TOO_MANY
    return ALLOWED if number == confirmed else NUMBER_CHANGED
