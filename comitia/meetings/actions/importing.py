"""Imports meetings from a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext_noop as _

from comitia.journal.actions import record
from comitia.meetings.actions.naming import KINDS, SLUGS
from comitia.meetings.models import Meeting
from comitia.meetings.policies import may_keep_meetings
from comitia.members.actions.naming import KnownNames, known_names, member_meant
from comitia.organs.models import Organ
from comitia.platform.actors import Actor
from comitia.platform.answers import require
from comitia.platform.bus import announce_on_commit
from comitia.platform.plans import Plan, PlannedRow, Reading, RowState, check_columns, planned, still_as_shown
from comitia.platform.tables import Table

NEEDED: Final = ("kind", "year", "status")
KNOWN: Final = (
    *(
        "number",
        "date_start",
        "date_end",
        "host_city",
        "country_iso2",
        "timezone",
        "theme",
        "participants",
        "format",
        "source",
        "note",
    ),
    *NEEDED,
)
ORGANS: Final = {
    Meeting.Kind.EXECUTIVE_COMMITTEE: "executive-committee",
    Meeting.Kind.GENERAL_ASSEMBLY: "general-assembly",
}
MODES: Final = {mode.value.replace("_", " "): mode for mode in Meeting.Mode}
STATES: Final = {state.value.replace("_", " "): state for state in Meeting.State}
TRANSLATED: Final = " (translated)"
ANNOUNCED: Final = ("expected", "announced", "invited")

Key = tuple[str, int]


def plan_meetings(table: Table) -> Plan:
    """Work out what an import of meetings would do; one is known by kind and year, and by number if there are several."""
    remarks = check_columns(table, needed=NEEDED, known=KNOWN)
    names = known_names()
    organs = dict(Organ.objects.values_list("code", "pk"))
    existing: dict[Key, list[Meeting]] = defaultdict(list)
    for meeting in Meeting.objects.all():
        existing[meeting.kind, meeting.year].append(meeting)
    taken = set(Meeting.objects.values_list("slug", flat=True))
    seen: dict[tuple[str, int, str], int] = {}
    rows = []
    for row, cells in table.records():
        reading = Reading(row, cells)
        values = _values(reading, names=names, organs=organs)
        rows.append(_planned_meeting(reading, values, existing=existing, taken=taken, seen=seen))
    return Plan(tuple(rows), remarks)


@transaction.atomic
def apply_meetings(table: Table, *, shown: str | None, file: str, by: Actor, at: datetime) -> Plan:
    """Write what the plan says, without its rows in error; refused if the plan is no longer the one shown."""
    require(may_keep_meetings(by))
    plan = still_as_shown(plan_meetings(table), shown)
    if not plan.writes:
        return plan
    Meeting.objects.bulk_create([Meeting(**row.values) for row in plan.rows_in(RowState.NEW)], batch_size=500)
    for row in plan.rows_in(RowState.CHANGED):
        changes = {name: after for name, (_before, after) in row.changes.items()}
        Meeting.objects.filter(slug=row.values["slug"]).update(**changes)
    record(
        "import_meetings",
        "meetings",
        by=by,
        at=at,
        facts={
            "file": file,
            "counts": plan.counts,
            "new": [row.values["slug"] for row in plan.rows_in(RowState.NEW)],
            "changed": [row.values["slug"] for row in plan.rows_in(RowState.CHANGED)],
        },
    )
    announce_on_commit("public_changed", {"what": "meetings"})
    return plan


def _planned_meeting(
    reading: Reading,
    values: dict[str, Any],
    *,
    existing: Mapping[Key, list[Meeting]],
    taken: set[str],
    seen: dict[tuple[str, int, str], int],
) -> PlannedRow:
    label = " ".join(reading.text(column) for column in ("kind", "number", "year") if reading.text(column))
    if reading.reasons:
        return planned(reading, key=label, values={}, before=None)
    key = (values["kind"], values["year"], values["number_as_printed"])
    if seen.setdefault(key, reading.number) != reading.number:
        reading.fault("row_twice", _("Row %(row)s is the same meeting. Leave one of them out."), row=seen[key])
    known = _known(existing.get(key[:2], []), number=key[2])
    if known is None:
        slug = stem = f"{SLUGS[values['kind']]}-{values['year']}"
        count = 1
        while slug in taken:
            count += 1
            slug = f"{stem}-{count}"
        taken.add(slug)
        return planned(reading, key=label, values={"slug": slug} | values, before=None)
    # The desk decides what the site is about now, so a table does not turn the current meeting into a past one.
    if known.is_current:
        del values["state"]
    values = {"slug": known.slug} | values
    return planned(reading, key=label, values=values, before={name: getattr(known, name) for name in values})


def _known(meetings: list[Meeting], *, number: str) -> Meeting | None:
    same = [meeting for meeting in meetings if meeting.number_as_printed == number]
    found = same or (meetings if len(meetings) == 1 and not meetings[0].number_as_printed else [])
    return found[0] if found else None


def _values(reading: Reading, *, names: KnownNames, organs: Mapping[str, int]) -> dict[str, Any]:
    kind = KINDS.get(reading.text("kind", needed=True).casefold())
    if kind is None:
        reading.fault(
            "kind_unknown",
            _("“%(text)s” is no kind of meeting. It must be one of: %(kinds)s."),
            text=reading.text("kind")[:40],
            kinds=", ".join(KINDS),
        )
    starts, ends = _day(reading, "date_start"), _day(reading, "date_end")
    if starts and ends and ends < starts:
        reading.fault("ends_before_start", _("The last day is before the first."))
    zone = reading.text("timezone", longest=60)
    if zone and zone not in available_timezones():
        reading.fault("zone_unknown", _("“%(text)s” is no time zone. Write it like Asia/Seoul."), text=zone)
    country = reading.country("country_iso2")
    printed = reading.text("host_city", longest=150)
    host = member_meant(reading, names, printed, country_code=country)
    theme = reading.text("theme", longest=300)
    if theme.endswith(TRANSLATED):
        theme = theme.removesuffix(TRANSLATED)
        reading.find("theme_translated", _("The theme “%(theme)s” is a translation."), theme=theme)
    values = {
        "organ_id": organs.get(ORGANS.get(kind, "")) if kind else None,
        "kind": kind.value if kind else "",
        "number_as_printed": reading.text("number", longest=40),
        "year": reading.whole("year", lowest=1900, highest=2200, needed=True),
        "starts_on": starts,
        "ends_on": ends,
        "host_id": host.pk if host else None,
        "host_as_printed": printed,
        "country_code": country,
        "zone": zone,
        "theme": {"en": theme} if theme else {},
        "mode": _mode(reading),
        "state": _state(reading),
        "participants_as_printed": reading.text("participants", longest=250),
        "source": reading.text("source"),
        "note": reading.text("note"),
    }
    _look_over(reading, values)
    return values


def _day(reading: Reading, column: str) -> date | None:
    text = reading.text(column)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        reading.fault(
            "cell_unreadable",
            _("“%(column)s” is “%(text)s”; a day is written 2020-11-17."),
            column=column,
            text=text[:40],
        )
        return None


def _mode(reading: Reading) -> str:
    printed = reading.text("format").casefold()
    mode = next((mode for words, mode in MODES.items() if printed.startswith(words)), None)
    if printed and mode is None:
        reading.fault(
            "mode_unknown",
            _("“%(text)s” is no format. It must begin with: %(modes)s."),
            text=printed[:40],
            modes=", ".join(MODES),
        )
    return mode.value if mode else ""


def _state(reading: Reading) -> str:
    printed = reading.text("status", needed=True).casefold()
    if printed and printed not in STATES:
        reading.fault(
            "state_unknown",
            _("“%(text)s” is no status. It must be one of: %(states)s."),
            text=printed[:40],
            states=", ".join(STATES),
        )
    return STATES[printed].value if printed in STATES else ""


def _look_over(reading: Reading, values: Mapping[str, Any]) -> None:
    if values["starts_on"] is None:
        reading.find("day_missing", _("The source dates no day of the meeting."))
    elif values["year"] != values["starts_on"].year:
        reading.find(
            "year_differs",
            _("The year is %(year)s, the first day is %(day)s."),
            year=values["year"],
            day=values["starts_on"].isoformat(),
        )
    if not values["host_as_printed"]:
        reading.find("host_missing", _("The source names no host."))
    if any(word in values["participants_as_printed"] for word in ANNOUNCED):
        reading.find(
            "figure_announced",
            _("The number of participants was announced, not counted: %(words)s."),
            words=values["participants_as_printed"],
        )
    reading.doubts(values["note"])
