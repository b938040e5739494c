"""Dates as precisely as a source gives them: 2017, 2017-06 or 2017-06-27."""

from __future__ import annotations

from datetime import date

YEAR, MONTH, DAY = 4, 7, 10


def day_of(text: str) -> date | None:
    """Give the day, or the first day of the month or year, that a text names; None if it names none."""
    try:
        return date.fromisoformat(text + "0000-01-01"[len(text) :]) if len(text) in {YEAR, MONTH, DAY} else None
    except ValueError:
        return None
