"""What a session decided and what became of it, for everybody; those of closed sittings for the committee alone."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comitia.core.governance.record import Access
from comitia.platform.actors import actor_of
from comitia.platform.clock import now
from comitia.proceedings.queries import decisions as queries
from comitia.proceedings.queries.record import access_for
from comitia.web.proceedings.motions import language, named, session

PER_PAGE: Final = 50


@require_safe
def decisions(request: HttpRequest, slug: str) -> HttpResponse:
    """List what a session decided, the newest first."""
    meeting = session(slug)
    sees_closed = _sees_closed(request, slug)
    page = Paginator(queries.register(meeting=slug, with_closed=sees_closed), PER_PAGE).get_page(
        request.GET.get("page")
    )
    rows = queries.decision_rows(page, language(), with_closed=sees_closed, on=now().date())
    words = {"meeting": meeting, "name": named(meeting), "page": page, "rows": rows, "states": queries.TASK_STATES}
    return render(request, "proceedings/decisions.html", words)


@require_safe
def decision(request: HttpRequest, slug: str, reference: UUID) -> HttpResponse:
    """Show a decision, how it was taken, and what is done because of it."""
    meeting = session(slug)
    row = queries.decision_row(reference, language(), with_closed=_sees_closed(request, slug), on=now().date())
    if row is None or row.meeting != slug:
        raise Http404
    words = {"meeting": meeting, "name": named(meeting), "row": row, "states": queries.TASK_STATES}
    return render(request, "proceedings/decision.html", words)


def _sees_closed(request: HttpRequest, slug: str) -> bool:
    return access_for(actor_of(request), slug) is Access.COMMITTEE
