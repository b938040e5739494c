"""Times, dates, numbers and names as a reader of the language in force expects them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, get_timezone_location
from babel.numbers import format_decimal
from django.utils.translation import get_language, gettext
from markupsafe import Markup

from comitia.core.timetable.zones import utc_offset_text, zone_names
from comitia.platform.dates import day_of


@lru_cache(maxsize=64)
def locale_of(code: str) -> Locale:
    """Give the locale of a language code such as zh-hans; English if nobody has described it."""
    try:
        return Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def here() -> Locale:
    """Give the locale of the page."""
    return locale_of(get_language() or "en")


def language_text(code: str) -> str:
    """Name a language in the language of the page."""
    return locale_of(code).get_display_name(here()) or code


def known_zone(*wishes: str) -> str:
    """Give the first of the wishes that is a time zone; UTC if none is."""
    return next((wish for wish in wishes if wish in zone_names()), "UTC")


def zone_city(zone: str) -> str:
    """Name the city a zone is called after, in the language of the page."""
    return _zone_city(zone, get_language() or "en")


@lru_cache(maxsize=4096)
def _zone_city(zone: str, language: str) -> str:
    return "UTC" if zone == "UTC" else get_timezone_location(zone, locale=locale_of(language), return_city=True)


def zone_text(zone: str, at: datetime | date) -> str:
    """Say a zone in words with its distance from UTC at a moment: Moscow time (UTC+3)."""
    if not isinstance(at, datetime):
        at = datetime(at.year, at.month, at.day, 12, tzinfo=UTC)
    offset = utc_offset_text(at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta())
    return (
        "UTC" if zone == "UTC" else gettext("%(city)s time (%(offset)s)") % {"city": zone_city(zone), "offset": offset}
    )


def clock_text(at: datetime, zone: str) -> str:
    """Give the hour and minute of a moment in a zone; the same figures in every language."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local.hour:02}:{local.minute:02}"


def local_time(at: datetime, zone: str, *, day: bool = False) -> Markup:
    """Mark up a moment as the clock of a zone, with the weekday and date before it if `day`."""
    local = at.astimezone(ZoneInfo(zone))
    text = f"{local.hour:02}:{local.minute:02}"
    if day:
        text = gettext("%(day)s, %(time)s") % {"day": short_day_text(local.date()), "time": text}
    return Markup('<time datetime="{}">{}</time>').format(local.isoformat(timespec="minutes"), text)


def time_range(start: datetime, end: datetime | None, zone: str) -> Markup:
    """Mark up a span of time in a zone; the day is said when it ends on another one."""
    if end is None:
        return local_time(start, zone)
    ends_later = start.astimezone(ZoneInfo(zone)).date() != end.astimezone(ZoneInfo(zone)).date()
    return Markup('<span class="times">{}\N{EN DASH}{}</span>').format(
        local_time(start, zone), local_time(end, zone, day=ends_later)
    )


def date_text(at: date | datetime | None, style: str = "long") -> Markup:
    """Mark up a date: 17 November 2020."""
    if at is None:
        return Markup()
    day = at.date() if isinstance(at, datetime) else at
    return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), plain_date(day, style))


def plain_date(day: date, style: str = "long") -> str:
    """Say a date without markup."""
    if style == "long" and here().language == "en":
        return f"{day.day} {day:%B} {day.year}"
    # The Russian mark of a year would end in a second full stop at the end of a sentence
    return format_date(day, style, here()).removesuffix("\N{NARROW NO-BREAK SPACE}\N{CYRILLIC SMALL LETTER GHE}.")


def day_text(day: date) -> Markup:
    """Mark up a date with its weekday: Tuesday 17 November 2020."""
    text = f"{day:%A} {day.day} {day:%B} {day.year}" if here().language == "en" else format_date(day, "full", here())
    return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), text)


def short_day_text(day: date) -> str:
    """Say weekday, day and month in short."""
    if here().language == "en":
        return f"{day:%a} {day.day} {day:%b}"
    return format_skeleton("MMMEd", datetime(day.year, day.month, day.day, tzinfo=UTC), locale=here())


def date_range(first: date | None, last: date | None) -> Markup:
    """Mark up the days from first to last."""
    if first is None or last is None or first == last:
        return date_text(first or last)
    if here().language == "en" and (first.year, first.month) == (last.year, last.month):
        return Markup('<time datetime="{}">{}</time>\N{EN DASH}{}').format(
            first.isoformat(), first.day, date_text(last)
        )
    return Markup("{} \N{EN DASH} {}").format(date_text(first), date_text(last))


def partial_date(text: str) -> Markup | str:
    """Say a date that a source gives as year, month or day: 2017, June 2017, 27 June 2017."""
    day = day_of(text)
    if day is None or len(text) == len("2017"):
        return text
    if len(text) == len("2017-06-27"):
        return date_text(day)
    month = format_skeleton("yMMMM", datetime(day.year, day.month, 1, tzinfo=UTC), locale=here())
    return Markup('<time datetime="{}">{}</time>').format(text, month)


def number_text(number: float) -> str:
    """Write a number with the separators of the page's language, in the same figures for all."""
    return format_decimal(number, locale=here())


def initials(name: str) -> str:
    """Give up to two first letters for the round mark of a person."""
    words = re.findall(r"[^\W\d_][^\s@]*", name.partition("@")[0])
    return "".join(word[0].upper() for word in ([words[0], words[-1]] if len(words) > 1 else words))
