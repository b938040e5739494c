from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, gettext_lazy

from comitia.meetings.models import Meeting
from comitia.members.queries import shown_name
from comitia.platform.kept import kept
from comitia.platform.texts import Text, text_in

KIND_NAMES = {
    Meeting.Kind.EXECUTIVE_COMMITTEE: gettext_lazy("Executive Committee %(year)s"),
    Meeting.Kind.GENERAL_ASSEMBLY: gettext_lazy("General Assembly %(year)s"),
    Meeting.Kind.FORUM: gettext_lazy("Forum %(year)s"),
    Meeting.Kind.CONFERENCE: gettext_lazy("Conference %(year)s"),
}


@dataclass(frozen=True, slots=True)
class Event:
    """The meeting that the site is about now; `hue` (0-359) colours its pages."""

    slug: str
    name: str
    kind: str
    year: int
    mode: str
    state: str
    starts_on: date | None
    ends_on: date | None
    zone: str
    host: str
    host_slug: str
    theme: Text
    programme_is_sample: bool
    hue: int | None


def meeting_name(kind: str, year: int) -> str:
    """Name a meeting in the language in force: Executive Committee 2020."""
    return KIND_NAMES[Meeting.Kind(kind)] % {"year": year}


def current_event() -> Event | None:
    """Give the meeting marked as current in the language in force, or None."""
    return _current_event(get_language() or "en")


@kept
def _current_event(language: str) -> Event | None:
    row = Meeting.objects.filter(is_current=True).select_related("host").first()
    if row is None:
        return None
    return Event(
        slug=row.slug,
        name=str(meeting_name(row.kind, row.year)),
        kind=row.kind,
        year=row.year,
        mode=row.mode,
        state=row.state,
        starts_on=row.starts_on,
        ends_on=row.ends_on or row.starts_on,
        zone=row.zone,
        host=shown_name(row.host, language) if row.host else row.host_as_printed,
        host_slug=row.host.slug if row.host else "",
        theme=text_in(row.theme, language),
        programme_is_sample=row.programme_is_sample,
        hue=row.hue,
    )
