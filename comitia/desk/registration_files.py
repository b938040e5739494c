"""The list of registrations as a CSV file or a spreadsheet, in which no cell is taken for a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comitia.accreditation.queries import answer_reader
from comitia.platform.tables import csv_text
from comitia.platform.texts import text_in


def csv_file(registrations: Sequence[Any], *, questions: Sequence[Any]) -> HttpResponse:
    """Write the registrations as CSV."""
    text = csv_text(_columns(questions), _rows(registrations, questions))
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=_named("registrations.csv"))


def spreadsheet(registrations: Sequence[Any], *, questions: Sequence[Any]) -> HttpResponse:
    """Write the registrations as XLSX, row by row, so that a long list costs little memory."""
    import xlsxwriter  # a quarter of a second at start, for something done once a week

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
        for column, word in enumerate(_columns(questions)):
            sheet.write_string(0, column, word, heading)
        for row, cells in enumerate(_rows(registrations, questions), 1):
            for column, cell in enumerate(cells):
                sheet.write_string(row, column, cell)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return HttpResponse(file.getvalue(), content_type=kind, headers=_named("registrations.xlsx"))


def _named(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}


def _columns(questions: Iterable[Any]) -> list[str]:
    language = get_language() or "en"
    fixed = [
        _("Reference"),
        _("State"),
        _("Category"),
        _("Name"),
        _("E-mail"),
        _("Language"),
        _("Member"),
        _("Region"),
        _("Sent (UTC)"),
        _("Decided (UTC)"),
        _("Reason"),
        _("Who may see the name"),
        _("Recording"),
    ]
    return fixed + [str(text_in(question.labels, language)) for question in questions]


def _rows(registrations: Iterable[Any], questions: Sequence[Any]) -> Iterator[list[str]]:
    language = get_language() or "en"
    yes_no = {True: _("Yes"), False: _("No"), None: ""}
    read = answer_reader(questions)
    for one in registrations:
        region = one.member.region if one.member else None
        yield [
            str(one.reference),
            str(one.get_state_display()),
            str(text_in(one.category.names, language)),
            one.person.name,
            one.person.email,
            one.person.language,
            one.member.name if one.member else "",
            str(text_in(region.names, language)) if region else "",
            _moment(one.submitted_at),
            _moment(one.decided_at),
            one.reason,
            str(one.get_publish_display()),
            yes_no[one.recording_consent],
            *(answer.value.replace("\n", "; ") for answer in read(one.answers | one.staff_answers)),
        ]


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}" if at else ""
