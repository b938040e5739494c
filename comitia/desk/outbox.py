"""The desk's page of letters: what was sent, what waits, what could not be sent."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from comitia.desk.access import staff
from comitia.notices import queries
from comitia.notices.actions import send_again
from comitia.platform.actors import SECRETARIAT, actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now

ROWS_PER_PAGE: Final = 50
STATES: Final = {
    "queued": gettext_lazy("Waiting"),
    "sending": gettext_lazy("Being sent"),
    "sent": gettext_lazy("Sent"),
    "failed": gettext_lazy("Failed"),
    "held": gettext_lazy("Held back"),
}
TAGS: Final = {"queued": "wait", "sending": "wait", "sent": "ok", "failed": "bad", "held": ""}
secretariat = staff(SECRETARIAT)


@secretariat
def outbox(request: HttpRequest) -> HttpResponse:
    """List the letters, the newest first."""
    state = request.GET.get("state", "")
    counts = queries.counts()
    context = {
        "page": Paginator(queries.letters(state=state), ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "state": state,
        "tabs": [
            ("", _("All"), sum(counts.values())),
            *((name, label, counts[name]) for name, label in STATES.items()),
        ],
        "states": STATES,
        "tags": TAGS,
    }
    return render(request, "desk/outbox/list.html", context)


@secretariat
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one letter as it was written."""
    found = queries.letter(pk)
    if found is None:
        raise Http404
    # Where letters are really sent, a sign-in link is nobody's to read but the receiver's.
    is_hidden = found.holds_secret and bool(settings.COMITIA.email_url)
    context = {"letter": found, "is_hidden": is_hidden, "states": STATES, "tags": TAGS}
    return render(request, "desk/outbox/one.html", context)


@require_POST
@secretariat
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a failed letter again."""
    try:
        send_again(pk, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    else:
        messages.success(request, _("The letter will be sent again."))
    return redirect("desk_letter", pk=pk)


urlpatterns = [
    path("outbox/", outbox, name="desk_outbox"),
    path("outbox/<int:pk>/", letter, name="desk_letter"),
    path("outbox/<int:pk>/again/", again, name="desk_send_again"),
]
