from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from comitia.platform.actors import SECRETARIAT, SYSTEM, Actor
from comitia.platform.answers import Allowed, Answer, Refused

MOST_BOOKMARKS = 200


def may_keep_programme(by: Actor) -> Answer:
    """Let the secretariat, and the system's own imports, change a programme."""
    if by == SYSTEM or by.has_role(SECRETARIAT):
        return Allowed()
    return Refused(
        "not_secretariat",
        _("Only the secretariat changes the programme. Write to it if something in the programme is wrong."),
    )


def may_bookmark(by: Actor, *, kept: int) -> Answer:
    """Let a signed-in person keep a session, as long as the agenda stays one that a calendar can show."""
    if by.person is None:
        return Refused("not_signed_in", _("Sign in to keep sessions in an agenda of your own."))
    if kept >= MOST_BOOKMARKS:
        return Refused(
            "agenda_full",
            _("Your agenda is full: it holds 200 sessions. Remove one before you add another."),
        )
    return Allowed()


def may_sign_up(by: Actor, *, takes_sign_up: bool, has_begun: bool, is_for_all: bool, is_registered: bool) -> Answer:
    """Let a signed-in person take a place in a session that takes sign-ups, until it begins."""
    if by.person is None:
        return Refused("not_signed_in", _("Sign in to take a place in this session."))
    if not takes_sign_up:
        return Refused("no_sign_up", _("This session needs no sign-up. Keep it in your agenda and come."))
    if has_begun:
        return Refused("has_begun", _("This session has begun, so places are no longer given."))
    if not is_for_all and not is_registered:
        return Refused(
            "not_registered",
            _("This session is for participants. Register for the meeting first; once accepted you can take a place."),
        )
    return Allowed()
