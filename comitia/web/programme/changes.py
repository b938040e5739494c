"""What changed from one released version of the programme to the next: a page, and a feed for those who follow it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comitia.programme import queries
from comitia.programme.queries.words import CHANGE_NAMES, VALUE_NAMES
from comitia.web.programme.sessions import event_or_404
from comitia.web.programme.words import marked
from comitia.web.shell import shareable, zone_of


@shareable
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    event = event_or_404()
    zone = zone_of(request, event)
    found = queries.versions(event.slug, language=get_language() or "en")
    context = {"versions": [(version, groups_of(version.changes)) for version in found], **words()}
    return render(request, "programme/changes.html", context | {"clock": zone})


@shareable
@require_safe
def feed(_request: HttpRequest) -> HttpResponse:
    """Give the versions as Atom; times are those of the event, since a feed has one text for all."""
    event = event_or_404()
    language = get_language() or "en"
    page = settings.BASE_URL + reverse("programme_changes")
    atom = Atom1Feed(
        title=_("Programme of %(meeting)s") % {"meeting": event.name},
        link=page,
        description=_("What changes in the programme"),
        language=language,
        feed_url=settings.BASE_URL + reverse("programme_feed"),
        feed_guid=page,
    )
    for version in queries.versions(event.slug, language=language):
        shown = {"version": version, "groups": groups_of(version.changes), "clock": event.zone or "UTC", **words()}
        atom.add_item(
            title=version_title(version),
            link=f"{page}#version-{version.number}",
            unique_id=f"{page}#version-{version.number}",
            description=render_to_string("programme/version.html", shown | {"site": settings.BASE_URL}),
            pubdate=version.released_at,
            updateddate=version.released_at,
        )
    return HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def words() -> dict[str, Any]:
    """Give what the templates of changes need beside them."""
    return {"kind_names": CHANGE_NAMES, "field_names": VALUE_NAMES, "marked": marked, "version_title": version_title}


def version_title(version: queries.Version) -> str:
    return _("Version %(name)s") % {"name": version.name}


def groups_of(changes: tuple[queries.Change, ...]) -> list[tuple[str, list[queries.Change]]]:
    """Put changes together by kind, in the order of the kinds' names above."""
    groups = [(kind, [one for one in changes if one.kind == kind]) for kind in CHANGE_NAMES]
    return [group for group in groups if group[1]]
