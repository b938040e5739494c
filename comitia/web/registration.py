"""A person's registration for the current meeting: choose a category, answer its pages, check, consent, send."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comitia.accreditation import actions, queries
from comitia.accreditation.queries import visa_letters
from comitia.accreditation.queries.fields import Field, fields_of, own_text, plain_field
from comitia.platform.actors import Actor
from comitia.platform.answers import Refused, RefusedError
from comitia.platform.attachments import attachment
from comitia.platform.clock import now
from comitia.platform.texts import text_in
from comitia.platform.typed import number_in
from comitia.web.access import PersonRequest, signed_in
from comitia.web.drawn_questions import draw
from comitia.web.participants import consent_fields

CHECK: Final = 10_000  # the step after all pages


class Reached(NamedTuple):
    """A form, the person's registration in it, and how far they are."""

    form: queries.CategoryForm
    own: Any
    progress: queries.Progress


@require_safe
def registration(request: HttpRequest) -> HttpResponse:
    """Show the reader's registration, or the categories to one who has none."""
    own = queries.own_registration(request.user) if request.user.is_authenticated else None
    if own is None:
        return categories(request)
    form = queries.kept_form_of(own.draft["category"] if own.draft else own.category.code)
    words = {
        "registration": own,
        "waiting": queries.own_waiting(own.pk) if own.waits else None,
        "category": text_in(own.category.names, get_language() or "en"),
        "is_open": form and queries.may_fill_in_form(form, own, at=now()),
        "continue_url": form and _start_url(form),
        "answers": queries.answers_of(own) if own.submitted_at else [],
        "entry_code": queries.own_code(own),
        "visa_letter": visa_letters.own_letter(own),
    }
    return render(request, "registration/own.html", words)


@require_safe
def categories(request: HttpRequest) -> HttpResponse:
    """Show the categories with their places and times."""
    own = queries.own_registration(request.user) if request.user.is_authenticated else None
    language = get_language() or "en"
    choices = [
        {
            "choice": choice,
            "name": text_in(choice.category.names, language),
            "description": text_in(choice.category.descriptions, language),
            "url": reverse("registration_start", args=[choice.category.code]),
            "overflow": _overflow(choice.category) if choice.places.is_full else None,
        }
        for choice in queries.choices(own, at=now())
    ]
    return render(request, "registration/categories.html", {"choices": choices, "own": own})


@require_safe
@signed_in
def start(request: PersonRequest, category: str) -> HttpResponse:
    """Lead to the step of a category's form at which the person is."""
    form = queries.form_of(category)
    if form is None:
        return _unknown_category(request)
    own = queries.registration_in(form, request.user)
    answer = queries.may_go_on(own, form.category, at=now())
    if isinstance(answer, Refused):
        return refused(request, answer, "registration_categories")
    return HttpResponseRedirect(_next_url(form, queries.progress(own, form)))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def page(request: PersonRequest, category: str, step: int) -> HttpResponse:
    """Ask one page of questions and keep the answers."""
    faults: Mapping[str, str] = {}
    if request.method == "POST":
        try:
            saved = actions.save_page(
                request.user,
                category=category,
                step=step,
                given=dict(request.POST.lists()),
                mode=request.POST.get("mode", ""),
                uploads=_uploads(request),
                version=number_in(request.POST.get("version", "")),
                at=now(),
            )
        except actions.AnswersRefusedError as error:
            faults = error.faults
        except actions.PageChangedError as error:
            return _changed_page(request, category, step, error)
        except RefusedError as error:
            return refused(request, error.answer, "registration")
        else:
            if isinstance(saved.answer, Refused):
                return refused(request, saved.answer, "registration")
            return HttpResponseRedirect(_url(category, saved.next_step))
    found = _reached(request, category, step)
    if isinstance(found, HttpResponse):
        return found
    if step not in found.form.pages_for(found.progress):
        raise Http404
    typed = dict(request.POST.lists()) if faults else None
    words = _words_of_step(found, step) | _drawn_page(request, found, step, typed=typed, faults=faults)
    return render(request, "registration/page.html", words, status=422 if faults else 200)


