"""Tables as people bring them, and the records they are about, as short calls."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from uuid import uuid4

import xlsxwriter

from comitia.platform.actors import REGIONAL_OFFICE, SECRETARIAT, Actor
from comitia.platform.tables import Table, read_table

AT = datetime(2020, 11, 16, 9, 0, tzinfo=UTC)
OFFICER = Actor(person=uuid4(), capacity=SECRETARIAT, roles=frozenset({SECRETARIAT}))


def regional_officer(region: str) -> Actor:
    return Actor(uuid4(), capacity=REGIONAL_OFFICE, roles=frozenset({REGIONAL_OFFICE}), regions=frozenset({region}))


def table(*lines: str) -> Table:
    """Read lines of comma-separated cells, the first of them the heading."""
    return read_table("\n".join(lines).encode())


def xlsx(rows: list[list[object]], *, formula: str = "") -> bytes:
    """Write a spreadsheet; `formula` goes into the first cell under the heading."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if formula:
            sheet.write_formula(1, 0, formula, value=2)
    return out.getvalue()
