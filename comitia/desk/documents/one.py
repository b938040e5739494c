"""One paper at the desk: its versions, what is to be done, what it lacks, its history."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comitia.core.governance.documents import Level
from comitia.desk.access import staff
from comitia.desk.documents.forms import CorrectForm, FileForm, PaperForm, ReasonForm, WaiverForm
from comitia.desk.editing import is_done, offer
from comitia.desk.histories import history_of
from comitia.desk.texts_form import differing, language_name
from comitia.documents import actions, queries
from comitia.platform.actors import SECRETARIAT, actor_of
from comitia.platform.clock import now

secretariat = staff(SECRETARIAT)


@require_safe
@secretariat
def paper(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Show a paper with everything that can be done to it."""
    return page_of(request, reference)


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat
def edit(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Change what is said about a paper."""
    record = queries.paper_record(reference)
    if record is None:
        raise Http404
    form = PaperForm(request.POST or None, record=record)

    def save() -> None:
        seen = form.data.get("seen", "")
        actions.change_document(reference, form.values(), seen=seen, by=actor_of(request), at=now())

    if request.method == "POST" and is_done(form, save):
        messages.success(request, _("The paper is saved."))
        return redirect("desk_paper", reference=reference)
    fresh = PaperForm(record=queries.paper_record(reference) or record)
    words = {
        "form": form,
        "record": record,
        "reference": reference,
        "differences": differing(form, fresh) if form.is_bound else [],
    }
    return render(request, "desk/documents/edit.html", words, status=422 if form.is_bound else 200)


def page_of(request: HttpRequest, reference: UUID, *, refused: forms.Form | None = None) -> HttpResponse:
    """Show a paper, with a form that was refused as it was typed."""
    found = queries.paper(queries.meeting_of(reference), reference, level=Level.SECRETARIAT, at=now())
    if found is None:
        raise Http404
    words: dict[str, Any] = {
        "paper": found,
        "file_form": FileForm(initial=_next_version(found)),
        "correct_form": correct_form(found),
        "withdraw_form": ReasonForm(prefix="withdraw"),
        "waiver_form": WaiverForm(prefix="waive"),
        "history": history_of(f"document:{reference}"),
        "form": refused,
    }
    if refused is not None:
        words[NAMES[type(refused)]] = refused
    return render(request, "desk/documents/one.html", words, status=422 if refused is not None else 200)


NAMES = {
    FileForm: "file_form",
    CorrectForm: "correct_form",
    ReasonForm: "withdraw_form",
    WaiverForm: "waiver_form",
}


def correct_form(found: queries.Paper, data: Any = None) -> CorrectForm:
    """Offer the languages in which a paper is issued."""
    form = CorrectForm(data, prefix="correct")
    issued = dict.fromkeys(one.language for one in found.versions if one.stored_state == "issued")
    offer(form, "languages", [(code, language_name(code)) for code in issued])
    return form


def _next_version(found: queries.Paper) -> dict[str, str]:
    """Offer the first version that still has no file."""
    waiting = (one for one in found.versions if one.stored_state == "announced")
    version = next(waiting, None)
    return {"language": version.language, "status": version.status} if version else {}
