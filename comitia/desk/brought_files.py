"""Files that officers bring: taken up to a size, shown row by row before anything is written, their errors given back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comitia.desk.field_names import field_name
from comitia.platform.attachments import attachment
from comitia.platform.plans import Plan, PlannedRow, RowState
from comitia.platform.tables import LARGEST_FILE, csv_text

ROWS_PER_PAGE: Final = 100
TABLES: Final = (".csv", ".tsv", ".txt", ".xlsx")
SPLIT: Final = gettext_lazy("The file is larger than 20 MB. Split it and bring the parts one after the other.")
STATE_NAMES: Final = {
    RowState.NEW: gettext_lazy("New"),
    RowState.CHANGED: gettext_lazy("Changed"),
    RowState.SAME: gettext_lazy("No change"),
    RowState.ERROR: gettext_lazy("Errors"),
}


class BroughtFile(forms.FileField):
    """A file with one of the endings in `accept`; `too_large` says what to do with one that is larger than we read."""

    def __init__(self, *, help_text: Any, accept: tuple[str, ...] = TABLES, too_large: Any = SPLIT) -> None:
        super().__init__(
            label=gettext_lazy("File"),
            help_text=help_text,
            widget=forms.FileInput(attrs={"accept": ",".join(accept)}),
            error_messages={
                "empty": gettext_lazy("The file is empty. Choose the file again."),
                "too_large": too_large,
            },
        )

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(self.error_messages["too_large"], code="too_large")
        return file


def preview_of(plan: Plan, request: HttpRequest, *, cells: Callable[[PlannedRow], list[str]]) -> dict[str, Any]:
    """Lay out what applying a plan would do: a page of its rows in the state asked for, each with what `cells` says of it."""
    state = request.GET.get("state", "")
    rows = plan.rows_in(RowState(state)) if state in list(RowState) else list(plan.rows)
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    states = [
        ("", _("All"), len(plan.rows)),
        *((one.value, name, plan.counts[one]) for one, name in STATE_NAMES.items()),
    ]
    return {
        "plan": plan,
        "page": page,
        "rows": [
            {
                "number": row.number,
                "state": row.state.value,
                "errors": [str(reason) for reason in row.reasons],
                "cells": [*cells(row), " ".join(str(found) for found in row.findings)],
            }
            for row in page
        ],
        "query": f"state={state}" if state else "",
        "states": [(f"?state={value}", name, count, value == state) for value, name, count in states],
        "to_write": plan.counts["new"] + plan.counts["changed"],
    }


def changes_of(row: PlannedRow) -> str:
    """Write what a row would change, each field with what is there and what would be."""
    return "; ".join(
        f"{field_name(name)}: {_word(before)} → {_word(after)}" for name, (before, after) in row.changes.items()
    )


def errors_of(plan: Plan, *, name: str) -> HttpResponse:
    """Hand out the rows in error as CSV, each with its reasons."""
    rows = ((row.number, row.key, " ".join(map(str, row.reasons))) for row in plan.rows_in(RowState.ERROR))
    text = csv_text([_("Row"), _("About"), _("Reasons")], rows)
    return attachment(text.encode(), name=f"errors-{name}.csv", media_type="text/csv; charset=utf-8")


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value in (None, "", [], {}):
        return _("(empty)")
    if isinstance(value, dict):
        return value["speaker"] if "speaker" in value else ", ".join(f"{name}: {text}" for name, text in value.items())
    return ", ".join(map(_word, value)) if isinstance(value, list) else str(value)
