"""The big screen of a session, for the wall of a hall or a stream: what is under discussion, who speaks, what is voted on."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from comitia.platform.clock import now
from comitia.proceedings.queries.room import room_of, screen_topic
from comitia.web.live_pages import live_page
from comitia.web.shell import shareable_for_a_second


@require_safe
@shareable_for_a_second
def screen(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a session in big type as everybody may see it, whoever is signed in: a wall has no reader of its own."""
    language, at = get_language() or "en", now()
    room = room_of(slug, language=language, sees_closed=False, at=at)
    if room is None:
        raise Http404
    live = live_page(request, slug, topic=screen_topic(slug, language), panels="screen_panels", needs_ticket=False)
    return render(request, "room/screen.html", {"room": room, "at": at, "live": live})


urlpatterns = [path("room/<slug:slug>/screen/", screen, name="screen")]
