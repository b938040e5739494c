"""The pages on which pages and sections of a form are written, and any part of it is taken out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from comitia.accreditation import actions, queries
from comitia.core.forms.definition import Form, Section
from comitia.core.forms.editing import depending_on, find_section
from comitia.desk.form_builder.part_forms import PageForm, SectionForm, initial_of_page, initial_of_section
from comitia.desk.form_builder.parts import Typed, around, differences, edited, secretariat, state_or_404
from comitia.desk.form_builder.words import name_of
from comitia.platform.actors import actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now
from comitia.platform.typed import number_in


@secretariat
def new_page(request: HttpRequest, meeting: str) -> HttpResponse:
    """Add a page to the form."""
    state, by = state_or_404(meeting), actor_of(request)
    result = edited(
        request,
        lambda data, first: PageForm(data, state=state, initial=first),
        initial={},
        save=lambda form: actions.add_form_page(
            meeting, form.texts("title", {}), seen=form.cleaned_data["seen"], by=by, at=now()
        ),
    )
    if result.is_saved:
        messages.success(request, _("The page is in the draft. Add questions to it."))
        return _to(meeting, f"page-{len(state.form.pages) + 1}")
    return _written(request, state, result, initial={}, title=_("Add a page"))


@secretariat
def page(request: HttpRequest, meeting: str, number: int) -> HttpResponse:
    """Change the title of a page."""
    state, by = state_or_404(meeting), actor_of(request)
    if not 1 <= number <= len(state.form.pages):
        raise Http404(_("This page is not in the form any more. Choose another one in the form."))
    before = state.form.page(number)
    result = edited(
        request,
        lambda data, first: PageForm(data, state=state, initial=first),
        initial=initial_of_page(before),
        save=lambda form: actions.save_form_page(
            meeting, number, form.texts("title", before.titles), seen=form.cleaned_data["seen"], by=by, at=now()
        ),
    )
    if result.is_saved:
        messages.success(request, _("The page is changed in the draft."))
        return _to(meeting, f"page-{number}")
    remove = reverse("desk_form_remove_page", args=[meeting, number])
    return _written(
        request, state, result, initial=initial_of_page(before), title=name_of(before, number), remove=remove
    )


@secretariat
def new_section(request: HttpRequest, meeting: str) -> HttpResponse:
    """Add a section to a page of the form."""
    state, by = state_or_404(meeting), actor_of(request)
    if not state.form.pages:
        messages.error(request, _("A section stands on a page. Add a page first."))
        return HttpResponseRedirect(reverse("desk_form_new_page", args=[meeting]))
    wanted, pages = number_in(request.GET.get("page", "")), len(state.form.pages)
    number = wanted if wanted in range(1, pages + 1) else pages
    added = ""

    def add(form: SectionForm) -> None:
        nonlocal added
        given = form.cleaned_data
        added = actions.add_form_section(
            meeting, form.section(None), page=int(given["page"]), seen=given["seen"], by=by, at=now()
        )

    initial = {"page": str(number)}
    result = edited(
        request, lambda data, first: SectionForm(data, state=state, initial=first), initial=initial, save=add
    )
    if result.is_saved:
        messages.success(request, _("The section is in the draft. Add questions to it."))
        return _to(meeting, f"section-{added}")
    return _written(request, state, result, initial=initial, title=_("Add a section"))


@secretariat
def section(request: HttpRequest, meeting: str, key: str) -> HttpResponse:
    """Change a section of the form."""
    state, by = state_or_404(meeting), actor_of(request)
    found = _section_in(state.form, key)
    if found is None:
        raise Http404(_("This section is not in the form any more. Choose another one in the form."))
    number, before = found

    def save(form: SectionForm) -> None:
        given = form.cleaned_data
        changed = form.section(before)
        actions.save_form_section(meeting, key, changed, page=int(given["page"]), seen=given["seen"], by=by, at=now())

    result = edited(
        request,
        lambda data, first: SectionForm(data, state=state, initial=first),
        initial=initial_of_section(before, number),
        save=save,
    )
    if result.is_saved:
        messages.success(request, _("The section is changed in the draft."))
        return _to(meeting, f"section-{key}")
    remove = reverse("desk_form_remove_section", args=[meeting, key])
    return _written(
        request, state, result, initial=initial_of_section(before, number), title=name_of(before), remove=remove
    )


@secretariat
def remove_page(request: HttpRequest, meeting: str, number: int) -> HttpResponse:
    """Take a page with all that is on it out of the form."""
    return _remove(request, meeting, "page", str(number))


@secretariat
def remove_section(request: HttpRequest, meeting: str, key: str) -> HttpResponse:
    """Take a section with its questions out of the form."""
    return _remove(request, meeting, "section", key)


@secretariat
def remove_question(request: HttpRequest, meeting: str, key: str) -> HttpResponse:
    """Take a question out of the form."""
    return _remove(request, meeting, "question", key)


def _remove(request: HttpRequest, meeting: str, kind: actions.PartKind, name: str) -> HttpResponse:
    """Name what goes and what depends on it, then take it out."""
    refusal = ""
    if request.method == "POST":
        try:
            actions.remove_part(
                meeting,
                kind,
                name,
                with_conditions=request.POST.get("with_conditions") == "yes",
                seen=request.POST.get("seen", ""),
                by=actor_of(request),
                at=now(),
            )
        except RefusedError as error:
            refusal = str(error.answer.sentence)
        else:
            messages.success(request, _("It is out of the draft. What was answered stays until you publish."))
            return _to(meeting, "")
    state = state_or_404(meeting)
    try:
        keys = actions.questions_of(state.form, kind, name)
    except LookupError:
        messages.error(request, _("This part of the form does not exist any more. Choose another one."))
        return _to(meeting, "")
    words = around(state) | {
        "kind": kind,
        "part": _name_of(state, kind, name),
        "questions": [name_of(state.form.question(key)) for key in sorted(keys)] if kind != "question" else [],
        "depending": [name_of(part) for part in depending_on(actions.without(state.form, kind, name), keys)],
        "refusal": refusal,
    }
    return render(request, "desk/form_builder/remove.html", words, status=422 if refusal else 200)


def _name_of(state: queries.FormAtDesk, kind: actions.PartKind, name: str) -> str:
    if kind == "page":
        return name_of(state.form.page(int(name)), int(name))
    return name_of(find_section(state.form, name) if kind == "section" else state.form.question(name))


def _section_in(form: Form, key: str) -> tuple[int, Section] | None:
    for number, one in enumerate(form.pages, 1):
        for each in one.sections:
            if each.key == key:
                return number, each
    return None


def _written(
    request: HttpRequest,
    state: queries.FormAtDesk,
    result: Typed,
    *,
    initial: dict[str, Any],
    title: str,
    remove: str = "",
) -> HttpResponse:
    """Show the form of a page or a section; after somebody else's change with what differs."""
    differs = []
    if result.code == "changed_meanwhile":
        state = state_or_404(state.meeting.slug)
        differs = differences(result.form, initial, token=state.token) if remove else []
        result.form.data["seen"] = state.token
    words = around(state) | {"form": result.form, "title": title, "remove": remove, "differences": differs}
    return render(request, "desk/form_builder/part.html", words, status=422 if result.is_refused else 200)


def _to(meeting: str, anchor: str) -> HttpResponse:
    address = reverse("desk_form", args=[meeting])
    return HttpResponseRedirect(f"{address}#{anchor}" if anchor else address)
