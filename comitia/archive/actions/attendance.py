"""Imports from a table which cities were at past meetings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_noop as _

from comitia.archive.models import Attendance
from comitia.archive.policies import may_keep_archive
from comitia.journal.actions import record
from comitia.meetings.actions.naming import KnownMeetings, known_meetings, meeting_meant
from comitia.members.actions.naming import KnownNames, known_names, member_meant
from comitia.platform.actors import Actor
from comitia.platform.answers import require
from comitia.platform.bus import announce_on_commit
from comitia.platform.plans import Plan, PlannedRow, Reading, RowState, check_columns, planned, still_as_shown
from comitia.platform.tables import Table

NEEDED: Final = ("meeting", "city", "status")
KNOWN: Final = (*NEEDED, "year", "country_iso2", "source", "note")

Key = tuple[int, str]


def plan_attendance(table: Table) -> Plan:
    """Work out what an import of attendance would do; a city is known by the name its source prints."""
    remarks = check_columns(table, needed=NEEDED, known=KNOWN)
    names, meetings = known_names(), known_meetings()
    existing = {(one.meeting_id, one.name_as_printed): one for one in Attendance.objects.all()}
    seen: dict[Key, int] = {}
    partial: set[int] = set()
    rows = []
    for row, cells in table.records():
        reading = Reading(row, cells)
        rows.append(
            _planned_attendance(reading, names=names, meetings=meetings, existing=existing, seen=seen, partial=partial)
        )
    return Plan(tuple(rows), remarks)


@transaction.atomic
def apply_attendance(table: Table, *, shown: str | None, file: str, by: Actor, at: datetime) -> Plan:
    """Write what the plan says, without its rows in error; refused if the plan is no longer the one shown."""
    require(may_keep_archive(by))
    plan = still_as_shown(plan_attendance(table), shown)
    if not plan.writes:
        return plan
    Attendance.objects.bulk_create([Attendance(**row.values) for row in plan.rows_in(RowState.NEW)], batch_size=500)
    for row in plan.rows_in(RowState.CHANGED):
        changes = {name: after for name, (_before, after) in row.changes.items()}
        Attendance.objects.filter(
            meeting_id=row.values["meeting_id"], name_as_printed=row.values["name_as_printed"]
        ).update(**changes)
    record(
        "import_attendance",
        "attendance",
        by=by,
        at=at,
        facts=plan.facts(file=file),
    )
    announce_on_commit("public_changed", {"what": "attendance"})
    return plan


def _planned_attendance(
    reading: Reading,
    *,
    names: KnownNames,
    meetings: KnownMeetings,
    existing: Mapping[Key, Attendance],
    seen: dict[Key, int],
    partial: set[int],
) -> PlannedRow:
    meeting = meeting_meant(reading, meetings, "meeting")
    printed = reading.text("city", longest=150, needed=True)
    country = reading.country("country_iso2")
    member = member_meant(reading, names, printed, country_code=country)
    year = reading.whole("year", lowest=1900, highest=2200)
    if meeting and year and year != meeting.year:
        reading.find(
            "year_differs", _("The year is %(year)s, but the meeting is of %(held)s."), year=year, held=meeting.year
        )
    note = reading.text("note")
    if meeting and meeting.pk not in partial and note.startswith(("partial", "list incomplete")):
        partial.add(meeting.pk)
        reading.find(
            "list_incomplete",
            _("The list of “%(meeting)s” is incomplete in its source."),
            meeting=reading.text("meeting"),
        )
    values: dict[str, Any] = {
        "meeting_id": meeting.pk if meeting else 0,
        "member_id": member.pk if member else None,
        "name_as_printed": printed,
        "country_code": country,
        "status": reading.text("status", longest=100, needed=True),
        "source": reading.text("source"),
        "note": note,
    }
    key = values["meeting_id"], printed
    if not reading.reasons and seen.setdefault(key, reading.number) != reading.number:
        reading.fault(
            "row_twice", _("Row %(row)s is the same city at the same meeting. Leave one of them out."), row=seen[key]
        )
    known = existing.get(key)
    before = {name: getattr(known, name) for name in values} if known else None
    return planned(reading, key=f"{reading.text('meeting')}: {printed}", values=values, before=before)
