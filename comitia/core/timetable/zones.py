"""Local time, night hours and fair hours for people in many zones.

Source of the rules: the fair-hours table of the online Executive Committee of 17 November 2020, whose 19 members lived
from UTC-6 to UTC+9. Night is 22:00 to 07:00, humane hours are 07:00 to 23:00 and office hours 09:00 to 18:00, all
local; a start at the last hour is outside.
"""

import difflib
import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

NIGHT_BEGINS, NIGHT_ENDS = time(22), time(7)
HUMANE_BEGINS, HUMANE_ENDS = time(7), time(23)
OFFICE_BEGINS, OFFICE_ENDS = time(9), time(18)
ONE_HOUR = timedelta(hours=1)
MINUS = "\N{MINUS SIGN}"

# Names that the time-zone files hold and no reader lives by.
_NOT_A_PLACE = frozenset({"Factory", "localtime", "posixrules"})

# The files keep names to plain letters; these are the places whose own spelling a reader expects.
_SPELLED = {
    "Asuncion": "Asunción",
    "Bogota": "Bogotá",
    "Cancun": "Cancún",
    "Ho_Chi_Minh": "Ho Chi Minh City",
    "Mazatlan": "Mazatlán",
    "Merida": "Mérida",
    "Noumea": "Nouméa",
    "Reunion": "Réunion",
    "Sao_Paulo": "São Paulo",
    "Sao_Tome": "São Tomé",
}


@dataclass(frozen=True, slots=True)
class UnknownZone:
    """A name that is no time zone, and the nearest names that are (at most three, best first)."""

    given: str
    nearest: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ZoneName:
    """A zone in words at one moment: "Mexico City" and "UTC" with minus six, for a sentence that the page makes."""

    city: str
    offset: str


@dataclass(frozen=True, slots=True)
class LocalTime:
    """A moment on the clock of one place; `wall` is aware, `day_offset` counts days from the event's day (-1, 0, 1)."""

    wall: datetime
    day_offset: int
    is_night: bool


@dataclass(frozen=True, slots=True)
class LocalSpan:
    """A slot on the clock of one place; `is_night` says whether any part of it falls in the night."""

    starts: LocalTime
    ends: LocalTime
    is_night: bool


@dataclass(frozen=True, slots=True)
class StartHour:
    """One possible start, `at` in UTC: how many of `total` members are in humane and in office hours.

    `local` has the local time of each, in the order asked.
    """

    at: datetime
    humane: int
    office: int
    total: int
    local: tuple[LocalTime, ...]


@cache
def zone_names() -> frozenset[str]:
    """List the names of all zones that the system knows (IANA time-zone database)."""
    return frozenset(zoneinfo.available_timezones() - _NOT_A_PLACE)


def find_zone(name: str) -> ZoneInfo | UnknownZone:
    """Find a zone by its IANA name, or say which known names come near; raises nothing, whatever the text."""
    if name in zone_names():
        return ZoneInfo(name)
    by_city = {city_of(known).casefold(): known for known in sorted(zone_names(), reverse=True)}
    by_name = {known.casefold(): known for known in zone_names()}
    # A name longer than any place is an attack on the comparison, which takes quadratic time.
    wanted = name.strip().casefold()[:64]
    near_cities = [by_city[near] for near in difflib.get_close_matches(wanted, sorted(by_city), n=3)]
    near_names = [by_name[near] for near in difflib.get_close_matches(wanted, sorted(by_name), n=3)]
    return UnknownZone(given=name, nearest=tuple(dict.fromkeys(near_cities + near_names))[:3])


def city_of(zone: str) -> str:
    """Name the place of a zone in English: "Buenos Aires" for America/Argentina/Buenos_Aires.

    A zone that is a fixed offset has that offset as its name. Raises nothing for names that `find_zone` knows.
    """
    place = zone.rsplit("/", 1)[-1]
    if zone.startswith("Etc/GMT"):
        # These names count hours west of Greenwich, the opposite of everybody else.
        west = int(zone.removeprefix("Etc/GMT") or 0)
        return utc_offset_text(timedelta(hours=-west))
    return _SPELLED.get(place, place.replace("_", " "))


