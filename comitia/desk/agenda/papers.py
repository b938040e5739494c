"""The papers that lie under an item: laid there and taken off by the secretariat."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comitia.core.governance.documents import Level
from comitia.desk.agenda.parts import item_or_404, secretariat
from comitia.documents.queries import papers
from comitia.platform.actors import actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now
from comitia.platform.typed import reference_in
from comitia.proceedings import actions
from comitia.proceedings.queries.papers import papers_of_items


@require_POST
@secretariat
def change(request: HttpRequest, meeting: str, reference: UUID) -> HttpResponse:
    """Lay a paper under an item, or take one off."""
    item_or_404(meeting, reference)
    goes = "detach" in request.POST
    paper = reference_in(request.POST.get("detach" if goes else "attach"))
    act, words = (
        (actions.detach_paper, _("The paper is off the item."))
        if goes
        else (actions.attach_paper, _("The paper lies under the item."))
    )
    try:
        if paper is None:
            messages.error(request, _("Choose a paper from the list."))
        else:
            act(reference, paper, by=actor_of(request), at=now())
            messages.success(request, words)
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    return HttpResponseRedirect(reverse("desk_agenda_item", args=[meeting, reference]) + "#papers")


def papers_at_item(meeting: str, reference: UUID) -> dict[str, Any]:
    """Give the papers under an item and the others of the meeting that could be laid there."""
    at = now()
    lying = papers_of_items(meeting, level=Level.SECRETARIAT, at=at).get(reference, ())
    there = {one.reference for one in lying}
    others = [
        one
        for one in papers(meeting, level=Level.SECRETARIAT, at=at)
        if one.reference not in there and one.withdrawn_at is None and one.level != Level.SECRETARIAT
    ]
    return {"lying": lying, "to_attach": others}
