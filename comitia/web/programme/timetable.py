"""The whole programme, as a grid of time and rooms or as a list."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language

from comitia.core.timetable.zones import zone_names
from comitia.meetings.queries import Event, current_event
from comitia.platform.bus import subscribe
from comitia.platform.clock import now
from comitia.platform.kept import PUBLIC_CHANGED
from comitia.programme import queries
from comitia.web import wording
from comitia.web.access import to_sign_in
from comitia.web.programme.drawing import Drawing, draw
from comitia.web.programme.words import KINDS
from comitia.web.shell import shareable, zone_of

VIEWS = ("grid", "list")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a reader asks of the programme."""

    kinds: tuple[str, ...]
    is_mine: bool
    view: str
    zone: str

    def fields(self, **changes: str) -> dict[str, str]:
        """Give the wishes as the fields of a query, some of them changed, the empty ones left out."""
        wishes = {
            "kind": ",".join(self.kinds),
            "mine": "1" if self.is_mine else "",
            "view": "" if self.view == VIEWS[0] else self.view,
            "zone": self.zone,
        }
        return {name: value for name, value in (wishes | changes).items() if value}

    def query(self, **changes: str) -> str:
        """Write the wishes as the query of an address."""
        return urlencode(self.fields(**changes))


@shareable
def timetable(request: HttpRequest) -> HttpResponse:
    event = current_event()
    if event is None:
        return render(request, "programme/none.html")
    wishes = wishes_of(request)
    if wishes.is_mine and not request.user.is_authenticated:
        return to_sign_in(request)
    kept = queries.kept_slots(request.user) if request.user.is_authenticated else None
    drawing = drawing_for(event, wishes, zone=zone_of(request, event), kept=kept)
    fields = "" if kept is None else form_fields(request)
    return render(request, "programme/timetable.html", {"body": drawing.html(kept=kept or frozenset(), fields=fields)})


def wishes_of(request: HttpRequest) -> Wishes:
    """Read what the reader asks; anything that cannot be is left out."""
    asked = {kind for value in request.GET.getlist("kind")[:20] for kind in value.split(",")}
    zone = request.GET.get("zone", "")
    return Wishes(
        kinds=tuple(kind for kind in KINDS if kind in asked),
        is_mine=request.GET.get("mine") == "1",
        view=VIEWS[request.GET.get("view") == VIEWS[1]],
        zone=zone if zone in zone_names() else "",
    )


def drawing_for(event: Event, wishes: Wishes, *, zone: str, kept: frozenset[int] | None) -> Drawing:
    """Draw the programme, or give the drawing kept for everybody who reads it in this language and zone."""
    language = get_language() or "en"
    is_common = zone == event.zone or zone in queries.zones_of_members(event.slug)
    # Only what many ask for is kept: the zones of the members, nothing filtered.
    if is_common and not wishes.kinds and not wishes.is_mine:
        return kept_drawing(queries.edition(event.slug), event, language, zone, wishes, kept is not None)
    return drawing_of(event, language, zone, wishes, only=kept if wishes.is_mine else None, for_reader=kept is not None)


def drawing_of(
    event: Event, language: str, zone: str, wishes: Wishes, *, only: frozenset[int] | None, for_reader: bool
) -> Drawing:
    programme = queries.programme(event.slug, language=language, zone=zone, kinds=wishes.kinds, only=only)
    around = {
        "event": event,
        "home": f"/{language}/",
        "wishes": wishes,
        "address": f"{reverse('programme')}?{wishes.query()}",
        "kinds": [(kind, KINDS[kind]) for kind in programme.kinds],
        "zone_words": wording.zone_text(zone, event.starts_on or now()),
        "choices": zone_choices(event, zone),
    }
    return draw(programme, zone=zone, view=wishes.view, asked_zone=wishes.zone, for_reader=for_reader, around=around)


@lru_cache(maxsize=64)
def kept_drawing(_state: str, event: Event, language: str, zone: str, wishes: Wishes, for_reader: bool) -> Drawing:
    """Keep the drawings of the present state of a programme: some hundred kilobytes each."""
    return drawing_of(event, language, zone, wishes, only=None, for_reader=for_reader)


subscribe(PUBLIC_CHANGED, lambda _payload: kept_drawing.cache_clear())


def form_fields(request: HttpRequest) -> str:
    """Write what the form of the ribbons carries for this reader: the protection token and the way back."""
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}"><input type="hidden" name="next" value="{}">',
        get_token(request),
        request.get_full_path(),
    )


def zone_choices(event: Event, zone: str) -> list[tuple[str, str]]:
    """List the zones of the members and the one in force, the host's first."""
    at = event.starts_on or now()
    zones = {zone, *queries.zones_of_members(event.slug), *([event.zone] if event.zone else [])}
    words = {name: wording.zone_text(name, at) for name in zones}
    return [(name, words[name]) for name in sorted(zones, key=lambda name: (name != event.zone, words[name]))]
