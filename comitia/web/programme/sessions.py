"""A session and those who speak in it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comitia.meetings.queries import Event, current_event
from comitia.programme import queries
from comitia.web import wording
from comitia.web.programme.drawing import card_of
from comitia.web.programme.words import AUDIENCES, KINDS, PARTS, local_day, marked
from comitia.web.shell import shareable, zone_of


@shareable
def session(request: HttpRequest, slug: str) -> HttpResponse:
    event = event_or_404()
    zone = zone_of(request, event)
    page = queries.session_page(event.slug, slug, language=get_language() or "en", zone=zone)
    if page is None:
        raise Http404(_("There is no such session in this programme. Choose one from the programme."))
    query = f"?zone={zone}" if request.GET.get("zone") == zone else ""
    person: Any = request.user
    kept = queries.kept_slots(person) if person.is_authenticated else frozenset()
    takes_sign_up = page.session.takes_sign_up
    held = queries.places_of(person) if takes_sign_up and person.is_authenticated else frozenset()
    return render(
        request,
        "programme/session.html",
        {
            "page": page,
            "session": page.session,
            "is_kept": page.session.id in kept,
            "has_place": page.session.id in held,
            "waits": page.session.places_left == 0
            and person.is_authenticated
            and page.session.id not in held
            and queries.waits_for(person, page.session.id),
            "kind": KINDS[page.session.kind],
            "audience": AUDIENCES[page.session.audience][0],
            "parts": PARTS,
            "marked": marked,
            "local_day": local_day,
            "query": query,
            "is_elsewhere": bool(page.session.starts_at) and _differs(event, page.session, zone),
        },
    )


@shareable
def speakers(request: HttpRequest) -> HttpResponse:
    event = current_event()
    listed = queries.speakers(event.slug, language=get_language() or "en") if event else ()
    return render(request, "programme/speakers.html", {"speakers": listed, "marked": marked})


@shareable
def speaker(request: HttpRequest, slug: str) -> HttpResponse:
    event = event_or_404()
    zone = zone_of(request, event)
    page = queries.speaker_page(event.slug, slug, language=get_language() or "en", zone=zone)
    if page is None:
        raise Http404(_("There is no such speaker in this programme. Choose one from the list of speakers."))
    return render(
        request,
        "programme/speaker.html",
        {
            "page": page,
            "speaker": page.speaker,
            "marked": marked,
            "cards": [(one.starts_at, card_of(one, zone=zone)) for one in page.sessions],
        },
    )


def event_or_404() -> Event:
    """Give the meeting that the site is about."""
    event = current_event()
    if event is None:
        raise Http404(_("No meeting is being prepared now, so there is no programme."))
    return event


def _differs(event: Event, session: queries.Session, zone: str) -> bool:
    """Say whether the clocks of the event and of the reader show different times for a session."""
    at = session.starts_at
    here = wording.known_zone(event.zone)
    return at is not None and (wording.local_time(at, here, day=True) != wording.local_time(at, zone, day=True))