def name_of(zone: ZoneInfo, *, at: datetime) -> ZoneName:
    """Name a zone in words at a moment; raises ValueError if `at` has no zone."""
    return ZoneName(city=city_of(zone.key), offset=utc_offset_text(_offset(_moment(at).astimezone(zone))))


def utc_offset_text(offset: timedelta) -> str:
    """Write an offset from UTC with a true minus sign and no needless digits: "UTC+9", "UTC+5:45", "UTC"."""
    seconds = abs(offset) // timedelta(seconds=1)
    if seconds == 0:
        return "UTC"
    hours, rest = divmod(seconds, 3600)
    minutes, odd_seconds = divmod(rest, 60)
    tail = f":{minutes:02}" if minutes or odd_seconds else ""
    # Offsets of the time before standard zones have seconds.
    tail += f":{odd_seconds:02}" if odd_seconds else ""
    return f"UTC{MINUS if offset < timedelta(0) else '+'}{hours}{tail}"


def is_night(wall: time) -> bool:
    """Say whether a time on a clock is in the night, 22:00 to 07:00."""
    return wall >= NIGHT_BEGINS or wall < NIGHT_ENDS


def local_time(at: datetime, *, zone: ZoneInfo, day: date) -> LocalTime:
    """Put a moment on the clock of a zone, days counted from the event's day; raises ValueError if `at` has no zone."""
    wall = _moment(at).astimezone(zone)
    return LocalTime(wall=wall, day_offset=(wall.date() - day).days, is_night=is_night(wall.time()))


def local_span(starts: datetime, ends: datetime, *, zone: ZoneInfo, day: date) -> LocalSpan:
    """Put a slot on the clock of a zone.

    A slot that ends as the night begins is not in the night. Raises ValueError if a moment has no zone.
    """
    first, last = local_time(starts, zone=zone, day=day), local_time(ends, zone=zone, day=day)
    nightfall = datetime.combine(first.wall.date(), NIGHT_BEGINS, tzinfo=zone)
    return LocalSpan(starts=first, ends=last, is_night=first.is_night or nightfall.astimezone(UTC) < ends)


def fair_hours(day: date, *, home: ZoneInfo, zones: Iterable[ZoneInfo]) -> tuple[StartHour, ...]:
    """Count, for every full hour of a day at home, the members in humane and in office hours.

    `zones` has one zone per member, repeated as often as members share it. A day with a clock change has 23 or 25
    hours. Raises nothing.
    """
    members = tuple(zones)
    at = datetime.combine(day, time(0), tzinfo=home).astimezone(UTC)
    end = datetime.combine(day + timedelta(days=1), time(0), tzinfo=home).astimezone(UTC)
    hours = []
    while at < end:
        local = tuple(local_time(at, zone=zone, day=day) for zone in members)
        clocks = [place.wall.time() for place in local]
        humane = sum(HUMANE_BEGINS <= clock < HUMANE_ENDS for clock in clocks)
        office = sum(OFFICE_BEGINS <= clock < OFFICE_ENDS for clock in clocks)
        hours.append(StartHour(at=at, humane=humane, office=office, total=len(members), local=local))
        at += ONE_HOUR
    return tuple(hours)


def fairest(hours: Iterable[StartHour]) -> tuple[StartHour, ...]:
    """Pick the hours with most members in humane hours and, among these, most in office hours.

    Equal hours are all given, in the order asked. Raises nothing.
    """
    asked = tuple(hours)
    best = max(((hour.humane, hour.office) for hour in asked), default=(0, 0))
    return tuple(hour for hour in asked if (hour.humane, hour.office) == best)


def _moment(at: datetime) -> datetime:
    """Give the moment back if it is one: a clock time without a zone names no moment."""
    if at.tzinfo is None:
        raise ValueError("a moment needs a zone")
    return at


def _offset(at: datetime) -> timedelta:
    return at.utcoffset() or timedelta(0)