def _changed_page(request: PersonRequest, category: str, step: int, error: actions.PageChangedError) -> HttpResponse:
    """Show the page as it is asked now with what was typed, or lead on if there is no such page any more."""
    messages.warning(request, error.answer.sentence)
    found = _reached(request, category, step)
    if isinstance(found, HttpResponse):
        return found
    if step not in found.form.pages_for(found.progress):
        return HttpResponseRedirect(_next_url(found.form, found.progress))
    kept = {key: queries.as_typed(answer) for key, answer in found.progress.answers.items()}
    typed = {**kept, **dict(request.POST.lists())}
    words = _words_of_step(found, step) | _drawn_page(request, found, step, typed=typed, faults={})
    return render(request, "registration/page.html", words, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def check(request: PersonRequest, category: str) -> HttpResponse:
    """Show everything once more, ask what may be shown of the person, and send it."""
    faults: Mapping[str, str] = {}
    full: Refused | None = None
    if request.method == "POST":
        sent = _send(request, category)
        if isinstance(sent, HttpResponse):
            return sent
        if isinstance(sent, Refused):
            full = sent
        else:
            faults = sent
    found = _reached(request, category, CHECK)
    if isinstance(found, HttpResponse):
        return found
    form, own, progress = found
    words = _words_of_step(found, CHECK) | {
        "rows": _rows(form, progress),
        **consent_fields(request.POST if faults else _consents_of(progress), faults),
        "own": own,
        "full": full.sentence if full is not None else "",
        "has_waiting_list": full is not None and queries.has_waiting_list(form.category),
        "overflow": _overflow(form.category) if full is not None else None,
        "wait_url": reverse("registration_wait", args=[category]),
    }
    return render(request, "registration/check.html", words, status=422 if faults else 200 if full is None else 409)


@require_safe
@signed_in
def file(request: PersonRequest, reference: UUID) -> HttpResponse:
    """Hand a person a file that they brought; the look at it is written down."""
    try:
        found = actions.open_own_file(request.user, reference, by=Actor(person=request.user.reference), at=now())
    except RefusedError as error:
        if error.answer.code == "unknown_file":
            raise Http404 from None
        return refused(request, error.answer, "registration")
    return attachment(found.chunks, name=found.name, media_type=found.media_type)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def withdraw(request: PersonRequest) -> HttpResponse:
    """Ask once more, then take the registration back."""
    if request.method == "POST":
        try:
            actions.withdraw(request.user, by=Actor(person=request.user.reference), at=now())
        except RefusedError as error:
            return refused(request, error.answer, "registration")
        messages.success(request, _("You have withdrawn. You can register again while registration is open."))
        return HttpResponseRedirect(reverse("registration"))
    own = queries.own_registration(request.user)
    if own is None or own.state not in {"submitted", "accepted"}:
        return HttpResponseRedirect(reverse("registration"))
    return render(
        request, "registration/withdraw.html", {"category": text_in(own.category.names, get_language() or "en")}
    )


def _overflow(category: Any) -> tuple[Any, str] | None:
    """Give the name of the category that is offered when this one is full, and where it begins."""
    other = category.overflow
    if other is None:
        return None
    return text_in(other.names, get_language() or "en"), reverse("registration_start", args=[other.code])


def _send(request: PersonRequest, category: str) -> HttpResponse | Mapping[str, str] | Refused:
    """Send it and lead on, or give what is wrong with the consents, or that no place is left."""
    given = request.POST
    try:
        sent = actions.submit(
            request.user,
            category=category,
            publish=given.get("publish", ""),
            recording=given.get("recording", ""),
            by=Actor(person=request.user.reference),
            at=now(),
        )
    except actions.AnswersRefusedError as error:
        if error.faults.keys() <= {"publish", "recording"}:
            return error.faults
        return to_fault(request, category, error)
    except RefusedError as error:
        return refused(request, error.answer, "registration")
    if isinstance(sent.answer, Refused):
        return sent.answer if sent.answer.code == "full" else refused(request, sent.answer, "registration")
    return arrived(request, sent)


def arrived(request: HttpRequest, sent: actions.Sent) -> HttpResponse:
    """Say what became of a registration that was sent, on the page about it."""
    if sent.registration.state == "accepted":
        messages.success(request, _("You are registered. A letter with a calendar file is on its way to you."))
    else:
        messages.success(request, _("Your registration has arrived. The secretariat will write to you."))
    return HttpResponseRedirect(reverse("registration"))


def _uploads(request: HttpRequest) -> dict[str, actions.Upload]:
    """Give the files that arrive, one for each question."""
    files = ((key, request.FILES.getlist(key)[0]) for key in request.FILES)
    return {key: actions.Upload(file.name or "", file.chunks()) for key, file in files}


def _drawn_page(
    request: PersonRequest,
    found: Reached,
    step: int,
    *,
    typed: Mapping[str, list[str]] | None,
    faults: Mapping[str, str],
) -> dict[str, Any]:
    """Draw the questions of a page that this person is asked, section by section."""
    form, _own, progress = found
    language = get_language() or "en"
    if typed is not None and "mode" in typed:
        progress = replace(progress, mode=typed["mode"][0])
    sections: list[tuple[Any, Any, list[Field]]] = []
    for section, questions in queries.asked_sections(form, step, progress, typed=typed, faults=faults):
        brought = any(
            question.kind in {"file", "picture"} and question.key in progress.answers for question in questions
        )
        fields = fields_of(
            questions,
            language=language,
            answers=progress.answers,
            typed=typed,
            faults=faults,
            files=queries.own_files(request.user) if brought else None,
        )
        sections.append((own_text(section.titles, language), own_text(section.texts, language), fields))
    return {
        "version": form.version,
        "title": own_text(form.form.page(step).titles, language) if form.form.pages else "",
        "sections": sections,
        "draw": draw,
        "faults": faults,
        "mode": _mode_field(form, progress, faults) if step == 1 and len(form.modes) > 1 else None,
        "has_files": any(field.kind in {"file", "picture"} for *_words, fields in sections for field in fields),
    }


def _mode_field(form: queries.CategoryForm, progress: queries.Progress, faults: Mapping[str, str]) -> Field:
    choices = [(mode, label) for mode, label in queries.MODES if mode in form.modes]
    return plain_field("mode", _("How do you take part?"), choices, typed=progress.mode, error=faults.get("mode", ""))


def _consents_of(progress: queries.Progress) -> dict[str, str]:
    recording = {True: "yes", False: "no", None: ""}[progress.recording]
    return {"publish": progress.publish if recording else "", "recording": recording}


def _rows(form: queries.CategoryForm, progress: queries.Progress) -> list[tuple[Any, str]]:
    """List the answers, each with the page on which it can be changed."""
    pages = {question.key: number for number, page in enumerate(form.form.pages, 1) for question in page.questions}
    return [
        (answer, _url(form.category.code, pages[answer.key]))
        for answer in queries.shown_answers(queries.asked_questions(form, progress), progress.answers)
    ]


def _reached(request: PersonRequest, category: str, step: int) -> Reached | HttpResponse:
    """Give the form and how far the person is, or the answer that leads them to where they can go on."""
    form = queries.kept_form_of(category)
    if form is None:
        return _unknown_category(request)
    own = queries.registration_in(form, request.user)
    answer = queries.may_fill_in_form(form, own, at=now())
    if isinstance(answer, Refused):
        return refused(request, answer, "registration_categories")
    progress = queries.progress(own, form)
    if not queries.may_reach(step, form, progress):
        return _page_before(request, form, progress)
    return Reached(form, own, progress)


def _words_of_step(found: Reached, step: int) -> dict[str, Any]:
    form, _own, progress = found
    pages = form.pages_for(progress)
    before = [page for page in pages if page < step]
    return {
        "category": text_in(form.category.names, get_language() or "en"),
        "step": len(before) + 1,
        "steps": len(pages) + 1,
        "previous_url": _url(form.category.code, before[-1]) if before else reverse("registration_categories"),
    }


def to_fault(request: HttpRequest, category: str, error: actions.AnswersRefusedError) -> HttpResponse:
    """Lead to the first page with an answer that no longer fits its question."""
    form = queries.form_of(category)
    if form is None:
        return _unknown_category(request)
    step = min(
        number
        for number, page in enumerate(form.form.pages, 1)
        if any(question.key in error.faults for question in page.questions)
    )
    messages.error(request, _("An answer on this page needs another look: the question has changed."))
    return HttpResponseRedirect(_url(category, step))


def _page_before(request: HttpRequest, form: queries.CategoryForm, progress: queries.Progress) -> HttpResponse:
    messages.error(request, _("Please answer this page first. What you had answered is kept."))
    return HttpResponseRedirect(_next_url(form, progress))


def _unknown_category(request: HttpRequest) -> HttpResponse:
    messages.error(request, _("This category does not exist. Choose one of those on the list."))
    return HttpResponseRedirect(reverse("registration_categories"))


def refused(request: HttpRequest, answer: Refused, name: str) -> HttpResponse:
    messages.error(request, answer.sentence)
    return HttpResponseRedirect(reverse(name))


def _start_url(form: queries.CategoryForm) -> str:
    return reverse("registration_start", args=[form.category.code])


def _next_url(form: queries.CategoryForm, progress: queries.Progress) -> str:
    return _url(form.category.code, queries.next_step(form, progress))


def _url(category: str, step: int | None) -> str:
    if step is None:
        return reverse("registration_check", args=[category])
    return reverse("registration_page", args=[category, step])


urlpatterns = [
    path("register/", registration, name="registration"),
    path("register/categories/", categories, name="registration_categories"),
    path("register/withdraw/", withdraw, name="registration_withdraw"),
    path("register/files/<uuid:reference>/", file, name="registration_file"),
    path("register/<slug:category>/", start, name="registration_start"),
    path("register/<slug:category>/<int:step>/", page, name="registration_page"),
    path("register/<slug:category>/check/", check, name="registration_check"),
]
