"""The sessions a person keeps for themself, and the private address under which a calendar program reads them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from comitia.meetings.queries import current_event
from comitia.platform.actors import actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now
from comitia.programme import actions, queries
from comitia.web.access import signed_in
from comitia.web.programme.drawing import card_of
from comitia.web.programme.sessions import event_or_404
from comitia.web.programme.timetable import zone_choices
from comitia.web.programme.words import local_day, marked
from comitia.web.shell import zone_of


@never_cache
@signed_in
def agenda(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    event = current_event()
    if event is None:
        return render(request, "programme/agenda.html", {"entries": []})
    zone = zone_of(request, event)
    kept = queries.agenda(person, event.slug, language=get_language() or "en", zone=zone)
    bookmarked = queries.kept_slots(person)
    return render(
        request,
        "programme/agenda.html",
        {
            "entries": [
                {
                    "card": card_of(session, zone=zone) | {"mine": True},
                    "starts_at": session.starts_at,
                    "slug": session.slug,
                    "is_cancelled": session.is_cancelled,
                    "is_kept": session.id in bookmarked,
                    "has_place": session.id in kept.places,
                    "clashes": [marked(other.title) for other in kept.clashes.get(session.id, ())],
                }
                for session in kept.sessions
            ],
            "address": _address(queries.calendar_secret(person)),
            "choices": zone_choices(event, zone),
            "local_day": local_day,
        },
    )


@signed_in
@require_POST
def keep(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep a session or drop it, and go back to where the reader was; scripts get the new state as JSON."""
    person: Any = request.user
    event = event_or_404()
    is_wanted = request.POST.get("keep") != "no"
    wants_json = "application/json" in request.headers.get("Accept", "")
    try:
        if is_wanted:
            actions.bookmark_slot(person, event.slug, slug, by=actor_of(request))
        else:
            actions.drop_bookmark(person, event.slug, slug)
    except RefusedError as error:
        status = 404 if error.answer.code == "unknown_slot" else 422
        if wants_json:
            return JsonResponse({"code": error.answer.code, "sentence": str(error.answer.sentence)}, status=status)
        if status == 404:  # noqa: PLR2004
            return render(request, "programme/refused.html", {"sentence": error.answer.sentence}, status=404)
        messages.error(request, error.answer.sentence)
    if wants_json:
        return JsonResponse({"kept": is_wanted})
    return HttpResponseRedirect(_way_back(request, slug))


@signed_in
@require_POST
def take_place(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a place in a session, or give it back, and go back to where the reader was."""
    person: Any = request.user
    event = event_or_404()
    by = actor_of(request)
    try:
        if request.POST.get("place") == "no":
            actions.give_place_back(person, event.slug, slug, by=by, at=now())
            messages.success(request, _("Done: you have no place in this session and do not wait for one."))
        else:
            wait = request.POST.get("place") == "wait"
            place = actions.sign_up(person, event.slug, slug, by=by, at=now(), wait=wait)
            if place.is_waiting:
                messages.success(request, _("You wait for a place in this session. We write to you once you have it."))
            else:
                messages.success(request, _("You have a place in this session. It is in your agenda."))
    except RefusedError as error:
        if error.answer.code == "unknown_slot":
            return render(request, "programme/refused.html", {"sentence": error.answer.sentence}, status=404)
        messages.error(request, error.answer.sentence)
    return HttpResponseRedirect(_way_back(request, slug))


@signed_in
@require_POST
def replace_address(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    had_one = bool(queries.calendar_secret(person))
    actions.replace_calendar_address(person, by=actor_of(request), at=now())
    if had_one:
        messages.success(
            request,
            _(
                "Your calendar has a new address. The old one no longer works: enter the new one in your calendar program."
            ),
        )
    return HttpResponseRedirect(reverse("agenda") + "#calendar")


def _address(secret: str) -> str:
    return settings.BASE_URL + reverse("private_calendar", kwargs={"secret": secret}) if secret else ""


def _way_back(request: HttpRequest, slug: str) -> str:
    asked = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        asked = reverse("session", kwargs={"slug": slug})
    return f"{asked.partition('#')[0]}#session-{slug}"
