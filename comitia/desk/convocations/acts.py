"""What the desk does with a convocation beside writing and issuing it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comitia.desk.convocations.forms import EndForm, ProofForm
from comitia.desk.convocations.pages import convocation_or_404, report, secretariat
from comitia.desk.editing import is_done
from comitia.desk.outbox import STATES
from comitia.platform.actors import actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.attachments import attachment
from comitia.platform.clock import now
from comitia.platform.tables import csv_text
from comitia.proceedings import actions
from comitia.proceedings.queries import convocations as queries
from comitia.proceedings.queries.convocation_words import GROUPS, ROLES


@require_POST
@secretariat
def discard(request: HttpRequest, meeting: str, reference: UUID) -> HttpResponse:
    """Throw away a convocation that was not issued."""
    try:
        actions.discard_convocation(reference, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    else:
        messages.success(request, _("The convocation is thrown away. Nobody got a letter."))
    return redirect("desk_convocations_of", meeting=meeting)


@require_POST
@secretariat
def end(request: HttpRequest, meeting: str, reference: UUID) -> HttpResponse:
    """Withdraw the convocation, or postpone its session."""
    found = convocation_or_404(meeting, reference)
    form = EndForm(request.POST, prefix="end")

    def act() -> None:
        actions.end_convocation(reference, **form.cleaned_data, by=actor_of(request), at=now())

    if not is_done(form, act):
        return report(request, found, end_form=form, status=422)
    messages.success(request, _("Everybody who was called is told."))
    return redirect("desk_convocation", meeting=meeting, reference=reference)


@require_POST
@secretariat
def prove(request: HttpRequest, meeting: str, reference: UUID) -> HttpResponse:
    """Note how an addressee was reached otherwise than by letter."""
    found = convocation_or_404(meeting, reference)
    rows = queries.addressee_rows(found, language=get_language() or "en")
    form = ProofForm(request.POST, request.FILES, addressees=rows)

    def note() -> None:
        typed: dict[str, Any] = dict(form.cleaned_data)
        file, addressee = typed.pop("file"), typed.pop("addressee")
        given = {**typed, "by": actor_of(request), "at": now()}
        if file is None:
            actions.prove_notice(reference, addressee, **given)
            return
        with actions.receive_proof(file.chunks(), name=file.name) as received:
            actions.prove_notice(reference, addressee, received=received, **given)

    if not is_done(form, note):
        return report(request, found, proof_form=form, status=422)
    messages.success(request, _("The notice is on record."))
    return redirect("desk_convocation", meeting=meeting, reference=reference)


@require_safe
@secretariat
def proof(request: HttpRequest, meeting: str, reference: UUID, notice: int) -> HttpResponse:
    """Hand out the file of a proof."""
    try:
        blob, chunks = actions.open_proof(reference, notice, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
        return redirect("desk_convocation", meeting=meeting, reference=reference)
    return attachment(chunks, name=blob.name, media_type=blob.media_type, sha256=blob.sha256)


@require_safe
@secretariat
def table(_request: HttpRequest, meeting: str, reference: UUID) -> HttpResponse:
    """Hand out who was reached by whom, when and how, as a table."""
    found = convocation_or_404(meeting, reference)
    rows = queries.addressee_rows(found, language=get_language() or "en")
    head = [
        *(_("Addressee"), _("Kind"), _("How"), _("To whom"), _("E-mail"), _("State of the letter"), _("Day")),
        *(_("Sent at"), _("Reference"), _("In words"), _("File"), _("Not reached because"), _("Receipt confirmed at")),
    ]
    name = f"convocation-{meeting}-{found.number}.csv"
    return attachment(csv_text(head, _cells(rows)).encode(), name=name, media_type="text/csv; charset=utf-8")


def _cells(rows: Any) -> Any:
    for row in rows:
        confirmed = row.acknowledged_at.isoformat() if row.acknowledged_at else ""
        for one in row.notices or (None,):
            way = ("",) * 9 if one is None else _way(one)
            yield (row.name, GROUPS[row.kind], *way, row.lack, confirmed)


def _way(one: Any) -> tuple[Any, ...]:
    return (
        one.channel_name,
        ROLES[one.role],
        one.address,
        STATES.get(one.state, one.state),
        one.sent_on.isoformat(),
        one.sent_at.isoformat() if one.sent_at else "",
        one.identifier,
        one.proof,
        one.file,
    )
