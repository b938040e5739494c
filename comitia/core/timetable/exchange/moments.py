"""Dates, moments and lengths as files write them."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from comitia.core.timetable.exchange.schedule import FIRST_YEAR, LAST_YEAR, is_in_range

LONGEST: Final = timedelta(days=366)

_CLOCK: Final = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?", re.ASCII)
_LENGTH: Final = re.compile(r"(\d{1,4}):(\d{2})(?::(\d{1,2}))?", re.ASCII)
_DAYS_LENGTH: Final = re.compile(
    r"(\d{1,3}):(\d{1,2}):(\d{2}):(\d{2})|(\d{1,3}) (?:days?,? )?(\d{1,2}):(\d{2}):(\d{2})", re.ASCII
)
_MINUTES: Final = re.compile(r"\d{1,6}", re.ASCII)
_STRICT_LENGTH: Final = re.compile(r"\d+:\d{2}|\d{1,2}:\d{2}:\d{1,2}", re.ASCII)


def read_date(text: str) -> date | None:
    """Read a date, of a moment its date; None if there is none."""
    try:
        found = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return found if FIRST_YEAR < found.year < LAST_YEAR else None


def read_moment(text: str, *, zone: ZoneInfo) -> tuple[datetime, bool] | None:
    """Read a moment to the second, and say whether it named its offset; without one it is on the clock of `zone`.

    None if it is no moment; a date alone is none.
    """
    if not re.search("[T ][0-9]", text):
        return None
    try:
        found = datetime.fromisoformat(text).replace(microsecond=0)
        has_offset = found.tzinfo is not None
        found = found if has_offset else found.replace(tzinfo=zone)
        found = fixed(found)
    except (ValueError, OverflowError):
        return None
    # A year less than a programme may name, so that the bounds of days made of it stay within.
    return (found, has_offset) if FIRST_YEAR < found.year < LAST_YEAR and is_in_range(found) else None


def fixed(at: datetime) -> datetime:
    """Give a moment its plain offset, so that it can be counted with across a change of clocks."""
    return at.replace(tzinfo=timezone(at.utcoffset() or timedelta(0)), fold=0)


def at_clock(day: date, clock: time, *, zone: tzinfo | None) -> datetime:
    """Give the moment at which a clock shows a time; on UTC without a zone."""
    return fixed(datetime.combine(day, clock, tzinfo=zone or UTC))


def read_clock(text: str) -> time | None:
    """Read a time of day, with or without seconds."""
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    hour, minute, second = (int(part or 0) for part in match.groups())
    try:
        return time(hour, minute, second)
    except ValueError:
        return None


def read_length(text: str) -> tuple[timedelta, bool] | None:
    """Read a length, and say whether it is written as the schemas ask; None if it is none or longer than a year.

    Besides hours and minutes it may be minutes alone, or days, hours, minutes and seconds.
    """
    if match := _LENGTH.fullmatch(text):
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        length = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    elif match := _DAYS_LENGTH.fullmatch(text):
        days, hours, minutes, seconds = (int(part) for part in match.groups() if part is not None)
        length = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    elif _MINUTES.fullmatch(text):
        length = timedelta(minutes=int(text))
    else:
        return None
    return (length, bool(_STRICT_LENGTH.fullmatch(text))) if length <= LONGEST else None


def length_text(length: timedelta, *, with_seconds: bool = False) -> str:
    """Write a length as hours and minutes; seconds only if asked for and not zero."""
    minutes, seconds = divmod(length // timedelta(seconds=1), 60)
    tail = f":{seconds:02}" if with_seconds and seconds else ""
    return f"{minutes // 60:02}:{minutes % 60:02}{tail}"
