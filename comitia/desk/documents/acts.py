"""Correcting, revising, adding to and withdrawing papers, and admitting late ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comitia.core.governance.documents import Level
from comitia.desk.access import staff
from comitia.desk.documents.forms import ReasonForm, WaiverForm
from comitia.desk.documents.one import correct_form, page_of
from comitia.desk.editing import is_done
from comitia.documents import actions, queries
from comitia.platform.actors import SECRETARIAT, actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now

secretariat = staff(SECRETARIAT)


@require_POST
@secretariat
def correct(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Announce a correction in the languages chosen."""
    found = queries.paper(queries.meeting_of(reference), reference, level=Level.SECRETARIAT, at=now())
    if found is None:
        raise Http404
    form, made = correct_form(found, request.POST), []

    def announce() -> None:
        wanted = form.cleaned_data["languages"]
        made.append(actions.correct_document(reference, languages=wanted, by=actor_of(request), at=now()))

    if not is_done(form, announce):
        return page_of(request, reference, refused=form)
    messages.success(request, _("The correction is announced. Bring its file next."))
    return redirect("desk_paper", reference=made[0].reference)


@require_POST
@secretariat
def revise(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Announce a revision."""
    sentence = _("The revision is announced. Once it is issued, it takes the place of this paper.")
    return _followed(request, reference, actions.revise_document, sentence)


@require_POST
@secretariat
def add(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Announce an addendum."""
    sentence = _("The addendum is announced. Bring its file next.")
    return _followed(request, reference, actions.add_to_document, sentence)


@require_POST
@secretariat
def withdraw(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Withdraw a paper, with the reason."""
    form = ReasonForm(request.POST, prefix="withdraw")

    def act() -> None:
        actions.withdraw_document(reference, reason=form.cleaned_data["reason"], by=actor_of(request), at=now())

    if not is_done(form, act):
        return page_of(request, reference, refused=form)
    messages.success(request, _("The paper is withdrawn. Its files are handed out no more."))
    return redirect("desk_paper", reference=reference)


@require_POST
@secretariat
def waive(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Record that the meeting admits a late paper."""
    form = WaiverForm(request.POST, prefix="waive")

    def act() -> None:
        actions.waive_lateness(reference, **form.cleaned_data, by=actor_of(request), at=now())

    if not is_done(form, act):
        return page_of(request, reference, refused=form)
    messages.success(request, _("It is on record that the meeting admits this paper."))
    return redirect("desk_paper", reference=reference)


def _followed(request: HttpRequest, reference: UUID, act: Callable[..., Any], sentence: str) -> HttpResponse:
    try:
        made = act(reference, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
        return redirect("desk_paper", reference=reference)
    messages.success(request, sentence)
    return redirect("desk_paper", reference=made.reference)
