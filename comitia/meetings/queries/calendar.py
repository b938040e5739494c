from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, gettext_lazy

from comitia.meetings.models import Meeting
from comitia.meetings.queries.event import meeting_name
from comitia.members.queries import Card, card_of
from comitia.platform.countries import country_in
from comitia.platform.kept import kept
from comitia.platform.sources import Source, sources_in
from comitia.platform.texts import Text, text_in

STATE_NAMES = {
    Meeting.State.PLANNED: gettext_lazy("Planned"),
    Meeting.State.CONVOKED: gettext_lazy("Convoked"),
    Meeting.State.HELD: gettext_lazy("Held"),
    Meeting.State.POSTPONED: gettext_lazy("Postponed"),
    Meeting.State.CANCELLED: gettext_lazy("Cancelled"),
    Meeting.State.CALL_FOR_BIDS: gettext_lazy("Call for bids"),
}
MODE_NAMES = {
    Meeting.Mode.IN_PERSON: gettext_lazy("In person"),
    Meeting.Mode.HYBRID: gettext_lazy("In person and online"),
    Meeting.Mode.ONLINE: gettext_lazy("Online"),
}
NAMED_BY_THEME = (Meeting.Kind.FORUM, Meeting.Kind.CONFERENCE)
OVER = (Meeting.State.HELD, Meeting.State.CANCELLED)


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting as lists and its own page show it; empty where the sources are silent."""

    pk: int
    slug: str
    name: str
    kind: str
    year: int
    number: str
    starts_on: date | None
    ends_on: date | None
    host: str
    host_member: Card | None
    country: str
    zone: str
    theme: Text
    mode: str
    mode_name: str
    state: str
    state_name: str
    participants: str
    note: str
    is_current: bool
    is_over: bool
    programme_is_sample: bool
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Meetings to come, the nearest first, and meetings that are over, the latest first."""

    coming: tuple[MeetingRow, ...]
    past: tuple[MeetingRow, ...]


def calendar() -> Calendar:
    """List every meeting on record, in the language in force."""
    return _calendar(get_language() or "en")


@kept
def _calendar(language: str) -> Calendar:
    rows = [row_of(meeting, language) for meeting in Meeting.objects.select_related("host__region").order_by("pk")]
    rows.sort(key=lambda row: (row.starts_on or date(row.year, 1, 1), row.pk))
    return Calendar(
        coming=tuple(row for row in rows if not row.is_over),
        past=tuple(row for row in reversed(rows) if row.is_over),
    )


def held_meetings() -> int:
    """Count the meetings of the organs that were held."""
    kinds = (Meeting.Kind.EXECUTIVE_COMMITTEE, Meeting.Kind.GENERAL_ASSEMBLY)
    return sum(row.state == Meeting.State.HELD and row.kind in kinds for row in calendar().past)


def meeting_row(slug: str) -> MeetingRow | None:
    """Give one meeting in the language in force; None if there is no such meeting."""
    everything = calendar()
    return next((row for row in (*everything.coming, *everything.past) if row.slug == slug), None)


def hosted_by(slug: str) -> tuple[MeetingRow, ...]:
    """List the meetings that a member hosted or was to host, the latest first."""
    everything = calendar()
    rows = (*reversed(everything.coming), *everything.past)
    return tuple(row for row in rows if row.host_member and row.host_member.slug == slug)


def row_of(meeting: Meeting, language: str) -> MeetingRow:
    """Make the row of a meeting whose host and its region are loaded."""
    host = card_of(meeting.host, language) if meeting.host else None
    theme = text_in(meeting.theme, language)
    is_named_by_theme = meeting.kind in NAMED_BY_THEME and bool(theme)
    return MeetingRow(
        pk=meeting.pk,
        slug=meeting.slug,
        name=theme.value if is_named_by_theme else meeting_name(meeting.kind, meeting.year),
        kind=meeting.kind,
        year=meeting.year,
        number=meeting.number_as_printed,
        starts_on=meeting.starts_on,
        ends_on=meeting.ends_on or meeting.starts_on,
        host=host.name if host else meeting.host_as_printed,
        host_member=host,
        country=country_in(meeting.country_code, meeting.host.country if meeting.host else "", language),
        zone=meeting.zone,
        theme=Text("", language, is_fallback=False) if is_named_by_theme else theme,
        mode=meeting.mode,
        mode_name=str(MODE_NAMES[Meeting.Mode(meeting.mode)]) if meeting.mode else "",
        state=meeting.state,
        state_name=str(STATE_NAMES[Meeting.State(meeting.state)]),
        participants=meeting.participants_as_printed,
        note=meeting.note,
        is_current=meeting.is_current,
        is_over=meeting.state in OVER and not meeting.is_current,
        programme_is_sample=meeting.programme_is_sample,
        sources=sources_in(meeting.source),
    )
