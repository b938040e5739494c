"""Imports the programme of a past meeting into the meeting that the table names."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_noop as _

from comitia.archive.policies import may_keep_archive
from comitia.meetings.actions.naming import known_meetings
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.platform.plans import Plan, check_columns
from comitia.platform.remarks import Remark
from comitia.platform.tables import Table
from comitia.programme.actions import apply_slots, plan_slots


def plan_programme(table: Table) -> Plan:
    """Work out what an import would do; raise `RefusedError` unless all rows name one meeting on record."""
    return plan_slots(table, meeting=_meeting_of(table))


def apply_programme(table: Table, *, shown: str | None, file: str, by: Actor, at: datetime) -> Plan:
    """Write what the plan says, without its rows in error; refused if the plan is no longer the one shown."""
    require(may_keep_archive(by))
    return apply_slots(table, meeting=_meeting_of(table), shown=shown, file=file, by=by, at=at)


def _meeting_of(table: Table) -> str:
    check_columns(table, needed=("meeting",), known=table.columns)
    place = table.columns.index("meeting")
    printed = sorted({row.cells[place] for row in table.rows})
    if len(printed) > 1:
        refuse(
            "several_meetings",
            Remark("several_meetings", _("The rows name several meetings. Bring the programme of each one by itself.")),
        )
    meeting = known_meetings().find(printed[0])
    if meeting is None:
        refuse(
            "meeting_unknown",
            Remark(
                "meeting_unknown", _("No meeting on record is “%(name)s”. Add the meeting first."), {"name": printed[0]}
            ),
        )
    return meeting.slug
