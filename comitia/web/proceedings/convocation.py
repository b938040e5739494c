"""The convocation of a session, for those whom it calls: when, with which agenda; they confirm that they have it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comitia.accreditation.queries.paper_readers import level_of
from comitia.core.governance.documents import Level
from comitia.meetings.queries import meeting_row
from comitia.platform.actors import actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now
from comitia.proceedings import actions
from comitia.proceedings.queries.convocation_agenda import sent_items
from comitia.proceedings.queries.convocation_words import TAGS
from comitia.proceedings.queries.convocations import OwnCall, calls_of
from comitia.web.access import PersonRequest, signed_in


@require_safe
@signed_in
def convocation(request: PersonRequest, slug: str) -> HttpResponse:
    """Show the reader the convocations that call them, the last one with the agenda that was sent."""
    row = meeting_row(slug)
    if row is None:
        raise Http404
    calls = calls_of(slug, request.user.reference)
    if not calls:
        return render(request, "proceedings/not_convoked.html", {"row": row})
    level = level_of(actor_of(request), slug)
    level = Level.COMMITTEE if level is Level.SECRETARIAT else max(level, Level.PARTICIPANTS, key=list(Level).index)
    last = calls[0].convocation
    context = {
        "row": row,
        "last": last,
        "mine": [one for one in calls if one.convocation == last],
        "earlier": _earlier(calls[1:], last),
        "items": sent_items(last.agenda, language=get_language() or "en", level=level),
        "tags": TAGS,
        "clock": row.zone or "UTC",
    }
    return render(request, "proceedings/convocation.html", context)


@require_POST
@signed_in
def acknowledge(request: PersonRequest, slug: str, reference: UUID) -> HttpResponse:
    """Confirm that the convocation was received."""
    try:
        actions.acknowledge_convocation(reference, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    else:
        messages.success(request, _("Thank you. The secretariat sees that you have received the convocation."))
    return redirect("convocation", slug=slug)


def _earlier(calls: list[OwnCall], last: Any) -> list[Any]:
    """Give the convocations before the last one, each once."""
    found = {one.convocation.pk: one.convocation for one in calls if one.convocation != last}
    return list(found.values())
