"""The record of a session, for everybody: in sentences, as data, and with a program that checks it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comitia.platform.actors import actor_of
from comitia.platform.attachments import attachment
from comitia.platform.clock import now
from comitia.proceedings.queries import record as queries
from comitia.proceedings.queries.minutes import access_to, minutes_for
from comitia.proceedings.queries.quorum import strips_of_session
from comitia.web.proceedings.motions import language, named, session

PER_PAGE: Final = 100
VERIFIER: Final = Path(__file__).with_name("verify_record.py")


@require_safe
def record(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what happened in a session, in sentences; of closed sittings only that something did."""
    meeting = session(slug)
    last, digest = queries.last_entry(slug)
    if not last:
        raise Http404
    by = actor_of(request)
    access = queries.access_for(by, slug)
    # Entries are numbered from 1 without a gap, so a page needs no counting
    page = Paginator(range(1, last + 1), PER_PAGE).get_page(request.GET.get("page"))
    rows = queries.entry_rows(slug, after=page.start_index() - 1, many=PER_PAGE, access=access, language=language())
    words = {"meeting": meeting, "name": named(meeting), "rows": rows, "page": page, "last": last, "digest": digest}
    words["strips"] = strips_of_session(slug, access=access, at=now())
    words["has_minutes"] = access_to(minutes_for(meeting), by) is not None
    return render(request, "proceedings/record.html", words)


@require_safe
def record_json(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand out the whole record as data, with what its reader may not see withheld."""
    session(slug)
    access = queries.access_for(actor_of(request), slug)
    response = JsonResponse(
        queries.exported(slug, access=access), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    response["Content-Disposition"] = f'attachment; filename="record-{slug}.json"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def verifier(_request: HttpRequest, slug: str) -> HttpResponse:
    """Hand out the program that checks a record without us."""
    session(slug)
    return attachment(_verifier(), name="verify_record.py", media_type="text/x-python; charset=utf-8")


@lru_cache(maxsize=1)
def _verifier() -> bytes:
    return VERIFIER.read_bytes()
