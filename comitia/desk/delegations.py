"""The desk's delegations: opened, chased, looked at one by one; and who holds which vote."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comitia.accreditation import actions
from comitia.accreditation.queries import credentials, focal_points
from comitia.accreditation.queries import delegations as queries
from comitia.accreditation.queries.privacy import reads_at_desk
from comitia.desk.access import staff
from comitia.desk.editing import is_done, offer
from comitia.desk.histories import history_of
from comitia.platform.actors import REGIONAL_OFFICE, SECRETARIAT, Actor, actor_of
from comitia.platform.answers import Refused, RefusedError
from comitia.platform.clock import now
from comitia.platform.countries import country_in
from comitia.platform.texts import text_in
from comitia.platform.typed import reference_in

ROWS_PER_PAGE: Final = 100
KINDS: Final = {
    "uninvited": "bad",
    "invited": "wait",
    "empty": "wait",
    "no_letter": "wait",
    "examined": "wait",
    "complete": "ok",
}
CREDENTIAL_KINDS: Final = {
    "received": "wait",
    "incomplete": "bad",
    "provisional": "wait",
    "accepted": "ok",
    "rejected": "bad",
    "awaited": "",
}
WHOM: Final = (
    ("seated", gettext_lazy("Members that sit")),
    ("all", gettext_lazy("All members")),
    ("observers", gettext_lazy("Observer entities")),
)

officers = staff(SECRETARIAT, REGIONAL_OFFICE)
secretariat = staff(SECRETARIAT)


class InvitationForm(forms.Form):
    """Who is asked to be a focal point."""

    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=150, required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)


class EntityForm(forms.Form):
    """An observer entity."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False)
    country = forms.CharField(
        label=gettext_lazy("Country"), help_text=gettext_lazy("Two letters, such as MN."), max_length=2, required=False
    )


