"""The list of registrations as a CSV file or a spreadsheet, in which no cell is taken for a formula."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from django.http import HttpResponse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from comitia.accreditation.queries import answer_reader
from comitia.accreditation.queries.privacy import is_read
from comitia.platform.attachments import attachment
from comitia.platform.tables import csv_text
from comitia.platform.texts import text_in


def csv_file(registrations: Sequence[Any], *, questions: Sequence[Any], reads: Collection[str]) -> HttpResponse:
    """Write the registrations as CSV, as far as `reads` names the fields."""
    text = csv_text(*_table(registrations, questions, reads))
    return attachment(text.encode(), name="registrations.csv", media_type="text/csv; charset=utf-8")


def spreadsheet(registrations: Sequence[Any], *, questions: Sequence[Any], reads: Collection[str]) -> HttpResponse:
    """Write the registrations as XLSX, row by row, so that a long list costs little memory."""
    import xlsxwriter  # a quarter of a second at start, for something done once a week

    headings, rows = _table(registrations, questions, reads)
    file = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        heading = book.add_format({"bold": True})
        for column, word in enumerate(headings):
            sheet.write_string(0, column, word, heading)
        for row, cells in enumerate(rows, 1):
            for column, cell in enumerate(cells):
                sheet.write_string(row, column, cell)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return attachment(file.getvalue(), name="registrations.xlsx", media_type=kind)


def _text(texts: Any) -> str:
    return str(text_in(texts, get_language() or "en"))


def _region(one: Any) -> str:
    region = one.member.region if one.member else None
    return _text(region.names) if region else ""


def _recording(one: Any) -> str:
    return {True: _("Yes"), False: _("No"), None: ""}[one.recording_consent]


# The field of the table of readers, the heading, and what stands under it
COLUMNS: Final[tuple[tuple[str, Any, Callable[[Any], Any]], ...]] = (
    ("state", gettext_lazy("Reference"), lambda one: one.reference),
    ("state", gettext_lazy("State"), lambda one: one.get_state_display()),
    ("category", gettext_lazy("Category"), lambda one: _text(one.category.names)),
    ("name", gettext_lazy("Name"), lambda one: one.person.name),
    ("email", gettext_lazy("E-mail"), lambda one: one.person.email),
    ("language", gettext_lazy("Language"), lambda one: one.person.language),
    ("member", gettext_lazy("Member"), lambda one: one.member.name if one.member else ""),
    ("member", gettext_lazy("Region"), _region),
    ("moments", gettext_lazy("Sent (UTC)"), lambda one: _moment(one.submitted_at)),
    ("moments", gettext_lazy("Decided (UTC)"), lambda one: _moment(one.decided_at)),
    ("reason", gettext_lazy("Reason"), lambda one: one.reason),
    ("consents", gettext_lazy("Who may see the name"), lambda one: one.get_publish_display()),
    ("consents", gettext_lazy("Recording"), _recording),
)


def _table(
    registrations: Iterable[Any], questions: Sequence[Any], reads: Collection[str]
) -> tuple[list[str], Iterator[list[str]]]:
    """Give headings and rows of what whoever takes the file may read."""
    fixed = [(heading, value) for field, heading, value in COLUMNS if field in reads]
    asked = [question for question in questions if is_read(question, reads)]
    headings = [str(heading) for heading, _value in fixed] + [_text(question.labels) for question in asked]
    read = answer_reader(asked)
    rows = (
        [str(value(one)) for _heading, value in fixed]
        + [answer.value.replace("\n", "; ") for answer in read(one.answers | one.staff_answers)]
        for one in registrations
    )
    return headings, rows


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}" if at else ""
