"""Imports the secretariat and the regional offices from a table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_noop as _

from comitia.journal.actions import record
from comitia.members.actions.naming import KnownNames, known_names, member_meant
from comitia.members.models import RegionalOffice
from comitia.members.policies import may_keep_records
from comitia.platform.actors import Actor
from comitia.platform.answers import require
from comitia.platform.bus import announce_on_commit
from comitia.platform.plans import Plan, PlannedRow, Reading, RowState, check_columns, planned, still_as_shown
from comitia.platform.tables import Table

NEEDED: Final = ("region", "host", "status")
KNOWN: Final = (*NEEDED, "country_iso2", "approved", "approved_by", "opened", "closed", "source", "note")
YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")

Key = tuple[str, str]


def plan_offices(table: Table) -> Plan:
    """Work out what an import of offices would do; an office is known by its region and host as printed."""
    remarks = check_columns(table, needed=NEEDED, known=KNOWN)
    names = known_names()
    existing = {(office.region_name, office.host_as_printed): office for office in RegionalOffice.objects.all()}
    hosts = Counter(cells["region"] for _row, cells in table.records())
    seen: dict[Key, int] = {}
    rows = []
    for row, cells in table.records():
        reading = Reading(row, cells)
        rows.append(_planned_office(reading, names=names, existing=existing, hosts=hosts, seen=seen))
    return Plan(tuple(rows), remarks)


@transaction.atomic
def apply_offices(table: Table, *, shown: str | None, file: str, by: Actor, at: datetime) -> Plan:
    """Write what the plan says, without its rows in error; refused if the plan is no longer the one shown."""
    require(may_keep_records(by))
    plan = still_as_shown(plan_offices(table), shown)
    if not plan.writes:
        return plan
    RegionalOffice.objects.bulk_create([RegionalOffice(**row.values) for row in plan.rows_in(RowState.NEW)])
    for row in plan.rows_in(RowState.CHANGED):
        RegionalOffice.objects.filter(
            region_name=row.values["region_name"], host_as_printed=row.values["host_as_printed"]
        ).update(**{name: after for name, (_before, after) in row.changes.items()})
    record(
        "import_offices",
        "offices",
        by=by,
        at=at,
        facts=plan.facts(file=file),
    )
    announce_on_commit("public_changed", {"what": "offices"})
    return plan


def _planned_office(
    reading: Reading,
    *,
    names: KnownNames,
    existing: Mapping[Key, RegionalOffice],
    hosts: Mapping[str, int],
    seen: dict[Key, int],
) -> PlannedRow:
    region = reading.text("region", longest=100, needed=True)
    printed = reading.text("host", longest=150, needed=True)
    country = reading.country("country_iso2")
    if seen.setdefault((region, printed), reading.number) != reading.number:
        reading.fault(
            "row_twice", _("Row %(row)s is about the same office. Leave one of them out."), row=seen[region, printed]
        )
    host = member_meant(reading, names, printed, country_code=country)
    values: dict[str, Any] = {
        "region_name": region,
        "host_id": host.pk if host else None,
        "host_as_printed": printed,
        "country_code": country,
        "is_secretariat": "secretariat" in region.casefold(),
        "state": _state(reading),
        "state_as_printed": reading.text("status", longest=150),
        "approved_on": reading.partial_date("approved"),
        "approved_by": reading.text("approved_by", longest=80),
        "opened_on": reading.partial_date("opened"),
        "closed_on": reading.partial_date("closed"),
        "source": reading.text("source"),
        "note": reading.text("note"),
    }
    _look_over(reading, values, shares_region=hosts[region] > 1)
    office = existing.get((region, printed))
    before = {name: getattr(office, name) for name in values} if office else None
    return planned(reading, key=f"{region}: {printed}", values=values, before=before)


def _state(reading: Reading) -> str:
    """Read the state of an office from words such as "active (2024)"; what is neither open nor closed is disputed."""
    printed = reading.text("status", longest=150, needed=True).casefold()
    if printed.startswith(("active", "open")):
        return RegionalOffice.State.OPEN.value
    if re.search(r"\b(closed|replaced|absent)\b", printed):
        return RegionalOffice.State.CLOSED.value
    return RegionalOffice.State.DISPUTED.value


def _look_over(reading: Reading, values: Mapping[str, Any], *, shares_region: bool) -> None:
    if values["state"] == RegionalOffice.State.DISPUTED:
        reading.find("state_disputed", _("The sources disagree: %(words)s."), words=values["state_as_printed"])
    if values["state"] == RegionalOffice.State.CLOSED and not values["closed_on"]:
        reading.find(
            "closing_missing",
            _("The office is closed, but no date says since when: %(words)s."),
            words=values["state_as_printed"],
        )
    if shares_region:
        reading.find("two_hosts", _("Another row gives another host for “%(region)s”."), region=values["region_name"])
    if not values["approved_on"] and not values["opened_on"]:
        reading.find("office_undated", _("Neither the approval nor the opening of the office is dated."))
    dated = values["approved_on"] or values["opened_on"]
    others = [
        year
        for year in YEAR.findall(values["note"])
        if dated and year not in (values["approved_on"] + values["opened_on"])
    ]
    if others and "GA" not in values["note"]:
        reading.find(
            "other_date",
            _("The date is %(date)s, but the note speaks of %(other)s: %(note)s."),
            date=dated,
            other=others[0],
            note=values["note"],
        )
    reading.doubts(values["note"])
