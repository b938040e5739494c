"""Meetings past and to come."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from comitia.api.replies import told
from comitia.api.schemas import Meeting, Problem
from comitia.meetings.queries import MeetingRow, calendar, meeting_row

router = Router(tags=["meetings"])


@router.get("/meetings", response=list[Meeting], operation_id="list_meetings")
def list_meetings(request: HttpRequest) -> HttpResponse:
    """List meetings, those to come first; names come in the language that Accept-Language asks for."""
    everything = calendar()
    return told(request, [record(row) for row in (*everything.coming, *everything.past)])


@router.get("/meetings/{slug}", response={200: Meeting, 404: Problem}, operation_id="get_meeting")
def get_meeting(request: HttpRequest, slug: str) -> HttpResponse:
    """Give one meeting."""
    row = meeting_row(slug)
    if row is None:
        raise Http404(_("There is no such meeting. Choose one from the list of meetings."))
    return told(request, record(row))


def record(row: MeetingRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in Meeting.model_fields} | {
        "theme": row.theme.value,
        "host_member": row.host_member.slug if row.host_member else None,
    }
