"""Who may do what with a registration, and when; every refusal says what to do next."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comitia.accreditation.models import Category, Registration
from comitia.accreditation.policies.readers import AT_DESK, readers_of
from comitia.meetings.models import Meeting
from comitia.platform.actors import SECRETARIAT, Actor
from comitia.platform.answers import Allowed, Answer, Refused

State = Registration.State
LONGEST_REASON: Final = 2000
ALLOWED = Allowed()
MEETING_CANCELLED = Refused("meeting_cancelled", _("This meeting is cancelled, so there is nothing to register for."))
NOT_OPEN = Refused(
    "not_open",
    _("Registration in this category has not opened yet. Come back when it opens, or choose another category."),
)
CLOSED = Refused(
    "closed",
    _(
        "Registration in this category has closed. What you wrote is kept. "
        "Choose another category, or follow the public sessions without an account."
    ),
)
FULL = Refused(
    "full",
    _(
        "No place is left in this category. What you wrote is kept. "
        "Choose another category, or follow the public sessions without an account."
    ),
)
NAMED_BY_FOCAL_POINT = Refused(
    "named_by_focal_point",
    _("The focal point of a delegation names the people of this category. Ask them, or choose another category."),
)
BY_INVITATION = Refused(
    "by_invitation",
    _("This category is by invitation. Open the link in your invitation, or choose another category."),
)
NOT_FOR_STAFF = Refused(
    "not_for_this_role", _("Only the secretariat, or the regional office of the member's region, may do this.")
)
OWN = Refused("own_registration", _("Nobody decides their own registration. Ask a colleague to do it."))

OWN_ANSWERS = Refused(
    "own_registration",
    _("Nobody corrects their own registration this way. Change it on your own page, as everybody does."),
)
OWN_QUESTIONS = Refused(
    "own_registration", _("Nobody answers the secretariat's questions about themselves. Ask a colleague to do it.")
)


def may_enter(category: Category, registration: Registration | None, *, is_invited: bool = False) -> Answer:
    """Tell whether somebody may register in a category by themselves; `registration` is the one they have for the meeting."""
    is_in = registration is not None and registration.category_id == category.pk
    if category.entry == Category.Entry.OPEN or is_in or is_invited:
        return ALLOWED
    if category.entry == Category.Entry.DELEGATION:
        return NAMED_BY_FOCAL_POINT
    return BY_INVITATION


def may_fill_in(category: Category, *, at: datetime) -> Answer:
    """Tell whether the form of a category is open now."""
    if category.meeting.state == Meeting.State.CANCELLED:
        return MEETING_CANCELLED
    if category.opens_at and at < category.opens_at:
        return NOT_OPEN
    if category.closes_at and at >= category.closes_at:
        return CLOSED
    return ALLOWED


def may_register(category: Category, *, is_full: bool, at: datetime) -> Answer:
    """Tell whether a person may now register in a category, or change what they sent; `is_full` says that no place is theirs."""
    answer = may_fill_in(category, at=at)
    return FULL if answer and is_full else answer


def may_send(category: Category, *, is_offered: bool, at: datetime) -> Answer:
    """Tell whether a registration may be sent: while its form is open, and whoever was offered a place also after that."""
    answer = may_fill_in(category, at=at)
    return ALLOWED if is_offered and answer == CLOSED else answer


def may_withdraw(registration: Registration) -> Answer:
    """Let a person withdraw what was sent, also after closing: a place that is not needed should be free."""
    if registration.state in {State.SUBMITTED, State.ACCEPTED}:
        return ALLOWED
    return Refused("nothing_to_withdraw", _("There is no registration to withdraw. You can register from this page."))


def may_keep_form(by: Actor) -> Answer:
    """Only the secretariat keeps the categories and their questions."""
    if by.has_role(SECRETARIAT) or by.capacity == "system":
        return ALLOWED
    return Refused("not_for_this_role", _("Only the secretariat may change the registration form."))


def may_see(by: Actor, registration: Registration) -> Answer:
    """Let the secretariat see every registration, a regional office those for members of its region."""
    region = registration.member.region if registration.member else None
    readers = readers_of(by, region=region.code if region else "")
    return NOT_FOR_STAFF if readers.isdisjoint(AT_DESK) else ALLOWED


def may_release_document(by: Actor) -> Answer:
    """Only the secretariat lets a file that somebody brought out of quarantine."""
    if by.has_role(SECRETARIAT):
        return ALLOWED
    return Refused(
        "not_for_this_role", _("Only the secretariat lets files out of quarantine. Ask it to look at this one.")
    )


def may_answer_for_staff(by: Actor, registration: Registration) -> Answer:
    """Let whoever may see a registration answer the staff's questions about it, unless it is their own."""
    answer = may_see(by, registration)
    if isinstance(answer, Refused):
        return answer
    return OWN_QUESTIONS if by.person == registration.person.reference else ALLOWED


def may_correct(by: Actor, registration: Registration) -> Answer:
    """Let whoever may see a registration that was sent correct it, unless it is their own."""
    answer = may_see(by, registration)
    if isinstance(answer, Refused):
        return answer
    if by.person == registration.person.reference:
        return OWN_ANSWERS
    if registration.state in {State.SUBMITTED, State.ACCEPTED}:
        return ALLOWED
    return Refused("not_running", _("Only a registration that is accepted, or waits for a decision, can be corrected."))


def may_say(reason: str, *, accept: bool) -> Answer:
    """Tell whether a reason may go into the letter: a refusal needs one, and it must not be too long."""
    if not accept and not reason:
        return Refused("no_reason", _("Write the reason: the person reads it in the letter."))
    if len(reason) > LONGEST_REASON:
        sentence = gettext("The reason is too long: at most %(longest)s characters.")
        return Refused("reason_too_long", sentence % {"longest": LONGEST_REASON})
    return ALLOWED


def may_decide(by: Actor, registration: Registration, *, accept: bool) -> Answer:
    """Let whoever may see a registration decide it, unless it is their own."""
    answer = may_see(by, registration)
    if isinstance(answer, Refused):
        return answer
    if by.person == registration.person.reference:
        return OWN
    return _may_change_state(registration.state, accept=accept)


def _may_change_state(state: str, *, accept: bool) -> Answer:
    if state == State.WAITING:
        return Refused(
            "waiting", _("This person waits for a place. Offer one on the page of the waiting list instead.")
        )
    if state == State.DRAFT:
        return Refused("not_sent", _("This registration has not been sent yet. Wait until the person sends it."))
    if state == State.WITHDRAWN:
        return Refused("withdrawn", _("The person has withdrawn. They can register again themselves."))
    if accept and state == State.ACCEPTED:
        return Refused("already_accepted", _("This registration is accepted already. Nothing was changed."))
    if not accept and state == State.REFUSED:
        return Refused("already_refused", _("This registration is refused already. Nothing was changed."))
    return ALLOWED
