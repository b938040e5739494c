"""Bringing, clearing and issuing the files of a paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comitia.core.governance.documents import Level
from comitia.desk.access import staff
from comitia.desk.documents.forms import FileForm
from comitia.desk.documents.one import page_of
from comitia.desk.editing import is_done
from comitia.documents import actions
from comitia.platform.actors import SECRETARIAT, actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.attachments import attachment
from comitia.platform.clock import now

secretariat = staff(SECRETARIAT)


@require_POST
@secretariat
def bring(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Take in the file of a paper in a language."""
    form = FileForm(request.POST, request.FILES)

    def keep() -> None:
        typed = form.cleaned_data
        with actions.receive_file(typed["file"].chunks(), name=typed["file"].name) as received:
            actions.bring_version(
                reference,
                received,
                language=typed["language"],
                status=typed["status"],
                by=actor_of(request),
                at=now(),
            )

    if not is_done(form, keep):
        return page_of(request, reference, refused=form)
    messages.success(request, _("The file is here. Look at it, then clear it."))
    return redirect("desk_paper", reference=reference)


@require_safe
@secretariat
def file(request: HttpRequest, reference: UUID, version: UUID) -> HttpResponse:
    """Hand out a version, drafts too."""
    by = actor_of(request)
    try:
        taken = actions.open_version(reference, version, level=Level.SECRETARIAT, by=by, at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
        return redirect("desk_paper", reference=reference)
    handed = attachment(taken.chunks, name=taken.name, media_type=taken.media_type, sha256=taken.sha256)
    return cast("HttpResponse", handed)


@require_POST
@secretariat
def clear(request: HttpRequest, reference: UUID, version: UUID) -> HttpResponse:
    """Clear the file that was looked at."""
    return _done(request, reference, version, actions.clear_version, _("The version is cleared. It can be issued."))


@require_POST
@secretariat
def issue(request: HttpRequest, reference: UUID, version: UUID) -> HttpResponse:
    """Issue the file that was cleared."""
    sentence = _("The version is issued, and those whom it reaches find it on the page of papers.")
    return _done(request, reference, version, actions.issue_version, sentence)


def _done(
    request: HttpRequest, reference: UUID, version: UUID, act: Callable[..., None], sentence: str
) -> HttpResponse:
    try:
        act(version, seen=request.POST.get("seen", ""), by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    else:
        messages.success(request, sentence)
    return redirect("desk_paper", reference=reference)
