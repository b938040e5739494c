"""The papers of a meeting, for whoever they reach; a paper for others does not exist."""

from __future__ import annotations

from itertools import groupby
from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from comitia.accreditation.queries.paper_readers import level_of
from comitia.core.governance.documents import Level
from comitia.documents import queries
from comitia.documents.actions import open_version
from comitia.meetings.queries import MeetingRow, meeting_row
from comitia.platform.actors import actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.attachments import attachment
from comitia.platform.clock import now
from comitia.web.shell import shareable

# Anybody may keep what everybody may read, but asks each time whether it was withdrawn
SHARED: Final = "public, max-age=0, must-revalidate"


@require_safe
@shareable
def papers(request: HttpRequest, slug: str) -> HttpResponse:
    """List the papers of a meeting that reach this reader, by agenda item."""
    row = _meeting(slug)
    level = level_of(actor_of(request), slug)
    found = queries.papers(slug, level=_outside(level), at=now())
    groups = [(item, list(listed)) for item, listed in groupby(found, key=lambda one: one.item)]
    words = {"row": row, "groups": groups, "is_visitor": level is Level.PUBLIC}
    return render(request, "documents/list.html", words)


@require_safe
@shareable
def paper(request: HttpRequest, slug: str, reference: UUID) -> HttpResponse:
    """Show a paper with its versions and what corrects, revises or adds to it."""
    row = _meeting(slug)
    level = level_of(actor_of(request), slug)
    found = queries.paper(slug, reference, level=_outside(level), at=now())
    if found is None:
        raise Http404
    return render(request, "documents/one.html", {"row": row, "paper": found})


@require_safe
def file(request: HttpRequest, slug: str, reference: UUID, version: UUID) -> HttpResponseBase:
    """Hand out a version of a paper to be saved; nobody between keeps one that not everybody may read."""
    by = actor_of(request)
    level = _outside(level_of(by, slug))
    if queries.meeting_of(reference) != slug:
        raise Http404
    try:
        taken = open_version(reference, version, level=level, by=by, at=now())
    except RefusedError as error:
        raise Http404 from error
    response = attachment(taken.chunks, name=taken.name, media_type=taken.media_type, sha256=taken.sha256)
    if not taken.is_public:
        return response
    response["Cache-Control"] = SHARED
    return get_conditional_response(request, etag=response["ETag"], response=response) or response  # type: ignore[arg-type,return-value]


def _outside(level: Level) -> Level:
    """Show officers here what the delegates see; drafts and the secretariat's own papers are at the desk."""
    return Level.COMMITTEE if level is Level.SECRETARIAT else level


def _meeting(slug: str) -> MeetingRow:
    row = meeting_row(slug)
    if row is None:
        raise Http404
    return row


urlpatterns = [
    path("meetings/<slug:slug>/papers/", papers, name="papers"),
    path("meetings/<slug:slug>/papers/<uuid:reference>/", paper, name="paper"),
    path("meetings/<slug:slug>/papers/<uuid:reference>/<uuid:version>/", file, name="paper_file"),
]
