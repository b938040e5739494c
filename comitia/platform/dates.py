"""Dates as precisely as a source gives them: 2017, 2017-06 or 2017-06-27."""

from __future__ import annotations

from datetime import date

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from django.utils.translation import get_language

YEAR, MONTH, DAY = 4, 7, 10


def day_of(text: str) -> date | None:
    """Give the day, or the first day of the month or year, that a text names; None if it names none."""
    try:
        return date.fromisoformat(text + "0000-01-01"[len(text) :]) if len(text) in {YEAR, MONTH, DAY} else None
    except ValueError:
        return None


def day_in_words(day: date) -> str:
    """Write a day as readers of the language in force expect it: 17 November 2020."""
    language = get_language() or "en"
    if language == "en":
        return f"{day.day} {day:%B %Y}"
    try:
        return format_date(day, "long", locale=Locale.parse(language, sep="-"))
    except (UnknownLocaleError, ValueError):
        return format_date(day, "long", locale="en")
