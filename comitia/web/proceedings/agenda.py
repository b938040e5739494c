"""The agenda of a meeting, for everybody once it is issued; of a closed item it says only that there is one."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comitia.platform.clock import now
from comitia.proceedings.queries.agenda import STATES, public_agenda
from comitia.proceedings.queries.desk import BUSINESS
from comitia.web.fragments import fragment
from comitia.web.shell import shareable


@require_safe
@shareable
def agenda(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the agenda in the reader's language."""
    found = public_agenda(slug, language=get_language() or "en", at=now())
    if found is None:
        raise Http404(_("The agenda of this meeting is not issued yet. Come back later, or look at its programme."))
    words = {"meeting": found.meeting, "view": found.view, "business": BUSINESS, "states": STATES}
    body = fragment(request, "proceedings/agenda_items.html", lambda: words, key=(slug,))
    return render(request, "proceedings/agenda.html", {"meeting": found.meeting, "body": body})
