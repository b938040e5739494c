"""The desk's imports: a table is brought, looked at row by row, then applied as it was shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comitia.archive.actions import apply_table, bring_table, look_at
from comitia.archive.queries import imports as queries
from comitia.desk.access import staff
from comitia.desk.editing import is_done, offer
from comitia.desk.field_names import field_name
from comitia.platform.actors import SECRETARIAT, actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.attachments import attachment
from comitia.platform.clock import now
from comitia.platform.plans import Plan, PlannedRow, RowState
from comitia.platform.tables import LARGEST_FILE, csv_text

ROWS_PER_PAGE: Final = 100
STATE_NAMES: Final = {
    RowState.NEW: gettext_lazy("New"),
    RowState.CHANGED: gettext_lazy("Changed"),
    RowState.SAME: gettext_lazy("No change"),
    RowState.ERROR: gettext_lazy("Errors"),
}
secretariat = staff(SECRETARIAT)


class TableForm(forms.Form):
    """A table and what it holds."""

    kind = forms.ChoiceField(label=gettext_lazy("What the table holds"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV in any usual encoding, or .xlsx. At most 20 MB and 20,000 rows. Its first row names the columns."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        error_messages={"empty": gettext_lazy("The file is empty. Choose the file again.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", queries.kind_choices())

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(
                _("The file is larger than 20 MB. Split it and bring the parts one after the other.")
            )
        return file


@secretariat
def imports(request: HttpRequest) -> HttpResponse:
    """List what was imported, and bring a table."""
    form = TableForm(request.POST or None, request.FILES or None)
    reference: UUID | None = None

    def bring() -> None:
        nonlocal reference
        file = form.cleaned_data["file"]
        reference = bring_table(
            kind=form.cleaned_data["kind"],
            file_name=file.name,
            content=file.read(),
            by=actor_of(request),
            at=now(),
        )

    if request.method == "POST" and is_done(form, bring):
        return redirect("desk_import", reference=reference)
    page = Paginator(queries.applied_imports(), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "reports": [queries.as_brought(row) for row in page]}
    return render(request, "desk/imports/list.html", context, status=422 if form.is_bound else 200)


@secretariat
def one(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Show what applying a table would do, row by row, or the report of one that was applied."""
    brought = queries.brought_table(reference)
    if brought is None:
        raise Http404
    if brought.applied_at:
        page = Paginator(brought.findings, ROWS_PER_PAGE).get_page(request.GET.get("page"))
        return render(request, "desk/imports/report.html", {"brought": brought, "page": page})
    by = actor_of(request)
    refusal = ""
    if request.method == "POST":
        try:
            apply_table(reference, shown=request.POST.get("shown", ""), by=by, at=now())
        except RefusedError as error:
            refusal = str(error.answer.sentence)
        else:
            messages.success(request, _("The table is imported."))
            return redirect("desk_import", reference=reference)
    plan = look_at(reference, by=by)
    return _preview(request, brought, plan, refusal=refusal)


@secretariat
def errors(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Hand out the rows in error as CSV, each with its reasons."""
    brought = queries.brought_table(reference)
    if brought is None or brought.applied_at:
        raise Http404
    rows = look_at(reference, by=actor_of(request)).rows_in(RowState.ERROR)
    listed = ((row.number, row.key, " ".join(str(reason) for reason in row.reasons)) for row in rows)
    text = csv_text([_("Row"), _("About"), _("Reasons")], listed)
    return attachment(text.encode(), name=f"errors-{brought.kind}.csv", media_type="text/csv; charset=utf-8")


def _preview(request: HttpRequest, brought: queries.Brought, plan: Plan, *, refusal: str) -> HttpResponse:
    state = request.GET.get("state", "")
    rows = plan.rows_in(RowState(state)) if state in list(RowState) else list(plan.rows)
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "brought": brought,
        "plan": plan,
        "refusal": refusal,
        "page": page,
        "rows": list(_shown(page.object_list)),
        "state": state,
        "query": f"state={state}" if state else "",
        "tabs": [
            ("", _("All"), len(plan.rows)),
            *((one.value, name, plan.counts[one]) for one, name in STATE_NAMES.items()),
        ],
        "to_write": plan.counts["new"] + plan.counts["changed"],
    }
    return render(request, "desk/imports/preview.html", context, status=409 if refusal else 200)


def _shown(rows: Iterable[PlannedRow]) -> Iterable[dict[str, Any]]:
    """Lay out rows for the table of the preview."""
    for row in rows:
        changes = [
            f"{field_name(name)}: {_word(before)} → {_word(after)}" for name, (before, after) in row.changes.items()
        ]
        yield {
            "number": row.number,
            "state": row.state.value,
            "errors": [str(reason) for reason in row.reasons],
            "cells": [row.key, "; ".join(changes), " ".join(str(found) for found in row.findings)],
        }


def _word(value: Any) -> str:
    if value is None or value == "":
        return _("(empty)")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


urlpatterns = [
    path("imports/", imports, name="desk_imports"),
    path("imports/<uuid:reference>/", one, name="desk_import"),
    path("imports/<uuid:reference>/errors.csv", errors, name="desk_import_errors"),
]
