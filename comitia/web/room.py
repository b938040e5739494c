"""The room of a session: what happens now, and what those who take part do there."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comitia.core.governance.debate import Klass
from comitia.platform.actors import actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now
from comitia.platform.typed import reference_in
from comitia.proceedings import actions
from comitia.proceedings.queries.own_room import own_room
from comitia.proceedings.queries.room import public_topic, room_of, session_topic
from comitia.voting import actions as voting
from comitia.web.access import signed_in
from comitia.web.live_pages import live_page
from comitia.web.shell import shareable_for_a_second


@shareable_for_a_second
def room(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the room of a session as its reader may see it."""
    language, at = get_language() or "en", now()
    own = own_room(slug, actor_of(request), language=language, at=at)
    found = room_of(slug, language=language, sees_closed=own is not None and own.sees_closed, at=at)
    if found is None:
        raise Http404
    topic = session_topic(slug) if own else public_topic(slug, language)
    live = live_page(request, slug, topic=topic, panels="room_panels", needs_ticket=own is not None)
    return render(request, "room/room.html", {"room": found, "own": own, "at": at, "live": live})


@require_POST
@signed_in
def here(request: HttpRequest, slug: str) -> HttpResponse:
    """Note that somebody who takes part is there; browsers say so every few seconds, and want no words."""
    if "beat" not in request.POST:
        return _done(request, slug, lambda: actions.attend(slug, by=actor_of(request), at=now()))
    try:
        actions.attend(slug, by=actor_of(request), at=now())
    except RefusedError:
        return HttpResponse(status=HTTPStatus.CONFLICT)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@require_POST
@signed_in
def ask_for_floor(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the floor on the item under discussion."""
    item, klass = reference_in(request.POST.get("item", "")), request.POST.get("klass", "")
    if item is None or klass not in list(Klass):
        raise Http404
    group = request.POST.get("group", "")[:200]
    act = lambda: actions.ask_for_floor(item, klass=Klass(klass), group=group, by=actor_of(request), at=now())  # noqa: E731
    return _done(request, slug, act, said=_("You are on the list of speakers."))


@require_POST
@signed_in
def withdraw_request(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a request for the floor back."""
    speech = reference_in(request.POST.get("speech", ""))
    if speech is None:
        raise Http404
    act = lambda: actions.withdraw_request(speech, by=actor_of(request), at=now())  # noqa: E731
    return _done(request, slug, act, said=_("Your request is withdrawn."))


@require_POST
@signed_in
def cast_vote(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the paper of a member from whoever holds its vote."""
    ballot, member = reference_in(request.POST.get("ballot", "")), request.POST.get("member", "")[:80]
    if ballot is None:
        raise Http404
    chosen = request.POST.getlist("choice")
    attempt = request.POST.get("csrfmiddlewaretoken", "")[:64]
    by, at = actor_of(request), now()

    def act() -> None:
        cast = voting.cast_vote(ballot, member=member, typed=chosen, request=attempt, by=by, at=at)
        said = _("The vote is in the ballot.") if cast.is_new else _("This vote has been cast already.")
        messages.success(request, said)

    return _done(request, slug, act)


def _done(request: HttpRequest, slug: str, act: Callable[[], object], *, said: str = "") -> HttpResponse:
    """Act and go back to the room; a refusal is said there."""
    try:
        act()
    except RefusedError as refused:
        messages.error(request, refused.answer.sentence)
    else:
        if said:
            messages.success(request, said)
    return redirect("room", slug=slug)


urlpatterns = [
    path("room/<slug:slug>/", room, name="room"),
    path("room/<slug:slug>/here/", here, name="room_here"),
    path("room/<slug:slug>/floor/", ask_for_floor, name="ask_for_floor"),
    path("room/<slug:slug>/vote/", cast_vote, name="cast_vote"),
    path("room/<slug:slug>/withdraw/", withdraw_request, name="withdraw_request"),
]
