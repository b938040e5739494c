"""Pages of amendments: one beside the text that it changes, and the form to move one, paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comitia.core.drafting.comparison import changed, compare
from comitia.core.drafting.typed import UnevenError
from comitia.platform.actors import actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now
from comitia.proceedings.actions import amendments as actions
from comitia.proceedings.queries import motion_acts
from comitia.web.access import PersonRequest, signed_in
from comitia.web.forms.motions import amendment_rows, operations_typed, uneven
from comitia.web.proceedings.motions import done, motion_seen, named, shown_in, whole_number

DONE: Final[dict[str, Any]] = {
    "second": gettext_lazy("Your delegation seconds the amendment."),
    "withdraw": gettext_lazy("The amendment is withdrawn."),
    "accept": gettext_lazy("The amendment is taken into your motion."),
}


@require_safe
def amendment(request: HttpRequest, slug: str, number: int, amendment: int) -> HttpResponse:
    """Show what an amendment changes, beside the text as it stands."""
    page, reader = motion_seen(request, slug, number)
    row = page.amendment(amendment)
    if row is None:
        raise Http404
    rows = compare(row.before, row.after)
    words = {
        "meeting": page.motion.meeting,
        "name": named(page.motion.meeting),
        "page": page,
        "row": row,
        "rows": rows if request.GET.get("whole") else list(changed(rows)),
        "is_whole": bool(request.GET.get("whole")),
        "acts": motion_acts.acts_on_amendment(reader, page, amendment),
        "shown": shown_in(request, row.after.languages | row.before.languages),
    }
    return render(request, "proceedings/amendment.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new_amendment(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    """Change the text of a motion paragraph by paragraph, and move the changes; what was typed stays."""
    page, reader = motion_seen(request, slug, number)
    text = page.text
    refused = ""
    if request.method == "POST":
        try:
            moved = actions.submit_amendment(
                page.motion.reference,
                operations_typed(text, request.POST.dict()),
                version=whole_number(request.POST.get("version", ""), else_=0),
                remarks=request.POST.get("remarks", ""),
                by=actor_of(request),
                at=now(),
            )
        except UnevenError as error:
            refused = uneven(error)
        except RefusedError as error:
            refused = str(error.answer.sentence)
        else:
            messages.success(request, _("The amendment is submitted. The chair or the secretariat rules on it."))
            return HttpResponseRedirect(reverse("amendment", args=[slug, number, moved.number]))
    words = {
        "meeting": page.motion.meeting,
        "name": named(page.motion.meeting),
        "page": page,
        "rows": amendment_rows(text, request.POST.dict()),
        "remarks": request.POST.get("remarks", ""),
        "refused": refused,
        "may": motion_acts.acts_on_motion(reader, page).amend,
    }
    return render(request, "proceedings/new_amendment.html", words, status=422 if refused else 200)


@require_POST
@signed_in
def act(request: PersonRequest, slug: str, number: int, amendment: int) -> HttpResponse:
    """Second, withdraw or accept an amendment."""
    page, _reader = motion_seen(request, slug, number)
    row = page.amendment(amendment)
    if row is None:
        raise Http404
    verbs: dict[str, Callable[..., Any]] = {
        "second": actions.second_amendment,
        "withdraw": actions.withdraw_amendment,
        "accept": actions.accept_amendment,
    }
    return done(request, verbs, row.reference, DONE, back=reverse("amendment", args=[slug, number, amendment]))
