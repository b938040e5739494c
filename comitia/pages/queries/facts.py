from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language

from comitia.meetings.queries import committee_on_day, current_event, held_meetings
from comitia.members.queries import MapPoint, Office, offices_on, organisation, sums
from comitia.organs.queries import Committee, Fan, fan_of, map_of
from comitia.platform.kept import kept
from comitia.programme.queries import Line, opening_in, running_order

# More names than this cannot be read round one half circle
MOST_ROUND_THE_TABLE = 40


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """Everything that sections of a page take from the data, on the day of the current meeting."""

    day: date
    committee: Committee | None
    fan: Fan
    points: tuple[MapPoint, ...]
    offices: tuple[Office, ...]
    lines: tuple[Line, ...]
    opens_at: datetime | None
    seats: int
    members: int
    countries: int
    founded: int | None
    meetings: int


def site_facts(*, at: datetime) -> SiteFacts:
    """Gather the facts for pages in the language in force; on the day of `at` when there is no current meeting."""
    event = current_event()
    day = event.starts_on if event and event.starts_on else at.date()
    return _site_facts(day, get_language() or "en")


@kept
def _site_facts(day: date, language: str) -> SiteFacts:
    event = current_event()
    host = event.host_slug if event else ""
    committee = committee_on_day(day)
    sitting = committee.sitting if committee else ()
    lines = running_order(event.slug, language) if event else ()
    known = sums()
    return SiteFacts(
        day=day,
        committee=committee,
        fan=fan_of(sitting if len(sitting) <= MOST_ROUND_THE_TABLE else (), host=host),
        points=map_of(sitting, day=day, host=host),
        offices=tuple(office for office in offices_on(day) if not office.is_secretariat),
        lines=lines,
        opens_at=opening_in(lines),
        seats=len(sitting),
        members=known.members,
        countries=known.countries,
        founded=organisation().founded_year,
        meetings=held_meetings(),
    )
