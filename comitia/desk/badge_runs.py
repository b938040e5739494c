"""The desk's printings of badges: whose, how far they are, the file in the end."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from comitia.accreditation.actions import badges as actions
from comitia.accreditation.queries import MODES
from comitia.accreditation.queries import badges as queries
from comitia.desk.access import staff
from comitia.desk.editing import is_done, offer
from comitia.platform.actors import SECRETARIAT, Actor, actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.attachments import attachment
from comitia.platform.clock import now
from comitia.platform.remarks import Remark

MOST_REMARKS: Final = 200

secretariat = staff(SECRETARIAT)


class WantedForm(forms.Form):
    """Whose badges are printed."""

    categories = forms.MultipleChoiceField(
        label=gettext_lazy("Categories"), required=False, widget=forms.CheckboxSelectMultiple
    )
    mode = forms.ChoiceField(label=gettext_lazy("How they take part"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language of the badges"))
    words = forms.CharField(
        label=gettext_lazy("Name, e-mail or member"),
        help_text=gettext_lazy("To print again the badges of a few."),
        max_length=200,
        required=False,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat
def print_badges(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whose badges are printed, say how many these are, and have them printed."""
    badge = queries.one(pk)
    if badge is None:
        raise Http404
    initial = {"categories": [one.code for one in badge.categories.all()], "language": get_language() or "en"}
    given = request.POST if request.method == "POST" else request.GET
    form = WantedForm(given or None, initial=initial)
    offer(form, "categories", queries.categories_of(badge.meeting))
    offer(form, "mode", [(mode, str(label)) for mode, label in MODES], none=str(gettext_lazy("All")))
    offer(form, "language", [(code, str(name)) for code, name in settings.LANGUAGES])
    if request.method == "POST" and given.get("act") == "print":
        made: list[Any] = []
        by = actor_of(request)
        if is_done(form, lambda: made.append(_start(pk, form, by=by))):
            return HttpResponseRedirect(reverse("desk_badge_run", args=[made[0].reference]))
    wanted = _wanted(form) if form.is_bound and form.is_valid() else queries.Wanted(tuple(initial["categories"]))
    words = {"badge": badge, "form": form, "number": queries.wanted_of(badge.meeting, wanted).count()}
    return render(request, "desk/badges/print.html", words, status=422 if form.errors else 200)


@require_safe
@secretariat
def run(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Show how far a printing is and, in the end, its file and what was remarked."""
    found = queries.run(reference)
    if found is None:
        raise Http404
    words = {
        "run": found,
        "total": len(found.registrations),
        "is_going_on": found.state in {"waiting", "running"},
        "is_there": bool(found.blob and found.blob.state == "clean"),
        "remarks": [Remark.from_json(one) for one in found.remarks[:MOST_REMARKS]],
        "more_remarks": max(0, len(found.remarks) - MOST_REMARKS),
    }
    return render(request, "desk/badges/run.html", words)


@require_GET
@secretariat
def file(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Hand out printed badges."""
    try:
        blob, chunks = actions.take_badges(reference, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
        return HttpResponseRedirect(reverse("desk_badges"))
    return attachment(chunks, name=blob.name, media_type=blob.media_type)


def _start(pk: int, form: forms.Form, *, by: Actor) -> Any:
    return actions.start_run(pk, _wanted(form), language=form.cleaned_data["language"], by=by, at=now())


def _wanted(form: forms.Form) -> queries.Wanted:
    given = form.cleaned_data
    return queries.Wanted(tuple(given["categories"]), given["mode"], given["words"])


urlpatterns = [
    path("badges/<int:pk>/print/", print_badges, name="desk_print_badges"),
    path("badges/runs/<uuid:reference>/", run, name="desk_badge_run"),
    path("badges/runs/<uuid:reference>/badges.pdf", file, name="desk_badge_file"),
]
