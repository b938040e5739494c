"""Programmes of other systems: a file is brought, looked at row by row, then applied as it was shown; and what they fetch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from comitia.core.timetable.exchange.reading import LARGEST_FILE
from comitia.desk.editing import is_done
from comitia.desk.field_names import field_name
from comitia.desk.programme.parts import around, meeting_or_404, secretariat
from comitia.desk.texts_form import language_name
from comitia.platform.actors import actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now
from comitia.platform.plans import Plan, PlannedRow, RowState
from comitia.programme.actions import exchange as actions
from comitia.programme.queries import exchange as queries

ROWS_PER_PAGE: Final = 100
STATE_NAMES: Final = {
    RowState.NEW: gettext_lazy("New"),
    RowState.CHANGED: gettext_lazy("Changed"),
    RowState.SAME: gettext_lazy("No change"),
    RowState.ERROR: gettext_lazy("Errors"),
}
KIND_NAMES: Final = {
    "room": gettext_lazy("Room"),
    "speaker": gettext_lazy("Speaker"),
    "session": gettext_lazy("Session"),
}
# Addresses under which other systems fetch the programme, under each language
FETCHED: Final = ("programme_xml", "programme_json", "programme_widget")


class FileForm(forms.Form):
    """A file of a programme and the language of its texts."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("The schedule.xml or schedule.json of frab, pretalx and others. At most 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".xml,.json"}),
        error_messages={"empty": gettext_lazy("The file is empty. Choose the file again.")},
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the texts"),
        help_text=gettext_lazy("Files of pretalx can hold several; they are all taken over."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [(code, language_name(code)) for code, _name in settings.LANGUAGES]  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(
                _("The file is larger than 20 MB. Export one programme, without recordings, and bring it again.")
            )
        return file


@secretariat
def exchange(request: HttpRequest, meeting: str) -> HttpResponse:
    """Bring a file, and list those that were applied and the addresses that others fetch."""
    found = meeting_or_404(meeting)
    form = FileForm(request.POST or None, request.FILES or None, initial={"language": get_language()})
    reference: UUID | None = None

    def bring() -> None:
        nonlocal reference
        file = form.cleaned_data["file"]
        reference = actions.bring_programme(
            meeting,
            file_name=file.name,
            content=file.read(),
            language=form.cleaned_data["language"],
            by=actor_of(request),
            at=now(),
        )

    if request.method == "POST" and is_done(form, bring):
        return redirect("desk_brought_programme", meeting=meeting, reference=reference)
    context = {"form": form, "reports": queries.applied_programmes(meeting), "fetched": FETCHED}
    status = 422 if form.is_bound else 200
    return render(request, "desk/programme/exchange.html", context | around(found, "desk_exchange"), status=status)


@secretariat
def one(request: HttpRequest, meeting: str, reference: UUID) -> HttpResponse:
    """Show what applying a file would do, row by row, or the report of one that was applied."""
    found = meeting_or_404(meeting)
    brought = queries.brought_programme(meeting, reference)
    if brought is None:
        raise Http404
    if brought.applied_at:
        page = Paginator(brought.findings, ROWS_PER_PAGE).get_page(request.GET.get("page"))
        context = {"brought": brought, "page": page, **around(found, "desk_exchange")}
        return render(request, "desk/programme/brought.html", context)
    by = actor_of(request)
    refusal = ""
    try:
        if request.method == "POST":
            actions.apply_programme_file(meeting, reference, shown=request.POST.get("shown", ""), by=by, at=now())
            messages.success(request, _("The file is taken over. Readers see it after the next release."))
            return redirect("desk_brought_programme", meeting=meeting, reference=reference)
    except RefusedError as error:
        refusal = str(error.answer.sentence)
    plan = actions.look_at_programme(meeting, reference, by=by)
    context = _preview(request, plan) | {"brought": brought, "refusal": refusal, **around(found, "desk_exchange")}
    return render(request, "desk/programme/preview.html", context, status=409 if refusal else 200)


def _preview(request: HttpRequest, plan: Plan) -> dict[str, Any]:
    state = request.GET.get("state", "")
    rows = plan.rows_in(RowState(state)) if state in list(RowState) else list(plan.rows)
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return {
        "plan": plan,
        "page": page,
        "rows": list(_shown(page.object_list)),
        "state": state,
        "query": f"state={state}" if state else "",
        "states": [
            ("", _("All"), len(plan.rows)),
            *((one.value, name, plan.counts[one]) for one, name in STATE_NAMES.items()),
        ],
        "to_write": plan.counts["new"] + plan.counts["changed"],
    }


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
            "cells": [
                KIND_NAMES[row.key.partition("/")[0]],
                _about(row),
                "; ".join(changes),
                " ".join(str(found) for found in row.findings),
            ],
        }


def _about(row: PlannedRow) -> str:
    """Name what a row is about: its title or name, else its place in the file."""
    texts = row.values.get("titles") or row.values.get("names") or {}
    return row.values.get("name") or next(iter(texts.values()), "") or row.key.partition("/")[2]


def _word(value: Any) -> str:
    if value is None or (not value and value not in (False, 0)):
        return _("(empty)")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return value["speaker"] if "speaker" in value else ", ".join(f"{name}: {text}" for name, text in value.items())
    return ", ".join(map(_word, value)) if isinstance(value, list) else str(value)
