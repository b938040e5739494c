"""What becomes of the agenda in the sitting, for the clerk who acts on the chair's order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from comitia.desk.agenda.parts import agenda_or_404, item_or_404, secretariat
from comitia.platform.actors import actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now
from comitia.proceedings import actions

# Each act with the name of what is said with it, and what is told when it is done
ACTS: Final[dict[str, tuple[Callable[..., Any], str, Any]]] = {
    "call": (actions.call_item, "", gettext_lazy("The item is under discussion.")),
    "conclude": (actions.conclude_item, "", gettext_lazy("The item is concluded.")),
    "defer": (actions.defer_item, "reason", gettext_lazy("The item is deferred.")),
    "refer": (actions.refer_item, "to", gettext_lazy("The item is referred.")),
    "withdraw": (actions.withdraw_item, "reason", gettext_lazy("The item is withdrawn.")),
    "reopen": (actions.reopen_item, "reason", gettext_lazy("The item is under discussion again.")),
}


@require_POST
@secretariat
def adopt(request: HttpRequest, meeting: str) -> HttpResponse:
    """Note that the agenda was adopted."""
    found = agenda_or_404(meeting)
    try:
        actions.adopt_agenda(found.meeting.pk, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    else:
        messages.success(request, _("The agenda is adopted. Its items can be called now."))
    return redirect("desk_agenda", meeting=meeting)


@require_POST
@secretariat
def act(request: HttpRequest, meeting: str, reference: UUID) -> HttpResponse:
    """Call an item, conclude it, put it off, or come back to it."""
    item_or_404(meeting, reference)
    back = HttpResponseRedirect(reverse("desk_agenda_item", args=[meeting, reference]) + "#sitting")
    if request.POST.get("act") not in ACTS:
        messages.error(request, _("Nothing was done: the page was out of date. Try again."))
        return back
    done, said, words = ACTS[request.POST["act"]]
    more = {said: request.POST.get("said", "")} if said else {}
    try:
        done(reference, **more, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    else:
        messages.success(request, str(words))
    return back
