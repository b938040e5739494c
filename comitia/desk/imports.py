"""The desk's imports: a table is brought, looked at row by row, then applied as it was shown."""

from __future__ import annotations

from typing import Any
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
from comitia.desk.brought_files import ROWS_PER_PAGE, BroughtFile, changes_of, errors_of, preview_of
from comitia.desk.editing import is_done, offer
from comitia.platform.actors import SECRETARIAT, actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now

secretariat = staff(SECRETARIAT)


class TableForm(forms.Form):
    """A table and what it holds."""

    kind = forms.ChoiceField(label=gettext_lazy("What the table holds"), widget=forms.RadioSelect)
    file = BroughtFile(
        help_text=gettext_lazy(
            "CSV in any usual encoding, or .xlsx. At most 20 MB and 20,000 rows. Its first row names the columns."
        )
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", queries.kind_choices())


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
    words = preview_of(plan, request, cells=lambda row: [row.key, changes_of(row)])
    words |= {"brought": brought, "refusal": refusal}
    return render(request, "desk/imports/preview.html", words, status=409 if refusal else 200)


@secretariat
def errors(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Hand out the rows in error as CSV, each with its reasons."""
    brought = queries.brought_table(reference)
    if brought is None or brought.applied_at:
        raise Http404
    return errors_of(look_at(reference, by=actor_of(request)), name=brought.kind)


urlpatterns = [
    path("imports/", imports, name="desk_imports"),
    path("imports/<uuid:reference>/", one, name="desk_import"),
    path("imports/<uuid:reference>/errors.csv", errors, name="desk_import_errors"),
]
