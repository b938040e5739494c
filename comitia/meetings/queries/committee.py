from __future__ import annotations

from datetime import date

from comitia.meetings.models import Meeting
from comitia.organs.queries import Committee, committee_on
from comitia.platform.kept import kept


@kept
def electing_assemblies() -> tuple[date, ...]:
    """List the first days of the assemblies that were held, each of which ended the terms that were over."""
    held = Meeting.objects.filter(kind=Meeting.Kind.GENERAL_ASSEMBLY, state=Meeting.State.HELD, starts_on__isnull=False)
    return tuple(day for day in held.order_by("starts_on").values_list("starts_on", flat=True) if day)


def committee_on_day(day: date) -> Committee | None:
    """Say who sits on the Executive Committee on a day, in the language in force."""
    meetings = Meeting.objects.filter(kind=Meeting.Kind.EXECUTIVE_COMMITTEE, organ__isnull=False)
    code = meetings.order_by("-is_current", "-year").values_list("organ__code", flat=True).first()
    return committee_on(day, code=code, assemblies=electing_assemblies()) if code else None
