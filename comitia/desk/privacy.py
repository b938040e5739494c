"""The desk's privacy: who reads which field, what is kept until when, what was erased."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comitia.accreditation import actions
from comitia.accreditation.queries import privacy as queries
from comitia.accreditation.queries import retention
from comitia.desk.access import staff
from comitia.desk.histories import told
from comitia.meetings.queries import meeting_name
from comitia.platform.actors import SECRETARIAT, actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now
from comitia.platform.texts import text_in
from comitia.platform.typed import number_in

ERASURES_PER_PAGE: Final = 20

secretariat = staff(SECRETARIAT)


@require_safe
@secretariat
def privacy(request: HttpRequest) -> HttpResponse:
    """Show the table of who reads which field."""
    words = {"readers": queries.reader_names(), "groups": queries.field_groups()}
    return render(request, "desk/privacy/fields.html", words)


@require_safe
@secretariat
def kept(request: HttpRequest) -> HttpResponse:
    """Show what is kept about people, when it is erased, and what was erased."""
    today = now().date()
    lines = [_described(line) for line in retention.kept_lines(today=today)]
    page = Paginator(retention.past_erasures(), ERASURES_PER_PAGE).get_page(request.GET.get("page"))
    words = {
        "due": [line for line in lines if line["on"] and line["on"] <= today],
        "later": [line for line in lines if line["on"] and line["on"] > today],
        "unlimited": [line for line in lines if not line["on"]],
        "page": page,
        "erasures": told(page),
    }
    return render(request, "desk/privacy/kept.html", words)


@require_POST
@secretariat
def erase(request: HttpRequest) -> HttpResponse:
    """Name how many answers or rows would go, and erase them once the officer confirms that number."""
    given = {name: request.POST.get(name, "")[:100].replace("\0", "") for name in ("matter", "meeting", "key")}
    line = retention.one_line(**given, today=now().date())
    if line is None:
        raise Http404
    confirmed = number_in(request.POST.get("confirmed", ""))
    if confirmed is None:
        return render(request, "desk/privacy/confirm.html", {"line": _described(line), **given})
    try:
        number = actions.erase_now(**given, seen=confirmed, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    else:
        sentence = ngettext(
            "%(num)s is erased. The journal says so.", "%(num)s are erased. The journal says so.", number
        )
        messages.success(request, sentence % {"num": number})
    return HttpResponseRedirect(reverse("desk_kept"))


def _described(line: retention.Line) -> dict[str, Any]:
    """Give a line as the page shows it."""
    meeting = line.meeting
    return {
        "matter": line.matter,
        "label": line.label,
        "question": text_in(line.labels, get_language() or "en") if line.key else None,
        "key": line.key,
        "meeting": meeting.slug if meeting else "",
        "meeting_name": meeting_name(meeting.kind, meeting.year) if meeting else _("Of any meeting"),
        "count": line.count,
        "days": line.days,
        "on": line.on,
    }


urlpatterns = [
    path("privacy/", privacy, name="desk_privacy"),
    path("privacy/kept/", kept, name="desk_kept"),
    path("privacy/erase/", erase, name="desk_erase"),
]
