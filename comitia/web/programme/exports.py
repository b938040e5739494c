"""The released programme for other systems: schedule.xml and schedule.json of frab, and what the widget of pretalx reads."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comitia.platform.clock import now
from comitia.programme.actions.exporting import build_export
from comitia.programme.queries.exchange import stored_export
from comitia.web.programme.sessions import event_or_404
from comitia.web.shell import shareable

MEDIA_TYPES: Final = {
    "xml": "application/xml; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "widget": "application/json; charset=utf-8",
}


@shareable
@require_safe
def export(request: HttpRequest, form: str) -> HttpResponse:
    """Hand out the stored bytes; the first who asks after a change has them built."""
    event = event_or_404()
    language = get_language() or "en"
    stored = stored_export(event.slug, form=form, language=language) or build_export(
        event.slug, form=form, language=language, site=settings.BASE_URL, at=now()
    )
    if stored is None:
        raise Http404(_("The programme is not released yet. Come back later."))
    etag = f'"{stored.etag}"'
    response = HttpResponse(stored.content, content_type=MEDIA_TYPES[form])
    response["ETag"] = etag
    # Schedule apps and widgets on other sites read it; it holds nothing that is not public.
    response["Access-Control-Allow-Origin"] = "*"
    return get_conditional_response(request, etag=etag, response=response) or response
