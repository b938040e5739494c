"""The tellers' page of a session: votes that are called in because a line is lost, entered by one and confirmed by another."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comitia.core.governance.record import Access
from comitia.platform.actors import actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now
from comitia.platform.typed import reference_in
from comitia.proceedings.queries.results import ballot_view
from comitia.proceedings.queries.room import room_of, session_topic
from comitia.voting import actions as voting
from comitia.voting.queries.telling import telling_now, why_not_teller
from comitia.web.access import PersonRequest, signed_in
from comitia.web.live_pages import live_page, sitting_for

PANELS: Final = ("bar", "called_votes")


@require_safe
@signed_in
def tellers(request: PersonRequest, slug: str) -> HttpResponse:
    """Show who has not voted in the running ballot, and take what they call in."""
    return _page(request, slug, at=now())


@require_safe
@signed_in
def panels(request: PersonRequest, slug: str) -> HttpResponse:
    """Give the panels of the page as they are now."""
    context = _context(request, slug, at=now())
    drawn = {name: render_to_string(f"room/panels/{name}.html", context, request) for name in PANELS}
    return JsonResponse({"panels": drawn})


@require_POST
@signed_in
def enter_vote(request: PersonRequest, slug: str) -> HttpResponse:
    """Enter the vote of a member as one teller, or confirm it as another; what is refused stays on the page as typed."""
    sitting_for(request, slug, why_not_teller)
    ballot, at = reference_in(request.POST.get("ballot", "")), now()
    if ballot is None:
        messages.error(request, _("Nothing was done: the page was out of date. Try again."))
        return redirect("tellers", slug=slug)
    member, chosen = request.POST.get("member", "")[:80], request.POST.getlist("choice")
    try:
        counts = voting.cast_for_tellers(ballot, member=member, typed=chosen, by=actor_of(request), at=at)
    except RefusedError as refused:
        messages.error(request, str(refused.answer.sentence))
        return _page(request, slug, at=at, typed=request.POST)
    entered = _("The vote is entered. It counts once another teller enters the same.")
    messages.success(request, _("Both of you entered the same: the vote counts.") if counts else entered)
    return redirect("tellers", slug=slug)


def _page(request: HttpRequest, slug: str, *, at: datetime, typed: QueryDict | None = None) -> HttpResponse:
    live = live_page(request, slug, topic=session_topic(slug), panels="tellers_panels", needs_ticket=True)
    context = _context(request, slug, at=at) | {"typed": typed, "live": live}
    return render(request, "room/tellers.html", context, status=422 if typed is not None else 200)


def _context(request: HttpRequest, slug: str, *, at: datetime) -> dict[str, Any]:
    sitting = sitting_for(request, slug, why_not_teller)
    room = room_of(slug, language=get_language() or "en", sees_closed=True, at=at)
    ballot = ballot_view(slug, access=Access.COMMITTEE, at=at)
    return {"room": room, "ballot": ballot, "telling": telling_now(sitting, actor_of(request)), "at": at}


urlpatterns = [
    path("room/<slug:slug>/tellers/", tellers, name="tellers"),
    path("room/<slug:slug>/tellers/panels/", panels, name="tellers_panels"),
    path("room/<slug:slug>/tellers/vote/", enter_vote, name="enter_called_vote"),
]
