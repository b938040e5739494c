"""The pages on which a question is added and changed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from comitia.accreditation import actions, queries
from comitia.core.forms.definition import Form, Kind
from comitia.core.forms.faults import OPTION_KINDS
from comitia.desk.form_builder.parts import Typed, around, differences, edited, secretariat, state_or_404
from comitia.desk.form_builder.question_form import QuestionForm, initial_of_question
from comitia.desk.form_builder.words import KINDS, name_of
from comitia.platform.actors import actor_of
from comitia.platform.clock import now

FIRST_OPTIONS = 3


@secretariat
def new_question(request: HttpRequest, meeting: str) -> HttpResponse:
    """Let the officer choose a kind, then write the question."""
    state = state_or_404(meeting)
    section = request.POST.get("section") or request.GET.get("section", "")
    sections = [one.key for page in state.form.pages for one in page.sections]
    if not sections:
        messages.error(request, _("A question stands in a section. Add a page first."))
        return HttpResponseRedirect(reverse("desk_form_new_page", args=[meeting]))
    section = section if section in sections else sections[-1]
    kind = request.POST.get("kind") or request.GET.get("kind", "")
    if kind not in {one.value for one in Kind}:
        words = around(state) | {"kinds": KINDS, "section": section}
        return render(request, "desk/form_builder/kinds.html", words, status=422 if kind else 200)
    initial: dict[str, Any] = {"section": section}
    if kind in OPTION_KINDS:
        initial["options"] = FIRST_OPTIONS
    return _editor(request, state, kind=Kind(kind), initial=initial)


@secretariat
def question(request: HttpRequest, meeting: str, key: str) -> HttpResponse:
    """Show a question of the draft and change it."""
    state = state_or_404(meeting)
    if key not in state.form:
        if request.method == "POST" and request.POST.get("kind") in {one.value for one in Kind}:
            return _removed_meanwhile(request, state)
        raise Http404(_("This question is not in the form any more. Choose another one in the form."))
    return _editor(request, state, kind=state.form.question(key).kind, key=key, initial=_initial(state.form, key))


def _editor(
    request: HttpRequest, state: queries.FormAtDesk, *, kind: Kind, initial: dict[str, Any], key: str = ""
) -> HttpResponse:
    slug, by = state.meeting.slug, actor_of(request)
    before = state.form.question(key) if key else None
    saved_as = key

    def save(form: QuestionForm) -> None:
        nonlocal saved_as
        given = form.cleaned_data
        written = form.question(before)
        if key:
            actions.save_question(slug, key, written, section=given["section"], seen=given["seen"], by=by, at=now())
        else:
            saved_as = actions.add_question(
                slug, written, section=given["section"], seen=given["seen"], by=by, at=now()
            )

    result = edited(
        request,
        lambda data, first: QuestionForm(data, state=state, initial=first, kind=kind, key=key),
        initial=initial,
        save=save,
    )
    if result.is_saved:
        messages.success(request, _("The question is in the draft."))
        return HttpResponseRedirect(f"{reverse('desk_form', args=[slug])}#question-{saved_as}")
    return _page(request, state_or_404(slug) if result.is_refused else state, result, kind=kind, key=key)


def _page(request: HttpRequest, state: queries.FormAtDesk, result: Typed, *, kind: Kind, key: str = "") -> HttpResponse:
    differs = []
    if result.code == "changed_meanwhile":
        kept = _initial(state.form, key) if key else {}
        differs = differences(result.form, kept, token=state.token)
    words = around(state) | {
        "form": result.form,
        "kind": kind,
        "kind_name": KINDS[kind][0],
        "key": key,
        "name": name_of(state.form.question(key)) if key in state.form else "",
        "differences": differs if key else [],
    }
    return render(request, "desk/form_builder/question.html", words, status=422 if result.is_refused else 200)


def _removed_meanwhile(request: HttpRequest, state: queries.FormAtDesk) -> HttpResponse:
    """Offer what was typed as a new question, since somebody else has removed the one it was for."""
    kind = Kind(request.POST["kind"])
    data = request.POST.copy()
    data["seen"] = state.token
    for name in data:
        if name.startswith("option_") and name.endswith("_value"):
            data[name] = ""
    form = QuestionForm(data, state=state, initial={}, kind=kind)
    form.full_clean()
    form.add_error(
        None, _("Somebody else removed this question while you were editing it. Save to add it again as a new one.")
    )
    return _page(request, state, Typed(form, is_refused=True), kind=kind)


def _initial(form: Form, key: str) -> dict[str, Any]:
    section = next(
        one.key for page in form.pages for one in page.sections if any(each.key == key for each in one.questions)
    )
    return initial_of_question(form.question(key), section)
