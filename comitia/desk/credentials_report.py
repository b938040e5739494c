"""The report of the credentials committee as a document to edit and sign, and as pages to print."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from comitia.accreditation.queries.credentials import Report
from comitia.meetings.queries import meeting_name
from comitia.platform.typesetting.pages import typeset


def document_of(report: Report, *, at: datetime) -> bytes:
    """Write the report in the language in force as a DOCX file."""
    from docx import Document  # megabytes of XML tools for a report now and then

    document = Document()
    name = str(meeting_name(report.meeting.kind, report.meeting.year))
    document.core_properties.title = _("Report on credentials")
    document.core_properties.author = ""
    document.add_heading(_("Report on credentials"), 0)
    document.add_paragraph(_("%(meeting)s, as of %(date)s") % {"meeting": name, "date": date_format(at, "DATE_FORMAT")})
    for title, listed in sections_of(report):
        document.add_heading(title, 1)
        for sentence in listed:
            document.add_paragraph(sentence, style="List Bullet")
        if not listed:
            document.add_paragraph(_("None."))
    document.add_heading(_("Who holds the votes"), 1)
    table = document.add_table(rows=1, cols=3)
    table.style = "Light Grid Accent 1"
    _fill(table.rows[0].cells, (_("Member"), _("Holder"), _("Remark")))
    for seat in report.seats:
        holder = seat.holder.registration.name if seat.holder else ""
        _fill(table.add_row().cells, (seat.member.name, holder, str(seat.reason)))
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def pages_of(report: Report, *, at: datetime) -> bytes:
    """Set the report in the language in force as a PDF."""
    name = str(meeting_name(report.meeting.kind, report.meeting.year))
    parts: list[dict[str, Any]] = [
        {"kind": "list", "title": title, "rows": listed}
        if listed
        else {"kind": "words", "title": title, "words": _("None.")}
        for title, listed in sections_of(report)
    ]
    seats = [
        [one.member.name, one.holder.registration.name if one.holder else "", str(one.reason)] for one in report.seats
    ]
    columns = [_("Member"), _("Holder"), _("Remark")]
    title = _("Who holds the votes")
    parts.append({"kind": "table", "title": title, "widths": [3, 3, 4], "columns": columns, "rows": seats})
    data = {
        "title": _("Report on credentials"),
        "line": _("%(meeting)s, as of %(date)s") % {"meeting": name, "date": date_format(at, "DATE_FORMAT")},
        "language": (get_language() or "en").partition("-")[0],
        "rtl": get_language_bidi(),
        "page": _("Page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"},
        "parts": parts,
    }
    return typeset("report", data).content


def sections_of(report: Report) -> list[tuple[str, list[str]]]:
    """List the findings of the report, each with the delegations under it and who is in them."""
    return [
        (_("Credentials accepted"), _lines(report.accepted)),
        (_("Credentials provisionally accepted"), _lines(report.provisional)),
        (_("Credentials not decided yet"), _lines(report.pending)),
        (_("Credentials rejected"), _lines(report.rejected)),
        (_("Members that sit and have named nobody"), list(report.missing)),
    ]


def _lines(delegations: Iterable[Any]) -> list[str]:
    return [
        f"{one.entity}: "
        + "; ".join(f"{delegate.registration.name} ({delegate.get_role_display()})" for delegate in one.listed)
        for one in delegations
    ]


def _fill(cells: Iterable[Any], words: Iterable[str]) -> None:
    for cell, word in zip(cells, words, strict=True):
        cell.text = word
