"""The panels of a room as they are now, for browsers that come in late, come back, or have panels of their own."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils.translation import get_language

from comitia.live.panels import SCREEN_PANELS, draw
from comitia.live.streams import issue_ticket
from comitia.platform.actors import actor_of
from comitia.platform.clock import now
from comitia.proceedings.queries.own_room import own_room
from comitia.proceedings.queries.room import room_of, session_topic


def panels(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the panels of a room as its reader may see them."""
    language, at = get_language() or "en", now()
    own = own_room(slug, actor_of(request), language=language, at=at)
    room = room_of(slug, language=language, sees_closed=own is not None and own.sees_closed, at=at)
    if room is None:
        raise Http404
    response = JsonResponse({"panels": draw(room, own, request)})
    if own is None and settings.SESSION_COOKIE_NAME not in request.COOKIES:
        # Thousands who lost the connection ask in the same moment
        response["Cache-Control"] = "public, max-age=0, s-maxage=1"
    return response


def screen_panels(_request: HttpRequest, slug: str) -> HttpResponse:
    """Give the panels of the big screen of a room: what everybody may see, whoever asks."""
    room = room_of(slug, language=get_language() or "en", sees_closed=False, at=now())
    if room is None:
        raise Http404
    response = JsonResponse({"panels": draw(room, panels=SCREEN_PANELS)})
    response["Cache-Control"] = "public, max-age=0, s-maxage=1"
    return response


def ticket(request: HttpRequest, slug: str) -> HttpResponse:
    """Give those who take part in a session the right to hear when something happens in it."""
    language, at = get_language() or "en", now()
    if own_room(slug, actor_of(request), language=language, at=at) is None:
        raise Http404
    return HttpResponse(issue_ticket([session_topic(slug)], at=at), content_type="text/plain")


urlpatterns = [
    path("room/<slug:slug>/panels/", panels, name="room_panels"),
    path("room/<slug:slug>/screen/panels/", screen_panels, name="screen_panels"),
    path("room/<slug:slug>/ticket/", ticket, name="room_ticket"),
]
