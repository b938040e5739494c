"""The agenda of a meeting, for everybody once it is issued; of a closed item it says only that there is one."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comitia.accreditation.queries.paper_readers import level_of
from comitia.core.governance.documents import Level
from comitia.platform.actors import actor_of
from comitia.platform.clock import now
from comitia.proceedings.queries.agenda import STATES, public_agenda
from comitia.proceedings.queries.desk import BUSINESS
from comitia.proceedings.queries.papers import papers_of_items
from comitia.web.fragments import fragment
from comitia.web.shell import shareable


@require_safe
@shareable
def agenda(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the agenda in the reader's language."""
    found = public_agenda(slug, language=get_language() or "en", at=now())
    if found is None:
        raise Http404(_("The agenda of this meeting is not issued yet. Come back later, or look at its programme."))
    level = level_of(actor_of(request), slug)

    def words() -> dict[str, Any]:
        papers = papers_of_items(slug, level=Level.COMMITTEE if level is Level.SECRETARIAT else level, at=now())
        reads_closed = level in {Level.COMMITTEE, Level.SECRETARIAT}
        lying = {row.reference: papers.get(row.reference, ()) for row in view.rows if reads_closed or not row.is_closed}
        return {"meeting": found.meeting, "view": view, "business": BUSINESS, "states": STATES, "papers": lying}

    view = found.view
    body = fragment(request, "proceedings/agenda_items.html", words, key=(slug, level))
    return render(request, "proceedings/agenda.html", {"meeting": found.meeting, "body": body})
