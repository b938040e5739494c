"""Words and pictures for the kinds, audiences and parts that a programme has."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from comitia.platform.texts import Text, direction_of
from comitia.programme.queries.words import AUDIENCE_NAMES, KIND_NAMES, PART_NAMES

KINDS = KIND_NAMES
PARTS = PART_NAMES
GLYPHS = {"everyone": "globe", "delegations": "users", "members_vote": "gavel", "by_appointment": "handshake"}
AUDIENCES = {audience: (name, GLYPHS[audience]) for audience, name in AUDIENCE_NAMES.items()}


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