@require_safe
@officers
def delegations(request: HttpRequest) -> HttpResponse:
    """List the delegations of the current meeting with how far each is."""
    by, filters = actor_of(request), _filters(request.GET)
    pages = Paginator(queries.found_delegations(by, filters), ROWS_PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    language = get_language() or "en"
    words = {
        "rows": [(one, progress := queries.progress_of(one), queries.PROGRESS[progress]) for one in page],
        "page": page,
        "count": pages.count,
        "filters": filters,
        "query": _query(filters),
        "regions": [(one.code, str(text_in(one.names, language))) for one in queries.delegation_regions(by)],
        "kinds": KINDS,
        "whom": WHOM,
        "is_secretariat": by.has_role(SECRETARIAT),
        "tabs": [
            ("?" + _query(replace(filters, progress=code)), label, None, code == filters.progress)
            for code, label in [("", _("All")), *queries.PROGRESS.items()]
        ],
    }
    return render(request, "desk/delegations/list.html", words)


@require_POST
@officers
def open_delegations(request: HttpRequest) -> HttpResponse:
    """Open the delegations of the seated members, of all, or of the observer entities."""
    try:
        count = actions.open_delegations(request.POST.get("whom", ""), by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    else:
        sentence = ngettext("%(count)s delegation was opened.", "%(count)s delegations were opened.", count)
        messages.success(request, sentence % {"count": count})
    return HttpResponseRedirect(reverse("desk_delegations"))


@require_POST
@officers
def remind(request: HttpRequest) -> HttpResponse:
    """Remind the focal points of the ticked delegations, or of all that match the filter."""
    by, filters = actor_of(request), _filters(request.POST)
    if request.POST.get("all"):
        chosen = list(queries.found_delegations(by, filters).values_list("reference", flat=True))
    else:
        chosen = [key for text in request.POST.getlist("chosen") if (key := reference_in(text))]
    outcomes = actions.remind_focal_points(chosen, by=by, at=now())
    done = sum(bool(one.answer) for one in outcomes)
    sentence = ngettext("A reminder goes to %(count)s delegation.", "Reminders go to %(count)s delegations.", done)
    messages.success(request, sentence % {"count": done})
    for one in outcomes[:20]:
        if isinstance(one.answer, Refused):
            messages.warning(request, f"{one.name}: {one.answer.sentence}" if one.name else str(one.answer.sentence))
    return HttpResponseRedirect(f"{reverse('desk_delegations')}?{_query(filters)}")


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def one(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Show a delegation with its focal points, people, letters and history, and invite a focal point."""
    by = actor_of(request)
    seen = _seen(by, reference)
    initial = {"language": "en"}
    form = InvitationForm(request.POST or None, initial=initial)
    if request.method == "POST" and is_done(
        form, lambda: actions.invite_focal_point(reference, **form.cleaned_data, by=by, at=now())
    ):
        messages.success(request, _("Invited. The letter with the link is on its way."))
        return HttpResponseRedirect(reverse("desk_delegation", args=[reference]))
    people = queries.delegates_of(seen.delegation)
    words = {
        "delegation": seen.delegation,
        "entity": queries.entity_name(seen.delegation),
        "reads": (reads := reads_at_desk(by)),
        "focal_points": focal_points.focal_points_of(seen.delegation) if "focal_point" in reads else [],
        "people": people,
        "letters": queries.letters_of(seen.delegation),
        "seat": credentials.seat_of(seen.delegation, people),
        "kinds": CREDENTIAL_KINDS,
        "is_secretariat": by.has_role(SECRETARIAT),
        "form": form,
        "at": now(),
        "history": history_of(f"delegation:{reference}"),
    }
    return render(request, "desk/delegations/one.html", words, status=422 if form.errors else 200)


@require_POST
@officers
def remind_one(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Remind the focal points of one delegation."""
    for outcome in actions.remind_focal_points([reference], by=actor_of(request), at=now()):
        if isinstance(outcome.answer, Refused):
            messages.error(request, str(outcome.answer.sentence))
        else:
            messages.success(request, _("The reminder is on its way."))
    return HttpResponseRedirect(reverse("desk_delegation", args=[reference]))


@require_POST
@officers
def end_focal_point(request: HttpRequest, reference: UUID, pk: int) -> HttpResponse:
    """Take an invitation back, or end a focal point."""
    try:
        actions.end_focal_point(pk, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    else:
        messages.success(request, _("This person is not a focal point any more."))
    return HttpResponseRedirect(reverse("desk_delegation", args=[reference]))


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat
def observers(request: HttpRequest) -> HttpResponse:
    """List the observer entities and add one."""
    by, language = actor_of(request), get_language() or "en"
    form = EntityForm(request.POST or None)
    regions = [(one.code, str(text_in(one.names, language))) for one in queries.delegation_regions(by)]
    offer(form, "region", regions, none=_("None"))
    if request.method == "POST" and is_done(
        form, lambda: actions.save_observer_entity(**form.cleaned_data, by=by, at=now())
    ):
        messages.success(request, _("Saved. Open its delegation from the list of delegations."))
        return HttpResponseRedirect(reverse("desk_observers"))
    named = dict(regions)
    rows = [
        (one, named.get(one.region.code, "") if one.region else "", country_in(one.country, "", language))
        for one in queries.observer_entities()
    ]
    return render(
        request, "desk/delegations/observers.html", {"rows": rows, "form": form}, status=422 if form.errors else 200
    )


@require_safe
@secretariat
def votes(request: HttpRequest) -> HttpResponse:
    """Say for each seated member who holds its vote, or why nobody does and how to cure it."""
    seats = credentials.seats()
    words = {"seats": seats, "voting": sum(seat.votes for seat in seats), "meeting": queries.current_meeting()}
    return render(request, "desk/delegations/votes.html", words)


def _seen(by: Actor, reference: UUID) -> queries.Seen:
    found = queries.delegation_seen(by, reference)
    if found is None:
        raise Http404
    return found


def _filters(given: Any) -> queries.DelegationFilters:
    progress = given.get("progress", "")
    return queries.DelegationFilters(
        words=given.get("q", "")[:200].replace("\0", ""),
        progress=progress if progress in queries.PROGRESS else "",
        region=given.get("region", "")[:40].replace("\0", ""),
    )


def _query(filters: queries.DelegationFilters) -> str:
    named = asdict(filters) | {"q": filters.words, "words": ""}
    return urlencode({name: value for name, value in named.items() if value})


urlpatterns = [
    path("delegations/", delegations, name="desk_delegations"),
    path("delegations/open/", open_delegations, name="desk_delegations_open"),
    path("delegations/remind/", remind, name="desk_delegations_remind"),
    path("delegations/observers/", observers, name="desk_observers"),
    path("delegations/votes/", votes, name="desk_votes"),
    path("delegations/<uuid:reference>/", one, name="desk_delegation"),
    path("delegations/<uuid:reference>/remind/", remind_one, name="desk_delegation_remind"),
    path("delegations/<uuid:reference>/focal-points/<int:pk>/end/", end_focal_point, name="desk_focal_point_end"),
]
