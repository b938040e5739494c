"""Which meeting a page of the desk is about: the one in its address, the one the site is about, or one chosen from all."""

from __future__ import annotations

from typing import Any, Final

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from comitia.meetings.queries import current_event, plans
from comitia.meetings.queries.records import kind_choices, meeting_rows

ROWS_PER_PAGE: Final = 50


def meeting_or_404(slug: str) -> Any:
    """Give the meeting that an address names."""
    found = plans.meeting_at_desk(slug)
    if found is None:
        raise Http404(_("There is no such meeting. Choose one from the list of meetings."))
    return found


def lead_to(page_of: str, request: HttpRequest, *, title: str, lead: str) -> HttpResponse:
    """Lead to a page of the meeting the site is about, or list all meetings with their pages of that name."""
    event = current_event()
    if event is not None and "all" not in request.GET:
        return redirect(page_of, meeting=event.slug)
    page = Paginator(meeting_rows(), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    words = {"page": page, "kinds": dict(kind_choices()), "page_of": page_of, "title": title, "lead": lead}
    return render(request, "desk/meetings_to_choose.html", words)
