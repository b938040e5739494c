"""Imports the mandates of an organ (who held which seat or office, from when until when) from a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_noop as _

from comitia.journal.actions import record
from comitia.members.actions.naming import KnownNames, known_names, member_meant
from comitia.organs.models import Mandate, Organ
from comitia.organs.policies import may_keep_mandates
from comitia.platform.actors import Actor
from comitia.platform.answers import require
from comitia.platform.bus import announce_on_commit
from comitia.platform.plans import Plan, PlannedRow, Reading, RowState, check_columns, planned, still_as_shown
from comitia.platform.tables import Table

NEEDED: Final = ("member", "role")
KNOWN: Final = (*NEEDED, "organ", "country_iso2", "term_start", "term_end", "source", "note")
EXECUTIVE_COMMITTEE: Final = "executive-committee"
ROLES: Final = {
    "president city": Mandate.Role.PRESIDENT,
    "executive vice president city": Mandate.Role.EXECUTIVE_VICE_PRESIDENT,
    "vice president city": Mandate.Role.VICE_PRESIDENT,
    "executive committee member": Mandate.Role.MEMBER,
    "interim executive committee member": Mandate.Role.INTERIM_MEMBER,
} | {role.value: role for role in Mandate.Role}

Key = tuple[int, int, str, str, str]


def plan_mandates(table: Table) -> Plan:
    """Work out what an import of mandates would do; one is known by organ, member, role, start and source."""
    remarks = check_columns(table, needed=NEEDED, known=KNOWN)
    names = known_names()
    organs = {organ.code: organ for organ in Organ.objects.all()}
    existing = {_key(mandate): mandate for mandate in Mandate.objects.all()}
    readings = [Reading(row, cells) for row, cells in table.records()]
    read = [_values(reading, names=names, organs=organs) for reading in readings]
    _report_overlaps(readings, read)
    seen: dict[Key, int] = {}
    rows = [
        _planned_mandate(reading, values, existing=existing, seen=seen)
        for reading, values in zip(readings, read, strict=True)
    ]
    return Plan(tuple(rows), remarks)


@transaction.atomic
def apply_mandates(table: Table, *, shown: str | None, file: str, by: Actor, at: datetime) -> Plan:
    """Write what the plan says, without its rows in error; refused if the plan is no longer the one shown."""
    require(may_keep_mandates(by))
    plan = still_as_shown(plan_mandates(table), shown)
    if not plan.writes:
        return plan
    Mandate.objects.bulk_create([Mandate(**row.values) for row in plan.rows_in(RowState.NEW)], batch_size=500)
    for row in plan.rows_in(RowState.CHANGED):
        known = {name: row.values[name] for name in ("organ_id", "member_id", "role", "starts", "source")}
        Mandate.objects.filter(**known).update(**{name: after for name, (_before, after) in row.changes.items()})
    record(
        "import_mandates",
        "mandates",
        by=by,
        at=at,
        facts=plan.facts(file=file),
    )
    announce_on_commit("public_changed", {"what": "mandates"})
    return plan


def _key(mandate: Mandate) -> Key:
    return mandate.organ_id, mandate.member_id, mandate.role, mandate.starts, mandate.source


def _planned_mandate(
    reading: Reading, values: Mapping[str, Any], *, existing: Mapping[Key, Mandate], seen: dict[Key, int]
) -> PlannedRow:
    mandate = Mandate(**values)
    key = _key(mandate)
    if not reading.reasons and seen.setdefault(key, reading.number) != reading.number:
        reading.fault("row_twice", _("Row %(row)s is the same mandate. Leave one of them out."), row=seen[key])
    known = existing.get(key)
    before = {name: getattr(known, name) for name in values} if known else None
    label = " ".join(word for word in (reading.text("member"), reading.text("role"), mandate.starts) if word)
    return planned(reading, key=label, values=values, before=before)


def _values(reading: Reading, *, names: KnownNames, organs: Mapping[str, Organ]) -> dict[str, Any]:
    code = reading.text("organ") or EXECUTIVE_COMMITTEE
    if code not in organs:
        reading.fault("organ_unknown", _("There is no organ with the code “%(organ)s”."), organ=code[:40])
    printed = reading.text("member", longest=150, needed=True)
    member = member_meant(reading, names, printed, country_code=reading.country("country_iso2"))
    if member is None and printed:
        reading.fault("member_needed", _("A mandate is a member's. Add “%(name)s” to the members first."), name=printed)
    role = ROLES.get(reading.text("role", needed=True).casefold())
    if role is None:
        reading.fault("role_unknown", _("“%(text)s” is no role in an organ."), text=reading.text("role")[:80])
    starts, ends = reading.partial_date("term_start"), reading.partial_date("term_end")
    if starts and ends and ends < starts[: len(ends)]:
        reading.find(
            "ends_before_start", _("The term ends (%(ends)s) before it starts (%(starts)s)."), starts=starts, ends=ends
        )
    if not starts:
        reading.find("undated", _("The source dates no start of the term."))
    elif not ends:
        reading.find("open_ended", _("The source dates no end of the term that starts in %(starts)s."), starts=starts)
    note = reading.text("note")
    reading.doubts(note)
    return {
        "organ_id": organs[code].pk if code in organs else None,
        "member_id": member.pk if member else None,
        "role": role.value if role else "",
        "starts": starts,
        "ends": ends,
        "source": reading.text("source"),
        "note": note,
    }


def _report_overlaps(readings: Sequence[Reading], read: Sequence[Mapping[str, Any]]) -> None:
    """Report the terms of one member in one role that share more than the year in which one follows the other."""
    for place, (reading, mine) in enumerate(zip(readings, read, strict=True)):
        for other, theirs in zip(readings[:place], read[:place], strict=True):
            is_same = all(mine[name] == theirs[name] for name in ("organ_id", "member_id", "role"))
            if not is_same or not mine["starts"] or not theirs["starts"] or mine["member_id"] is None:
                continue
            if (not mine["ends"] or theirs["starts"] < mine["ends"]) and (
                not theirs["ends"] or mine["starts"] < theirs["ends"]
            ):
                reading.find(
                    "overlap", _("The term overlaps that of row %(row)s: the sources disagree."), row=other.number
                )
