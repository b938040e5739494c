"""The secretariat's page of written statements: each is put on record or handed back with a reason."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comitia.desk.access import staff
from comitia.desk.choosing import meeting_or_404
from comitia.meetings.queries import meeting_name
from comitia.platform.actors import SECRETARIAT, actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now
from comitia.proceedings.actions.statements import accept_statement, return_statement
from comitia.proceedings.queries.statements import statements_at_desk

secretariat = staff(SECRETARIAT)


@require_safe
@secretariat
def statements(request: HttpRequest, meeting: str) -> HttpResponse:
    """List the statements of a session."""
    return _page(request, meeting_or_404(meeting))


@require_POST
@secretariat
def settle(request: HttpRequest, meeting: str, reference: UUID) -> HttpResponse:
    """Put a statement on record, or hand it back."""
    found, by, at = meeting_or_404(meeting), actor_of(request), now()
    reason = request.POST.get("reason", "")
    try:
        if request.POST.get("act") == "accept":
            accept_statement(reference, by=by, at=at)
            said = _("The statement is on record.")
        else:
            return_statement(reference, reason=reason, by=by, at=at)
            said = _("The statement is handed back.")
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
        return _page(request, found, typed={str(reference): reason})
    messages.success(request, said)
    return redirect("desk_statements", meeting=meeting)


def _page(request: HttpRequest, meeting: Any, *, typed: dict[str, str] | None = None) -> HttpResponse:
    context = {
        "slug": meeting.slug,
        "meeting": meeting_name(meeting.kind, meeting.year),
        "clock": meeting.zone or "UTC",
        "rows": statements_at_desk(meeting, language=get_language() or "en"),
        "typed": typed or {},
    }
    return render(request, "desk/sittings/statements.html", context, status=422 if typed is not None else 200)


HERE: Final = "sittings/<slug:meeting>/statements/"
urlpatterns = [
    path(HERE, statements, name="desk_statements"),
    path(f"{HERE}<uuid:reference>/", settle, name="desk_settle_statement"),
]
