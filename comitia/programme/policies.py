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
