"""Words and pictures for the kinds, audiences and parts that a programme has."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from markupsafe import Markup

from comitia.platform.texts import Text
from comitia.web.wording import direction_of

KINDS = {
    "plenary": pgettext_lazy("kind of session", "Plenary"),
    "committee": pgettext_lazy("kind of session", "Committee"),
    "forum": pgettext_lazy("kind of session", "Forum"),
    "matchmaking": pgettext_lazy("kind of session", "Matchmaking"),
    "showcase": pgettext_lazy("kind of session", "Showcase"),
    "ceremony": pgettext_lazy("kind of session", "Ceremony"),
    "tour": pgettext_lazy("kind of session", "Tour"),
    "social": pgettext_lazy("kind of session", "Social"),
    "break": pgettext_lazy("kind of session", "Break"),
    "logistics": pgettext_lazy("kind of session", "Arrival and practical matters"),
    "other": pgettext_lazy("kind of session", "Other"),
}
AUDIENCES = {
    "everyone": (_("Open to all"), "globe"),
    "delegations": (_("Delegations"), "users"),
    "members_vote": (_("Members vote, observers follow"), "gavel"),
    "by_appointment": (_("By appointment"), "handshake"),
}
PARTS = {
    "speaker": pgettext_lazy("part in a session", "Speaker"),
    "moderator": pgettext_lazy("part in a session", "Moderator"),
    "panellist": pgettext_lazy("part in a session", "Panellist"),
    "keynote": pgettext_lazy("part in a session", "Keynote"),
    "chair": pgettext_lazy("part in a session", "Chair"),
}


def language_codes(languages: tuple[str, ...]) -> list[str]:
    """Write the languages of a session in short: EN RU ZH."""
    return [code.partition("-")[0].upper() for code in languages]


def marked(text: Text) -> Markup | str:
    """Give a text, marked with its own language where it is not that of the page."""
    if not text.is_fallback:
        return text.value
    return Markup('<span lang="{}" dir="{}">{}</span>').format(text.language, direction_of(text.language), text.value)


def local_day(at: datetime, zone: str) -> date:
    """Give the day of a moment on the clock of a zone."""
    return at.astimezone(ZoneInfo(zone)).date()
