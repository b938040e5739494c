"""What an import would do, row by row, before anything is written; applied only if it still is what was shown."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext_noop as _

from comitia.platform.answers import refuse
from comitia.platform.dates import day_of
from comitia.platform.remarks import Remark
from comitia.platform.tables import Row, Table

COUNTRY: Final = re.compile(r"[A-Z]{2}")
DOUBTS: Final = re.compile(r"\b(another source|not confirmed|inferred|not stated|not in the source)\b", re.IGNORECASE)


class RowState(StrEnum):
    """What an import would do with a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row of the file and what would become of it.

    `values` is what would be written, `changes` what is there before and after, `reasons` why it cannot be taken,
    `findings` what a person should look at although it can.
    """

    number: int
    state: RowState
    key: str
    values: Mapping[str, Any] = field(default_factory=dict)
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    reasons: tuple[Remark, ...] = ()
    findings: tuple[Remark, ...] = ()


class Finding(NamedTuple):
    """A finding with the number of its row and what the row is about; 0 is the file as a whole."""

    row: int
    key: str
    remark: Remark


@dataclass(frozen=True)
class Plan:
    """All rows of a file, with the remarks about the file itself."""

    rows: tuple[PlannedRow, ...]
    remarks: tuple[Remark, ...] = ()

    @cached_property
    def counts(self) -> dict[str, int]:
        """Count the rows by state, and the findings."""
        states = Counter(row.state.value for row in self.rows)
        return {state.value: states[state.value] for state in RowState} | {
            "findings": sum(len(row.findings) for row in self.rows) + len(self.remarks)
        }

    @cached_property
    def digest(self) -> str:
        """Hash what would be written, so that a plan that has changed since it was shown is noticed."""
        digest = hashlib.sha256()
        for row in self.rows:
            said = [
                row.number,
                row.state,
                row.key,
                dict(row.values),
                dict(row.changes),
                [one.code for one in row.reasons],
            ]
            digest.update(json.dumps(said, sort_keys=True, default=str).encode())
        return digest.hexdigest()

    @property
    def writes(self) -> bool:
        return bool(self.counts["new"] or self.counts["changed"])

    def rows_in(self, *states: RowState) -> list[PlannedRow]:
        return [row for row in self.rows if row.state in states]

    def facts(self, *, file: str) -> dict[str, Any]:
        """Say for the journal what applying the plan wrote."""
        written = {state.value: [row.key for row in self.rows_in(state)] for state in (RowState.NEW, RowState.CHANGED)}
        return {"file": file, "counts": self.counts, **written}

    def findings(self) -> list[Finding]:
        """List every finding, those about the file first."""
        return [Finding(0, "", one) for one in self.remarks] + [
            Finding(row.number, row.key, one) for row in self.rows for one in row.findings
        ]


def still_as_shown(plan: Plan, digest: str | None) -> Plan:
    """Refuse to apply a plan that is not the one that was shown; None applies whatever it is."""
    if digest is not None and plan.digest != digest:
        refuse(
            "plan_changed",
            Remark("plan_changed", _("The data changed since you looked. Check the rows again, then apply.")),
        )
    return plan


def planned(reading: Reading, *, key: str, values: Mapping[str, Any], before: Mapping[str, Any] | None) -> PlannedRow:
    """Compare what a row says with what is there (None: nothing yet)."""
    findings = tuple(reading.findings)
    if reading.reasons:
        return PlannedRow(reading.number, RowState.ERROR, key, reasons=tuple(reading.reasons))
    if before is None:
        return PlannedRow(reading.number, RowState.NEW, key, values, findings=findings)
    changes = {name: (before[name], value) for name, value in values.items() if before[name] != value}
    state = RowState.CHANGED if changes else RowState.SAME
    return PlannedRow(reading.number, state, key, values, changes, findings=findings)


def check_columns(table: Table, *, needed: Sequence[str], known: Sequence[str]) -> tuple[Remark, ...]:
    """Refuse a table without the columns an import needs; remark on those it does not know."""
    if missing := [name for name in needed if name not in table.columns]:
        refuse(
            "column_missing",
            Remark(
                "column_missing",
                _("The file has no column “%(name)s”. It must have: %(needed)s."),
                {"name": missing[0], "needed": ", ".join(needed)},
            ),
        )
    unknown = [name for name in table.columns if name not in known]
    return table.remarks + tuple(
        Remark("column_unknown", _("The column “%(name)s” is not known and is left out."), {"name": name})
        for name in unknown
    )


class Reading:
    """Reads the cells of one row; what cannot be read becomes a reason against the row."""

    def __init__(self, row: Row, cells: Mapping[str, str]) -> None:
        self.number = row.number
        self.cells = cells
        self.reasons: list[Remark] = []
        self.findings: list[Remark] = []
        if row.is_too_long:
            self.fault(
                "row_too_long", _("The row has more cells than the heading. Put a text with a delimiter in quotes.")
            )

    def fault(self, code: str, template: str, **values: Any) -> None:
        self.reasons.append(Remark(code, template, values))

    def find(self, code: str, template: str, **values: Any) -> None:
        self.findings.append(Remark(code, template, values))

    def has(self, column: str) -> bool:
        return column in self.cells

    def text(self, column: str, *, longest: int = 20_000, needed: bool = False) -> str:
        text = self.cells.get(column, "")
        if needed and not text:
            self.fault("cell_empty", _("“%(column)s” is empty. Fill it in."), column=column)
        if len(text) > longest:
            self.fault(
                "cell_too_long",
                _("“%(column)s” is longer than %(longest)s characters. Shorten it."),
                column=column,
                longest=longest,
            )
        return text

    def whole(self, column: str, *, lowest: int, highest: int, needed: bool = False) -> int | None:
        text = self.text(column, needed=needed)
        if not text:
            return None
        if not re.fullmatch(r"-?\d{1,12}", text) or not lowest <= int(text) <= highest:
            self._unreadable(
                column,
                text,
                _("“%(column)s” is “%(text)s”; it must be a whole number from %(lowest)s to %(highest)s."),
                lowest=lowest,
                highest=highest,
            )
            return None
        return int(text)

    def degrees(self, column: str, *, most: int) -> float | None:
        text = self.text(column)
        if not text:
            return None
        if not re.fullmatch(r"-?\d{1,3}(\.\d{1,12})?", text) or abs(float(text)) > most:
            self._unreadable(
                column,
                text,
                _("“%(column)s” is “%(text)s”; it must be degrees from -%(most)s to %(most)s, such as 37.566."),
                most=most,
            )
            return None
        return float(text)

    def partial_date(self, column: str) -> str:
        text = self.text(column)
        if text and day_of(text) is None:
            self._unreadable(
                column, text, _("“%(column)s” is “%(text)s”; a date is written 2017, 2017-06 or 2017-06-27.")
            )
        return text

    def country(self, column: str) -> str:
        text = self.text(column).upper()
        if text and not COUNTRY.fullmatch(text):
            self._unreadable(
                column, text, _("“%(column)s” is “%(text)s”; it must be the two letters of a country, such as KR.")
            )
        return text

    def doubts(self, note: str) -> None:
        """Report a note in which the source table itself says that something is not sure."""
        if DOUBTS.search(note):
            self.find("doubt", _("The source is not sure: %(note)s."), note=note.rstrip("."))

    def _unreadable(self, column: str, text: str, template: str, **values: Any) -> None:
        self.fault("cell_unreadable", template, column=column, text=text[:80], **values)
