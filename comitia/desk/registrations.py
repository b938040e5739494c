"""The secretariat's registrations: the list, one of them, decisions one by one or many at once, files to take away."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comitia.accreditation import actions, queries
from comitia.accreditation.queries.documents import files_of
from comitia.accreditation.queries.fields import Field, staff_fields
from comitia.accreditation.queries.privacy import reads_at_desk, reads_registration
from comitia.desk.access import staff
from comitia.desk.histories import history_of
from comitia.desk.registration_files import csv_file, spreadsheet
from comitia.platform.actors import REGIONAL_OFFICE, SECRETARIAT, actor_of
from comitia.platform.answers import Allowed, Refused, RefusedError
from comitia.platform.clock import now
from comitia.platform.texts import text_in
from comitia.platform.typed import reference_in

ROWS_PER_PAGE: Final = 50
MOST_AT_ONCE: Final = 5000
FILES: Final = {"csv": csv_file, "xlsx": spreadsheet}
STATES: Final = tuple((state, label) for state, label in queries.STATES if state != "draft")

officers = staff(SECRETARIAT, REGIONAL_OFFICE)


class DecisionForm(forms.Form):
    """The reason that is sent with a decision; whether one is needed is judged by the policy."""

    reason = forms.CharField(required=False, widget=forms.Textarea({"rows": 4, "maxlength": 2000}))


@require_safe
@officers
def registrations(request: HttpRequest) -> HttpResponse:
    """List the registrations that match the filter, fifty to a page."""
    by, filters = actor_of(request), _filters(request.GET)
    pages = Paginator(queries.listed(by, filters), ROWS_PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    language = get_language() or "en"
    choices = queries.filter_choices(by)
    words = {
        "rows": [(one, text_in(one.category.names, language)) for one in page],
        "reads": reads_at_desk(by),
        "page": page,
        "count": pages.count,
        "filters": filters,
        "query": _query(filters),
        "states": queries.STATES,
        "state_names": {state: str(label) for state, label in queries.STATES},
        "categories": [(one.code, str(text_in(one.names, language))) for one in choices.categories],
        "regions": [(one.code, str(text_in(one.names, language))) for one in choices.regions],
        "members": choices.members,
        "sorts": _sorts(),
        "tabs": [
            (_query(replace(filters, state=state)), label, state == filters.state)
            for state, label in [("", _("All")), *STATES]
        ],
    }
    return render(request, "desk/registrations/list.html", words)


@require_safe
@officers
def one(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Show a registration with its answers and its history."""
    return page_of_one(request, reference, DecisionForm())


