"""Who takes part in the meeting, and its days for the calendar of those who do."""

from __future__ import annotations

from typing import Final

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from comitia.accreditation import queries
from comitia.platform.texts import text_in
from comitia.web.access import PersonRequest, signed_in

PEOPLE_PER_PAGE: Final = 100


@require_safe
@signed_in
def calendar(request: PersonRequest) -> HttpResponse:
    """Hand out the days of the meeting as a calendar file."""
    own = queries.own_registration(request.user)
    written = queries.meeting_calendar(own.category.meeting) if own else b""
    if not own or not written:
        raise Http404
    name = f"{own.category.meeting.slug}.ics"
    return HttpResponse(
        written,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_safe
def participants(request: HttpRequest) -> HttpResponse:
    """List the people who take part and let this reader know it."""
    reader = request.user.reference if request.user.is_authenticated else None
    pages = Paginator(queries.participants(reader=reader), PEOPLE_PER_PAGE)
    language = get_language() or "en"
    shown = pages.get_page(request.GET.get("page"))
    people = [
        {
            "name": one.person.name,
            "category": text_in(one.category.names, language),
            "member": one.member.name if one.member else "",
        }
        for one in shown
    ]
    return render(request, "registration/participants.html", {"page": shown, "people": people})


urlpatterns = [
    path("register/calendar.ics", calendar, name="registration_calendar"),
    path("participants/", participants, name="participants"),
]
