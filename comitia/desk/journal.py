"""The desk's page of the journal: every act, and whether the chain is whole."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from comitia.accounts.queries import person_by_email
from comitia.desk.access import staff
from comitia.desk.histories import told
from comitia.desk.verbs import VERBS
from comitia.journal.queries import entries, faults, head
from comitia.platform.actors import SECRETARIAT

ROWS_PER_PAGE: Final = 50
MOST_FAULTS: Final = 20
secretariat = staff(SECRETARIAT)


@secretariat
def journal(request: HttpRequest) -> HttpResponse:
    """List the acts, the newest first, narrowed by verb, subject and person."""
    wanted = {name: request.GET.get(name, "").strip()[:254] for name in ("verb", "subject", "person")}
    person = person_by_email(wanted["person"]) if wanted["person"] else None
    found = entries(subject=wanted["subject"], verb=wanted["verb"], by=person.reference if person else None)
    if wanted["person"] and person is None:
        found = found.none()
    page = Paginator(found, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "told": told(page.object_list),
        "wanted": wanted,
        "query": urlencode({name: value for name, value in wanted.items() if value}),
        "verbs": sorted(VERBS.items(), key=lambda item: str(item[1])),
        "is_unknown_person": bool(wanted["person"]) and person is None,
    }
    return render(request, "desk/journal/list.html", context)


@require_POST
@secretariat
def verify(request: HttpRequest) -> HttpResponse:
    """Go through the whole chain and name what does not agree with it."""
    found = list(faults())
    number, digest = head()
    if not found:
        sentence = ngettext(
            "The chain is whole: %(count)s entry, the last one %(digest)s.",
            "The chain is whole: %(count)s entries, the last one %(digest)s.",
            number,
        )
        messages.success(request, sentence % {"count": number, "digest": digest[:16]})
    for fault in found[:MOST_FAULTS]:
        messages.error(request, _("Entry %(number)s: %(fault)s.") % {"number": fault.number, "fault": fault.sentence})
    return redirect("desk_journal")


urlpatterns = [
    path("journal/", journal, name="desk_journal"),
    path("journal/verify/", verify, name="desk_verify_journal"),
]
