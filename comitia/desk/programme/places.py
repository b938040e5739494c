"""Who has a place in a session that takes sign-ups."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comitia.desk.programme.parts import around, meeting_or_404, secretariat
from comitia.programme import queries
from comitia.programme.queries.drafts import find_working_slot


@require_safe
@secretariat
def places(request: HttpRequest, meeting: str, slug: str) -> HttpResponse:
    """List those who have a place, by name, and those who wait for one, in their order."""
    found = meeting_or_404(meeting)
    slot = find_working_slot(meeting, slug)
    if slot is None:
        raise Http404(_("There is no such session in this programme. Choose one from the programme."))
    context = {"slot": slot, "title": slot.title(get_language() or "en"), "rows": queries.signed_up(meeting, slug)}
    context["waiting"] = queries.waiting_for_session(meeting, slug)
    return render(request, "desk/programme/places.html", context | around(found, "desk_programme"))
