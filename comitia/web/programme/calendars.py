"""Calendar files: one session, the whole programme, and a person's agenda under a private address."""

from __future__ import annotations

from hashlib import blake2b

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comitia.core.timetable.calendar_file import Entry, calendar_file
from comitia.meetings.queries import current_event
from comitia.programme import queries
from comitia.web.programme.sessions import event_or_404


@require_safe
def session(request: HttpRequest, slug: str) -> HttpResponse:
    event = event_or_404()
    entry = queries.session_entry(
        event.slug, slug, zone=event.zone, language=get_language() or "en", site=settings.BASE_URL
    )
    if entry is None:
        raise Http404(_("There is no such session with a time in this programme. Choose one from the programme."))
    response = _file(request, [entry], name=event.name)
    response["Content-Disposition"] = f'attachment; filename="{slug}.ics"'
    return response


@require_safe
def programme(request: HttpRequest) -> HttpResponse:
    event = event_or_404()
    entries = queries.programme_entries(
        event.slug, zone=event.zone, language=get_language() or "en", site=settings.BASE_URL
    )
    return _file(request, entries, name=event.name)


def private(request: HttpRequest, secret: str) -> HttpResponse:
    """Give a person's agenda to their calendar program, which has no session: the address is the key."""
    response = _private(request, secret)
    response["Cache-Control"] = "private, no-cache"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    # Django logs the address of an answer that is an error, and this address is a secret.
    response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001
    return response


def _private(request: HttpRequest, secret: str) -> HttpResponse:
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    owner = queries.calendar_owner(secret)
    if owner is None:
        sentence = _(
            "This calendar address does not work any more. Sign in, open My agenda and copy the present address."
        )
        return HttpResponse(sentence, status=404, content_type="text/plain; charset=utf-8")
    with override(owner.language):
        event = current_event()
        if event is None:
            return _file(request, [], name=_("My agenda"))
        entries = queries.agenda_entries(
            event.slug, owner.person_id, zone=event.zone, language=owner.language, site=settings.BASE_URL
        )
        return _file(request, entries, name=_("My agenda: %(meeting)s") % {"meeting": event.name})


def _file(request: HttpRequest, entries: list[Entry], *, name: str) -> HttpResponse:
    """Answer with a calendar, or with "not modified" when the asker has this very one."""
    content = calendar_file(entries, name=name)
    etag = f'"{blake2b(content, digest_size=12).hexdigest()}"'
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    return get_conditional_response(request, etag=etag, response=response) or response
