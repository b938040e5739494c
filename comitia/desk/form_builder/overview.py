"""The forms of all meetings, and one of them with its pages, sections and questions, ready to be rearranged."""

from __future__ import annotations

from typing import Any, Final, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comitia.accreditation import actions, queries
from comitia.core.forms.definition import Form
from comitia.desk.form_builder.parts import around, secretariat, state_or_404
from comitia.desk.form_builder.words import KINDS, condition_words, here, listed_faults, name_of, untranslated
from comitia.meetings.queries import records
from comitia.platform.actors import actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now
from comitia.platform.typed import number_in

ROWS_PER_PAGE: Final = 50
PARTS: Final = ("page", "section", "question")


@require_safe
@secretariat
def forms(request: HttpRequest) -> HttpResponse:
    """List the meetings with the state of their forms, that of the site first."""
    meetings = records.meeting_rows().order_by("-is_current", "-year", "-starts_on", "-pk")
    page = Paginator(meetings, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    rows = queries.form_rows(one.pk for one in page)
    words = {
        "page": page,
        "kinds": dict(records.kind_choices()),
        "rows": [(one, rows.get(one.pk)) for one in page],
    }
    return render(request, "desk/form_builder/list.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat
def form(request: HttpRequest, meeting: str) -> HttpResponse:
    """Show the draft of a form, or what is asked now, and move parts of it one place up or down."""
    if request.method == "POST":
        return _step(request, meeting)
    state = state_or_404(meeting)
    words = around(state, "desk_form") | {
        "pages": outline(state.form, state.categories),
        "faults": listed_faults(state),
        "missing": untranslated(state.form),
        "kinds": KINDS,
        "answered": next(iter(queries.form_versions(state.meeting.pk)), None),
    }
    return render(request, "desk/form_builder/form.html", words)


def outline(form: Form, categories: list[Any]) -> list[dict[str, Any]]:
    """Lay out a form for reading: names and conditions of pages, sections and questions."""
    return [
        {
            "number": number,
            "name": name_of(page, number),
            "sections": [
                {
                    "key": section.key,
                    "name": name_of(section),
                    "text": here(section.texts),
                    "conditions": condition_words(form, categories, section.conditions),
                    "questions": [
                        {
                            "question": question,
                            "name": name_of(question),
                            "conditions": condition_words(form, categories, question.conditions),
                            "options": [here(option.labels) for option in question.options],
                        }
                        for question in section.questions
                    ],
                }
                for section in page.sections
            ],
        }
        for number, page in enumerate(form.pages, 1)
    ]


def _step(request: HttpRequest, meeting: str) -> HttpResponse:
    kind, _colon, rest = request.POST.get("move", "").partition(":")
    name, _colon, way = rest.rpartition(":")
    address = reverse("desk_form", args=[meeting])
    number = number_in(name)
    if kind not in PARTS or way not in {"up", "down"} or (kind == "page" and number is None):
        messages.error(request, _("Nothing was moved. Choose a part of the form and a direction."))
        return HttpResponseRedirect(address)
    try:
        actions.step_part(
            meeting,
            cast("actions.PartKind", kind),
            name,
            forward=way == "down",
            seen=request.POST.get("seen", ""),
            by=actor_of(request),
            at=now(),
        )
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
        return HttpResponseRedirect(address)
    if kind == "page" and number is not None:
        name = str(number + (1 if way == "down" else -1))
    return HttpResponseRedirect(f"{address}#{kind}-{name}")
