"""The reader chooses the zone of every time on the site, out of all there are."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from functools import lru_cache
from http import HTTPStatus
from importlib.resources import files

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, override, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from markupsafe import Markup

from comitia.core.timetable.zones import UnknownZone, find_zone, zone_names
from comitia.platform.clock import now
from comitia.web import wording
from comitia.web.shell import shareable

ONE_YEAR = 365 * 24 * 3600


# Choosing a zone changes nothing but the clock one sees, and the page stays the same for everybody without a token.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def zone(request: HttpRequest) -> HttpResponse:
    return _choose(request) if request.method == "POST" else _list(request)


@shareable
def _list(request: HttpRequest) -> HttpResponse:
    wanted = " ".join(request.GET.get("q", "").split())[:60]
    return _page(request, wanted=wanted, way_back=_way_back(request, request.GET.get("next", "")))


def _choose(request: HttpRequest) -> HttpResponse:
    name, way_back = request.POST.get("zone", ""), _way_back(request, request.POST.get("next", ""))
    if name not in zone_names():
        return _page(request, wanted=name[:60], way_back=way_back, status=422)
    response = HttpResponseRedirect(way_back)
    is_https = settings.SESSION_COOKIE_SECURE
    response.set_cookie("zone", name, max_age=ONE_YEAR, samesite="Lax", secure=is_https, httponly=True)
    return response


def _page(request: HttpRequest, *, wanted: str, way_back: str, status: int = 200) -> HttpResponse:
    found = find_zone(wanted) if wanted else None
    at = now()
    groups = matching(wanted, at=at) if wanted else drawn_list(get_language() or "en", at=at)
    nearest = found.nearest if isinstance(found, UnknownZone) and not groups else ()
    return render(
        request,
        "programme/zone.html",
        {
            "groups": groups,
            "nearest": [(name, wording.zone_text(name, at)) for name in nearest],
            "wanted": wanted,
            "way_back": way_back,
            "is_refused": status != HTTPStatus.OK,
        },
        status=status,
    )


def drawn_list(language: str, *, at: datetime) -> Markup:
    """Draw the list of all zones once an hour and language: distances from UTC change with the seasons."""
    key = f"zones:{settings.RELEASE}:{language}:{at:%Y%m%d%H}"
    drawn = cache.get(key)
    if drawn is None:
        drawn = matching("", at=at)
        cache.set(key, drawn, 3600)
    return drawn


def matching(wanted: str, *, at: datetime) -> Markup:
    """Draw the zones whose name or place, in the language in force or in the database of zones, holds some words."""
    needle = wanted.casefold()
    groups = [
        (region, [(name, wording.zone_text(name, at)) for name, place in zones if needle in _spoken(name, place)])
        for region, zones in zones_by_region(get_language() or "en")
    ]
    return Markup(  # noqa: S704  drawn by our own template
        render_to_string("programme/zone_groups.html", {"groups": [group for group in groups if group[1]]}).strip()
    )


def _spoken(name: str, place: str) -> str:
    return f"{place} {name}".casefold().replace("_", " ")


@lru_cache(maxsize=16)
def zones_by_region(language: str) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """List the zones that people live in, by part of the world, under the names of a language."""
    with override(language):
        return _zones_by_region()


def _zones_by_region() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    regions: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name in inhabited_zones():
        regions[name.partition("/")[0]].append((name, wording.zone_city(name)))
    named = {
        "Africa": pgettext("part of the world", "Africa"),
        "America": pgettext("part of the world", "America"),
        "Antarctica": pgettext("part of the world", "Antarctica"),
        "Arctic": pgettext("part of the world", "Arctic"),
        "Asia": pgettext("part of the world", "Asia"),
        "Atlantic": pgettext("part of the world", "Atlantic"),
        "Australia": pgettext("part of the world", "Australia"),
        "Europe": pgettext("part of the world", "Europe"),
        "Indian": pgettext("part of the world", "Indian Ocean"),
        "Pacific": pgettext("part of the world", "Pacific"),
        "UTC": _("Everywhere"),
    }
    return tuple(
        (named[region], tuple(sorted(regions[region], key=lambda zone: zone[1])))
        for region in named
        if region in regions
    )


@lru_cache(maxsize=1)
def inhabited_zones() -> tuple[str, ...]:
    """List the zones of the table of countries, without the many old names that mean the same, and UTC."""
    lines = (files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8").splitlines()
    listed = (line.split("\t")[2] for line in lines if line and not line.startswith("#"))
    return (*sorted(name for name in listed if name in zone_names()), "UTC")


def _way_back(request: HttpRequest, asked: str) -> str:
    """Give the page the reader came from, without a zone in its address, which would go before the one chosen."""
    if not url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return reverse("programme")
    path, _mark, query = asked.partition("?")
    rest = "&".join(part for part in query.split("&") if part and not part.startswith("zone="))
    return f"{path}?{rest}" if rest else path
