"""Meetings past and to come, for everybody."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from comitia.archive.queries import meeting_record
from comitia.documents.queries import has_public_papers
from comitia.meetings import queries
from comitia.proceedings.queries import has_decisions
from comitia.proceedings.queries.agenda import is_issued
from comitia.proceedings.queries.convocations import public_convocation
from comitia.proceedings.queries.minutes import has_minutes
from comitia.proceedings.queries.record import has_record
from comitia.web.fragments import fragment
from comitia.web.shell import shareable


@shareable
def meetings(request: HttpRequest) -> HttpResponse:
    return render(request, "meetings/calendar.html", {"calendar": queries.calendar()})


@shareable
def meeting(request: HttpRequest, slug: str) -> HttpResponse:
    row = queries.meeting_row(slug)
    if row is None:
        raise Http404
    body = fragment(request, "meetings/record.html", lambda: _record(row), key=(slug,))
    return render(request, "meetings/meeting.html", {"row": row, "body": body})


def _record(row: queries.MeetingRow) -> dict[str, Any]:
    has_papers = row.is_current or has_public_papers(row.slug)
    record = meeting_record(row.slug)
    return {
        "record": record,
        "row": row,
        "has_room": queries.sitting_now(row.slug) is not None,
        "has_agenda": is_issued(row.slug),
        "has_papers": has_papers,
        "has_decisions": has_decisions(row.slug),
        "has_record": has_record(row.slug),
        "convocation": public_convocation(row.slug),
        "has_minutes": has_minutes(row.slug),
    }


urlpatterns = [
    path("meetings/", meetings, name="meetings"),
    path("meetings/<slug:slug>/", meeting, name="meeting"),
]
