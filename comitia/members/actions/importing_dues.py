"""Imports what members owe for a year and what they paid from a table, a row for each member and year."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_noop as _

from comitia.core.governance.standing import faults_of
from comitia.journal.actions import record
from comitia.members.actions.dues import FAULT_SENTENCES, FIRST_YEAR, LAST_YEAR
from comitia.members.actions.naming import KnownNames, known_names
from comitia.members.models import Assessment, Payment
from comitia.members.policies import may_keep_dues
from comitia.members.queries.dues import as_rule, instalment_lines, payment_lines
from comitia.platform.actors import Actor
from comitia.platform.answers import require
from comitia.platform.money import is_known_currency, minor_units, plain_sum
from comitia.platform.plans import Plan, PlannedRow, Reading, RowState, check_columns, planned, still_as_shown
from comitia.platform.tables import Table

NEEDED: Final = ("member", "year", "amount", "currency", "due_on")
KNOWN: Final = (*NEEDED, "payments", "waived_on", "waiver_reason", "instalments", "agreed_on", "note")
COLUMNS: Final = ("amount", "currency", "due_on", "waived_on", "waiver_reason", "instalments", "agreed_on", "note")
LINE: Final = re.compile(r"(\d{4}-\d\d-\d\d)\s*:?\s+(\S+)")


def plan_dues(table: Table) -> Plan:
    """Work out what an import of dues would do: payments are added, and an empty cell leaves what is on record."""
    remarks = check_columns(table, needed=NEEDED, known=KNOWN)
    names = known_names()
    loaded = Assessment.objects.select_related("member").prefetch_related("payments")
    existing = {(row.member_id, row.year): row for row in loaded}
    seen: dict[tuple[int, int], int] = {}
    rows = [_planned_row(Reading(row, cells), names, existing, seen) for row, cells in table.records()]
    return Plan(tuple(rows), remarks)


@transaction.atomic
def apply_dues(table: Table, *, shown: str | None, file: str, by: Actor, at: datetime) -> Plan:
    """Write what the plan says, without its rows in error; refused if the plan is no longer the one shown."""
    require(may_keep_dues(by))
    plan = still_as_shown(plan_dues(table), shown)
    if not plan.writes:
        return plan
    new = [_assessment(row.values) for row in plan.rows_in(RowState.NEW)]
    Assessment.objects.bulk_create(new)
    payments = [
        payment
        for assessment, row in zip(new, plan.rows_in(RowState.NEW), strict=True)
        for payment in _payments(assessment, row.values["payments"])
    ]
    changed = plan.rows_in(RowState.CHANGED)
    years = {row.values["year"] for row in changed}
    there = {(row.member_id, row.year): row.pk for row in Assessment.objects.filter(year__in=years)}
    updated = []
    for row in changed:
        assessment = _assessment(row.values)
        assessment.pk = there[assessment.member_id, assessment.year]
        before, after = row.changes.get("payments", ([], []))
        payments += _payments(assessment, list((Counter(after) - Counter(before)).elements()))
        updated.append(assessment)
    Assessment.objects.bulk_update(updated, COLUMNS)
    Payment.objects.bulk_create(payments)
    record("import_dues", "dues", by=by, at=at, facts=plan.facts(file=file))
    return plan


def _planned_row(
    reading: Reading,
    names: KnownNames,
    existing: Mapping[tuple[int, int], Assessment],
    seen: dict[tuple[int, int], int],
) -> PlannedRow:
    printed = reading.text("member", longest=150, needed=True)
    year = reading.whole("year", lowest=FIRST_YEAR, highest=LAST_YEAR, needed=True)
    member = names.find(printed) if printed else None
    if printed and member is None:
        reading.fault("not_a_member", _("“%(name)s” is not a member. Correct the name."), name=printed)
    key = f"{printed} {year or ''}".strip()
    if member is None or year is None:
        return planned(reading, key=key, values={}, before=None)
    if not names.is_spelled(member, printed):
        reading.find(
            "other_spelling", _("“%(name)s” is another spelling of “%(member)s”."), name=printed, member=member.name
        )
    if seen.setdefault((member.pk, year), reading.number) != reading.number:
        reading.fault(
            "row_twice",
            _("Row %(row)s is about the same member and year. Leave one of them out."),
            row=seen[member.pk, year],
        )
    there = existing.get((member.pk, year))
    values = _values(reading, there) | {"member_id": member.pk, "year": year}
    if not reading.reasons:
        _look_over(reading, values, there)
    before = _before(there) if there else None
    return planned(reading, key=f"{member.slug}:{year}", values=values, before=before)


def _values(reading: Reading, there: Assessment | None) -> dict[str, Any]:
    """Read the cells; those that are empty keep what is on record."""
    kept = _before(there) if there else {}
    currency = reading.text("currency", longest=3, needed=True).upper()
    if currency and not is_known_currency(currency):
        reading.fault(
            "currency_unknown", _("“%(currency)s” is no currency. Write three letters, such as USD."), currency=currency
        )
        currency = ""
    lines = {name: _lines(reading, name, currency) for name in ("payments", "instalments")}
    recorded = kept.get("payments", [])
    added = Counter(lines["payments"]) - Counter(recorded)
    return {
        "amount": _sum(reading, "amount", reading.text("amount", needed=True), currency),
        "currency": currency,
        "due_on": _day(reading, "due_on", reading.text("due_on", needed=True)),
        "payments": sorted([*recorded, *added.elements()]),
        "waived_on": _day(reading, "waived_on", reading.text("waived_on")) or kept.get("waived_on", ""),
        "waiver_reason": reading.text("waiver_reason") or kept.get("waiver_reason", ""),
        "instalments": lines["instalments"] or kept.get("instalments", []),
        "agreed_on": _day(reading, "agreed_on", reading.text("agreed_on")) or kept.get("agreed_on", ""),
        "note": reading.text("note") or kept.get("note", ""),
    }


def _look_over(reading: Reading, values: Mapping[str, Any], there: Assessment | None) -> None:
    """Report what does not add up, and payments on record that the table does not have."""
    if values["instalments"] and not values["agreed_on"]:
        reading.fault("agreed_on_missing", _("Instalments need the day they were agreed on, in “agreed_on”."))
    if values["waived_on"] and not values["waiver_reason"]:
        reading.fault("reason_missing", _("A waiver needs its reason, in “waiver_reason”."))
    if there and there.currency != values["currency"] and (there.payments.all() or there.instalments):
        reading.fault(
            "currency_in_use",
            _("Payments or instalments are on record in %(currency)s. Take them back first."),
            currency=there.currency,
        )
        return
    assessment = _assessment(values)
    amounts = [_units(line.split()[1], values["currency"]) for line in values["payments"]]
    for fault in faults_of(as_rule(assessment, payments=_payments(assessment, values["payments"]))):
        reading.fault(fault.value.replace(" ", "_"), FAULT_SENTENCES[fault])
    if (
        there
        and reading.text("payments")
        and len(values["payments"]) > len(_lines(reading, "payments", there.currency))
    ):
        reading.find(
            "payment_not_in_table",
            _("Payments are on record that the row does not have. They stay: %(paid)s in all."),
            paid=f"{plain_sum(sum(amounts), values['currency'])} {values['currency']}",
        )


def _lines(reading: Reading, column: str, currency: str) -> list[str]:
    """Read days with their sums, written "2020-02-01 500.00; 2020-06-01 1000.00", as they are kept in a plan."""
    read = []
    for part in re.split(r"[;\n]", reading.text(column)):
        if not part.strip():
            continue
        written = LINE.fullmatch(part.strip())
        if written is None:
            reading.fault(
                "line_unreadable",
                _("“%(column)s” is “%(text)s”; write a day and a sum, such as 2020-02-01 500.00; 2020-06-01 1000.00."),
                column=column,
                text=part.strip()[:80],
            )
            continue
        day, amount = _day(reading, column, written[1]), _sum(reading, column, written[2], currency)
        if day and amount:
            read.append(f"{day} {amount}")
    return sorted(read) if column == "payments" else read


def _sum(reading: Reading, column: str, text: str, currency: str) -> str:
    amount = minor_units(text, currency) if text and currency else None
    if text and currency and amount is None:
        reading.fault(
            "sum_unreadable",
            _("“%(column)s” is “%(text)s”; write the sum with a point before the decimals, such as 1500.00."),
            column=column,
            text=text[:80],
        )
    return plain_sum(amount, currency) if amount is not None else ""


def _day(reading: Reading, column: str, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        reading.fault(
            "day_unreadable",
            _("“%(column)s” is “%(text)s”; write the day as 2020-03-31."),
            column=column,
            text=text[:80],
        )
        return ""


def _before(row: Assessment) -> dict[str, Any]:
    return {
        "member_id": row.member_id,
        "year": row.year,
        "amount": plain_sum(row.amount, row.currency),
        "currency": row.currency,
        "due_on": row.due_on.isoformat(),
        "payments": sorted(payment_lines(row)),
        "waived_on": row.waived_on.isoformat() if row.waived_on else "",
        "waiver_reason": row.waiver_reason,
        "instalments": instalment_lines(row),
        "agreed_on": row.agreed_on.isoformat() if row.agreed_on else "",
        "note": row.note,
    }


def _assessment(values: Mapping[str, Any]) -> Assessment:
    """Make the row of an assessment from the values of a plan."""
    return Assessment(
        member_id=values["member_id"],
        year=values["year"],
        amount=_units(values["amount"], values["currency"]),
        currency=values["currency"],
        due_on=date.fromisoformat(values["due_on"]),
        waived_on=date.fromisoformat(values["waived_on"]) if values["waived_on"] else None,
        waiver_reason=values["waiver_reason"],
        instalments=[
            {"due_on": line.split()[0], "amount": _units(line.split()[1], values["currency"])}
            for line in values["instalments"]
        ],
        agreed_on=date.fromisoformat(values["agreed_on"]) if values["agreed_on"] else None,
        note=values["note"],
    )


def _payments(assessment: Assessment, lines: list[str]) -> list[Payment]:
    return [
        Payment(
            assessment=assessment,
            paid_on=date.fromisoformat(line.split()[0]),
            amount=_units(line.split()[1], assessment.currency),
        )
        for line in lines
    ]


def _units(text: str, currency: str) -> int:
    """Read a sum of a plan, which is one or empty."""
    return minor_units(text, currency) or 0
