"""What the desk reads about meetings: the records as they are kept."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from comitia.meetings.models import Meeting
from comitia.platform.edits import Record

MEETING_FIELDS: Final = (
    *("kind", "number_as_printed", "year", "starts_on", "ends_on", "host_as_printed", "country_code", "zone"),
    *("mode", "state", "participants_as_printed", "source", "note", "hue", "programme_is_sample"),
)
KIND_NAMES: Final = {
    Meeting.Kind.EXECUTIVE_COMMITTEE: _("Executive Committee"),
    Meeting.Kind.GENERAL_ASSEMBLY: _("General Assembly"),
    Meeting.Kind.FORUM: _("Forum"),
    Meeting.Kind.CONFERENCE: _("Conference"),
}
MODE_NAMES: Final = {
    Meeting.Mode.IN_PERSON: _("In person"),
    Meeting.Mode.HYBRID: _("Hybrid"),
    Meeting.Mode.ONLINE: _("Online"),
}
STATE_NAMES: Final = {
    Meeting.State.PLANNED: _("Planned"),
    Meeting.State.CONVOKED: _("Convoked"),
    Meeting.State.HELD: _("Held"),
    Meeting.State.POSTPONED: _("Postponed"),
    Meeting.State.CANCELLED: _("Cancelled"),
    Meeting.State.CALL_FOR_BIDS: _("Call for bids"),
}


def meeting_rows() -> QuerySet[Meeting]:
    """List all meetings for the desk, the latest first."""
    return Meeting.objects.select_related("host").order_by("-year", "-starts_on", "-pk")


def meeting_record(slug: str) -> Record | None:
    """Give the record of a meeting for a form."""
    meeting = Meeting.objects.select_related("host").filter(slug=slug).first()
    return record_of_meeting(meeting) if meeting else None


def record_of_meeting(meeting: Meeting) -> Record:
    """Give the record of a meeting whose host is loaded."""
    values: dict[str, Any] = {name: getattr(meeting, name) for name in MEETING_FIELDS}
    values["host"] = meeting.host.slug if meeting.host else ""
    values["theme"] = dict(meeting.theme)
    return Record(
        meeting.slug, f"{KIND_NAMES[Meeting.Kind(meeting.kind)]} {meeting.year}" if meeting.kind else "", values
    )


def kind_choices() -> list[tuple[str, str]]:
    return [(kind.value, str(name)) for kind, name in KIND_NAMES.items()]


def mode_choices() -> list[tuple[str, str]]:
    return [(mode.value, str(name)) for mode, name in MODE_NAMES.items()]


def state_choices() -> list[tuple[str, str]]:
    return [(state.value, str(name)) for state, name in STATE_NAMES.items()]


def is_current(slug: str) -> bool:
    """Say whether the site is about this meeting now."""
    return Meeting.objects.filter(slug=slug, is_current=True).exists()
