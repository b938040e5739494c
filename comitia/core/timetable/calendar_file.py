"""Calendar files (RFC 5545, iCalendar) that every calendar program reads alike."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vText

PRODUCER = "-//Comitia//Programme//EN"
ONE_DAY = timedelta(days=1)
ONE_SECOND = timedelta(seconds=1)

# What no calendar text may hold: control characters except the line break and the tab, and halves of surrogate pairs.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# Some readers break lines at every character that Unicode calls a line break.
_LINE_BREAK = re.compile("\r\n|[\r\x85\u2028\u2029]")


class EntryStatus(StrEnum):
    """Whether an entry stands; a cancelled one stays in the file so that calendars strike it out."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a calendar.

    `uid` never changes for one event; `sequence` counts from 0 and rises with each change of time, place or status.
    `starts`, `ends` and `last_modified` are moments with a zone; without `ends` the entry is a point in time. `zone` is
    the zone that the calendar names. Empty texts are left out.
    """

    uid: str
    title: str
    starts: datetime
    ends: datetime | None
    zone: ZoneInfo
    last_modified: datetime
    sequence: int = 0
    status: EntryStatus = EntryStatus.CONFIRMED
    description: str = ""
    location: str = ""
    url: str = ""


def calendar_file(entries: Iterable[Entry], *, name: str) -> bytes:
    """Write a calendar to publish, with a VTIMEZONE for every zone it uses.

    The bytes are UTF-8 in lines of at most 75 bytes that end in CR LF. `name` is what subscribers see. Control
    characters are taken out of texts and line breaks out of names,
    identifiers and addresses. The same entries give the same
    bytes. Raises ValueError if a moment has no zone or an entry ends before it starts.
    """
    given = tuple(entries)
    for entry in given:
        _check(entry)
    calendar = Calendar()
    calendar.add("prodid", PRODUCER)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", vText(_line(name)))
    # The older name of the same property, which most calendar programs still read.
    calendar.add("x-wr-calname", vText(_line(name)))
    for zone in sorted({entry.zone.key for entry in given if not _is_utc(entry.zone)}):
        years = [year for entry in given if entry.zone.key == zone for year in _years(entry)]
        calendar.add_component(_timezone(zone, min(years), max(years)))
    for entry in given:
        calendar.add_component(_event(entry))
    written: bytes = calendar.to_ical()
    return written


def _check(entry: Entry) -> None:
    moments = [entry.starts, entry.last_modified, *([entry.ends] if entry.ends is not None else [])]
    if any(moment.tzinfo is None for moment in moments):
        raise ValueError("a moment needs a zone")
    if entry.ends is not None and entry.ends < entry.starts:
        raise ValueError("an entry ends before it starts")


def _event(entry: Entry) -> Event:
    """Write one entry."""
    event = Event()
    event.add("uid", _line(entry.uid))
    event.add("dtstamp", entry.last_modified.astimezone(UTC))
    event.add("last-modified", entry.last_modified.astimezone(UTC))
    event.add("sequence", entry.sequence)
    event.add("status", entry.status.value)
    event.add("summary", _text(entry.title))
    _add_moment(event, "dtstart", entry.starts, zone=entry.zone)
    if entry.ends is not None:
        _add_moment(event, "dtend", entry.ends, zone=entry.zone)
    for field, text in (
        ("description", _text(entry.description)),
        ("location", _text(entry.location)),
        ("url", _line(entry.url)),
    ):
        if text:
            event.add(field, text)
    return event


def _add_moment(event: Event, field: str, at: datetime, *, zone: ZoneInfo) -> None:
    """Write a moment as local time with its zone, or in UTC where local time would not tell it."""
    wall = at.astimezone(zone)
    # When clocks go back an hour comes twice, and the format can only mean the first.
    if _is_utc(zone) or wall.fold:
        event.add(field, at.astimezone(UTC))
    else:
        event.add(field, wall.replace(tzinfo=None), parameters={"TZID": zone.key})


def _text(text: str) -> str:
    """Clean a text of what the format cannot carry, line breaks brought to one kind."""
    return _FORBIDDEN.sub("", _LINE_BREAK.sub("\n", text))


def _line(text: str) -> str:
    """Clean a text that must stay on one line."""
    return "".join(_text(text).split("\n"))


def _is_utc(zone: ZoneInfo) -> bool:
    return zone.key in {"UTC", "Etc/UTC"}


def _years(entry: Entry) -> tuple[int, int]:
    """Give the first and the last year an entry touches on its clock."""
    ends = entry.ends or entry.starts
    return entry.starts.astimezone(entry.zone).year, ends.astimezone(entry.zone).year


@lru_cache(maxsize=256)
def _timezone(name: str, first_year: int, last_year: int) -> Timezone:
    """Describe a zone for some years: the offset it begins with, and every change of offset.

    `Timezone.from_tzid` of icalendar 7.3 writes a change forward at the hour after it, so that events of that night are
    an hour off; the format wants the clock time before the change.
    """
    zone = ZoneInfo(name)
    begin = datetime(first_year, 1, 1, tzinfo=UTC) - ONE_DAY
    component = Timezone()
    component.add("tzid", name)
    before = begin.astimezone(zone)
    component.add_component(_observance(before, before=before))
    for at in _changes(zone, since=begin, until=datetime(last_year + 1, 1, 2, tzinfo=UTC)):
        component.add_component(_observance(at.astimezone(zone), before=(at - ONE_SECOND).astimezone(zone)))
    return component


def _observance(at: datetime, *, before: datetime) -> TimezoneStandard | TimezoneDaylight:
    """Describe one offset from the moment it holds, which the format writes on the clock that held before."""
    offset, offset_before = at.utcoffset() or timedelta(0), before.utcoffset() or timedelta(0)
    observance = TimezoneDaylight() if at.dst() else TimezoneStandard()
    onset = (at.astimezone(UTC) + offset_before).replace(tzinfo=None)
    observance.add("dtstart", onset)
    # Some readers (dateutil) know no observance without a rule or a list of dates.
    observance.add("rdate", [onset])
    observance.add("tzoffsetfrom", offset_before)
    observance.add("tzoffsetto", offset)
    observance.add("tzname", at.tzname() or "")
    return observance


def _changes(zone: ZoneInfo, *, since: datetime, until: datetime) -> Iterator[datetime]:
    """Find the moments at which a zone changes its offset, to the second."""
    day = since
    while day < until:
        early, late = day, day + ONE_DAY
        if early.astimezone(zone).utcoffset() != late.astimezone(zone).utcoffset():
            while late - early > ONE_SECOND:
                middle = early + (late - early) // 2
                middle = middle.replace(microsecond=0)
                is_before = middle.astimezone(zone).utcoffset() == early.astimezone(zone).utcoffset()
                early, late = (middle, late) if is_before else (early, middle)
            yield late
        day += ONE_DAY