@require_POST
@officers
def decide(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Accept or refuse one registration."""
    accept, reason = request.POST.get("act") == "accept", request.POST.get("reason", "")
    try:
        actions.decide(reference, accept=accept, reason=reason, by=actor_of(request), at=now())
    except RefusedError as error:
        form = DecisionForm(request.POST)
        form.add_error("reason", error.answer.sentence)
        return page_of_one(request, reference, form, status=422)
    messages.success(
        request, _("Accepted. The letter is on its way.") if accept else _("Refused. The letter is on its way.")
    )
    return HttpResponseRedirect(reverse("desk_registration", args=[reference]))


@require_POST
@officers
def decide_many(request: HttpRequest) -> HttpResponse:
    """Name the number of registrations and ask for the reason; once confirmed, decide them and report each that was not."""
    by, filters = actor_of(request), _filters(request.POST)
    accept, reason = request.POST.get("act") == "accept", request.POST.get("reason", "")
    references = _chosen(request, filters)
    if not references:
        messages.error(request, _("Nothing was chosen. Tick some rows, or choose all that match the filter."))
        return HttpResponseRedirect(f"{reverse('desk_registrations')}?{_query(filters)}")
    words = {"accept": accept, "filters": filters, "query": _query(filters), "number": len(references)}
    form = DecisionForm(request.POST)
    form.full_clean()
    outcomes = None
    is_confirmed = request.POST.get("confirmed") == str(len(references))
    if is_confirmed:
        try:
            outcomes = actions.decide_many(references, accept=accept, reason=reason, by=by, at=now())
        except RefusedError as error:
            form.add_error("reason", error.answer.sentence)
    if outcomes is None:
        words |= {
            "form": form,
            "references": [] if request.POST.get("all") else references,
            "number_changed": "confirmed" in request.POST and not is_confirmed,
        }
        return render(request, "desk/registrations/confirm.html", words, status=422 if form.errors else 200)
    words |= {
        "done": sum(isinstance(outcome.answer, Allowed) for outcome in outcomes),
        "refused": [outcome for outcome in outcomes if isinstance(outcome.answer, Refused)],
    }
    return render(request, "desk/registrations/report.html", words)


@require_safe
@officers
def download(request: HttpRequest, form: str) -> HttpResponse:
    """Hand out the list that matches the filter as a file."""
    if form not in FILES:
        raise Http404
    found = actions.export(actor_of(request), _filters(request.GET), form=form, at=now())
    return FILES[form](found, questions=queries.questions_of_form(), reads=reads_at_desk(actor_of(request)))


def page_of_one(
    request: HttpRequest,
    reference: UUID,
    form: DecisionForm,
    *,
    staff: list[Field] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show a registration with the form of the decision, and the staff's questions as they are or as they were typed."""
    by = actor_of(request)
    registration = queries.one(by, reference)
    if registration is None:
        raise Http404
    reads = reads_registration(by, registration)
    words = {
        "registration": registration,
        "reads": reads,
        "category": text_in(registration.category.names, get_language() or "en"),
        "answers": queries.answers_of(registration, reads=reads),
        "files": files_of(registration),
        "may_release": by.has_role(SECRETARIAT),
        "staff": staff_fields(registration, reads=reads) if staff is None else staff,
        "former": queries.answers_before(registration, reads=reads),
        "history": history_of(f"registration:{reference}"),
        "form": form,
        "is_own": registration.person.reference == by.person,
    }
    return render(request, "desk/registrations/one.html", words, status=status)


def _chosen(request: HttpRequest, filters: queries.Filters) -> list[UUID]:
    """Give the ticked registrations, or all that match the filter and may be seen."""
    if request.POST.get("all"):
        found = queries.found(actor_of(request), filters)
        return list(found.values_list("reference", flat=True)[:MOST_AT_ONCE])
    return [reference for text in request.POST.getlist("chosen") if (reference := reference_in(text))]


def _filters(given: Any) -> queries.Filters:
    texts = {name: given.get(name, "")[:100].replace("\0", "") for name in ("state", "category", "member", "region")}
    sort = given.get("sort", "")
    return queries.Filters(
        words=given.get("q", "")[:200].replace("\0", ""), sort=sort if sort in queries.SORTS else "newest", **texts
    )


def _query(filters: queries.Filters) -> str:
    """Write the filter as it stands in an address, without what is empty."""
    named = asdict(filters) | {
        "q": filters.words,
        "words": "",
        "sort": "" if filters.sort == "newest" else filters.sort,
    }
    return urlencode({name: value for name, value in named.items() if value})


def _sorts() -> list[tuple[str, str]]:
    return [
        ("newest", _("Newest first")),
        ("oldest", _("Oldest first")),
        ("name", _("Name")),
        ("member", _("Member")),
        ("category", _("Category")),
    ]


urlpatterns = [
    path("registrations/", registrations, name="desk_registrations"),
    path("registrations/decide/", decide_many, name="desk_registrations_decide"),
    path("registrations/list.<slug:form>", download, name="desk_registrations_file"),
    path("registrations/<uuid:reference>/", one, name="desk_registration"),
    path("registrations/<uuid:reference>/decide/", decide, name="desk_registration_decide"),
]
