"""Sessions and speakers of a meeting."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from comitia.api.replies import stored
from comitia.api.schemas import Problem, Session, Speaker
from comitia.meetings.queries import meeting_row
from comitia.programme import queries

router = Router(tags=["programme"])


@router.get("/meetings/{meeting}/sessions", response={200: list[Session], 404: Problem}, operation_id="list_sessions")
def list_sessions(request: HttpRequest, meeting: str) -> HttpResponse:
    """List the sessions of a meeting in order of time, in every language there is."""
    state = _state(meeting)
    return stored(request, f"sessions:{meeting}", state, lambda: queries.session_records(meeting))


@router.get("/meetings/{meeting}/sessions/{slug}", response={200: Session, 404: Problem}, operation_id="get_session")
def get_session(request: HttpRequest, meeting: str, slug: str) -> HttpResponse:
    """Give one session."""
    state = _state(meeting)

    def read() -> object:
        found = next((record for record in queries.session_records(meeting) if record["slug"] == slug), None)
        if found is None:
            raise Http404(_("There is no such session in this programme. Choose one from the programme."))
        return found

    return stored(request, f"session:{meeting}:{slug}", state, read)


@router.get("/meetings/{meeting}/speakers", response={200: list[Speaker], 404: Problem}, operation_id="list_speakers")
def list_speakers(request: HttpRequest, meeting: str) -> HttpResponse:
    """List the speakers of a meeting by name."""
    state = _state(meeting)
    return stored(request, f"speakers:{meeting}", state, lambda: queries.speaker_records(meeting))


@router.get("/meetings/{meeting}/speakers/{slug}", response={200: Speaker, 404: Problem}, operation_id="get_speaker")
def get_speaker(request: HttpRequest, meeting: str, slug: str) -> HttpResponse:
    """Give one speaker."""
    state = _state(meeting)

    def read() -> object:
        found = next((record for record in queries.speaker_records(meeting) if record["slug"] == slug), None)
        if found is None:
            raise Http404(_("There is no such speaker in this programme. Choose one from the list of speakers."))
        return found

    return stored(request, f"speaker:{meeting}:{slug}", state, read)


def _state(meeting: str) -> str:
    """Name the state of a meeting's programme, or say that there is no such meeting."""
    if meeting_row(meeting) is None:
        raise Http404(_("There is no such meeting. Choose one from the list of meetings."))
    return queries.edition(meeting)
