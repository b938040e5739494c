"""Meetings for tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from comitia.archive.models import AgendaRecord, Attendance
from comitia.meetings.models import Meeting
from comitia.members.models import Member


def make_meeting(slug: str = "excom-2020", *, on: date | None = date(2020, 11, 17), **more: Any) -> Meeting:
    return Meeting.objects.create(
        slug=slug,
        starts_on=on,
        **{
            "kind": Meeting.Kind.EXECUTIVE_COMMITTEE,
            "year": on.year if on else 2020,
            "state": Meeting.State.CONVOKED,
            "theme": {"en": "Agile and connected"},
            **more,
        },
    )


def make_assembly(year: int, *, on: date | None = None, **more: Any) -> Meeting:
    return make_meeting(
        f"ga-{year}",
        on=on,
        **{"kind": Meeting.Kind.GENERAL_ASSEMBLY, "year": year, "state": Meeting.State.HELD, **more},
    )


def attend(meeting: Meeting, name: str, *, member: Member | None = None, status: str = "participant") -> Attendance:
    return Attendance.objects.create(meeting=meeting, member=member, name_as_printed=name, status=status)


def put_on_agenda(meeting: Meeting, number: str, title: str, *, order: int = 1) -> AgendaRecord:
    return AgendaRecord.objects.create(meeting=meeting, number_as_printed=number, title=title, order=order)
