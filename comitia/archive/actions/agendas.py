"""Imports the agendas of past meetings from a table, numbered and worded as printed."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_noop as _

from comitia.archive.models import AgendaRecord
from comitia.archive.policies import may_keep_archive
from comitia.journal.actions import record
from comitia.meetings.actions.naming import KnownMeetings, known_meetings, meeting_meant
from comitia.platform.actors import Actor
from comitia.platform.answers import require
from comitia.platform.bus import announce_on_commit
from comitia.platform.plans import Plan, PlannedRow, Reading, RowState, check_columns, planned, still_as_shown
from comitia.platform.tables import Table

NEEDED: Final = ("meeting", "title")
KNOWN: Final = (*NEEDED, "item", "source")


def plan_agendas(table: Table) -> Plan:
    """Work out what an import of agendas would do; an item is known by its meeting and its place in the agenda."""
    remarks = check_columns(table, needed=NEEDED, known=KNOWN)
    meetings = known_meetings()
    existing: dict[int, dict[int, AgendaRecord]] = defaultdict(dict)
    for one in AgendaRecord.objects.all():
        existing[one.meeting_id][one.order] = one
    places: Counter[int] = Counter()
    rows = []
    for row, cells in table.records():
        reading = Reading(row, cells)
        rows.append(_planned_item(reading, meetings=meetings, existing=existing, places=places))
    return Plan(tuple(rows), remarks)


@transaction.atomic
def apply_agendas(table: Table, *, shown: str | None, file: str, by: Actor, at: datetime) -> Plan:
    """Write what the plan says, without its rows in error; refused if the plan is no longer the one shown."""
    require(may_keep_archive(by))
    plan = still_as_shown(plan_agendas(table), shown)
    if not plan.writes:
        return plan
    AgendaRecord.objects.bulk_create([AgendaRecord(**row.values) for row in plan.rows_in(RowState.NEW)], batch_size=500)
    for row in plan.rows_in(RowState.CHANGED):
        changes = {name: after for name, (_before, after) in row.changes.items()}
        AgendaRecord.objects.filter(meeting_id=row.values["meeting_id"], order=row.values["order"]).update(**changes)
    record(
        "import_agendas",
        "agendas",
        by=by,
        at=at,
        facts=plan.facts(file=file),
    )
    announce_on_commit("public_changed", {"what": "agendas"})
    return plan


def _planned_item(
    reading: Reading, *, meetings: KnownMeetings, existing: dict[int, dict[int, AgendaRecord]], places: Counter[int]
) -> PlannedRow:
    meeting = meeting_meant(reading, meetings, "meeting")
    number = reading.text("item", longest=20)
    title = reading.text("title", longest=300, needed=True)
    if not number:
        reading.find("item_unnumbered", _("“%(title)s” has no number in its source."), title=title)
    pk = meeting.pk if meeting else 0
    if not reading.reasons:
        places[pk] += 1
    values: dict[str, Any] = {
        "meeting_id": pk,
        "order": places[pk],
        "number_as_printed": number,
        "title": title,
        "source": reading.text("source"),
    }
    known = existing[pk].get(places[pk])
    before = {name: getattr(known, name) for name in values} if known else None
    label = f"{reading.text('meeting')}: {number} {title}".replace("  ", " ")
    return planned(reading, key=label, values=values, before=before)
