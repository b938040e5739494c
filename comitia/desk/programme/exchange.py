"""Programmes of other systems: a file is brought, looked at row by row, then applied as it was shown; and what they fetch."""

from __future__ import annotations

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

from comitia.desk.brought_files import ROWS_PER_PAGE, BroughtFile, changes_of, preview_of
from comitia.desk.editing import is_done
from comitia.desk.programme.parts import around, meeting_or_404, secretariat
from comitia.desk.texts_form import language_name
from comitia.platform.actors import actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now
from comitia.platform.plans import PlannedRow
from comitia.programme.actions import exchange as actions
from comitia.programme.queries import exchange as queries

KIND_NAMES: Final = {
    "room": gettext_lazy("Room"),
    "speaker": gettext_lazy("Speaker"),
    "session": gettext_lazy("Session"),
}
# Addresses under which other systems fetch the programme, under each language
FETCHED: Final = ("programme_xml", "programme_json", "programme_widget")


class FileForm(forms.Form):
    """A file of a programme and the language of its texts."""

    file = BroughtFile(
        help_text=gettext_lazy("The schedule.xml or schedule.json of frab, pretalx and others. At most 20 MB."),
        accept=(".xml", ".json"),
        too_large=gettext_lazy(
            "The file is larger than 20 MB. Export one programme, without recordings, and bring it again."
        ),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the texts"),
        help_text=gettext_lazy("Files of pretalx can hold several; they are all taken over."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [(code, language_name(code)) for code, _name in settings.LANGUAGES]  # type: ignore[attr-defined]


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
    context = preview_of(plan, request, cells=_cells) | around(found, "desk_exchange")
    context |= {"brought": brought, "refusal": refusal}
    return render(request, "desk/programme/preview.html", context, status=409 if refusal else 200)


def _cells(row: PlannedRow) -> list[str]:
    return [str(KIND_NAMES[row.key.partition("/")[0]]), _about(row), changes_of(row)]


def _about(row: PlannedRow) -> str:
    """Name what a row is about: its title or name, else its place in the file."""
    texts = row.values.get("titles") or row.values.get("names") or {}
    return row.values.get("name") or next(iter(texts.values()), "") or row.key.partition("/")[2]
