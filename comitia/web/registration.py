"""A person's registration for the current meeting: choose a category, answer its pages, check, consent, send."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comitia.accreditation import actions, queries
from comitia.accreditation.queries import visa_letters
from comitia.platform.actors import Actor
from comitia.platform.answers import Refused, RefusedError
from comitia.platform.clock import now
from comitia.platform.texts import text_in
from comitia.web.access import PersonRequest, signed_in
from comitia.web.forms.registration import Field, fields_of, own_text, plain_field

PEOPLE_PER_PAGE: Final = 100
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
        "category": text_in(own.category.names, get_language() or "en"),
        "is_open": form and queries.may_fill_in_form(form, at=now()),
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
        return _refused(request, answer, "registration_categories")
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
                at=now(),
            )
        except actions.AnswersRefusedError as error:
            faults = error.faults
        except RefusedError as error:
            return _refused(request, error.answer, "registration")
        else:
            if isinstance(saved.answer, Refused):
                return _refused(request, saved.answer, "registration")
            return HttpResponseRedirect(_url(category, saved.next_step))
    found = _reached(request, category, step)
    if isinstance(found, HttpResponse):
        return found
    if step not in found.form.pages_for(found.progress):
        raise Http404
    typed = dict(request.POST.lists()) if faults else None
    words = _words_of_step(found, step) | _drawn_page(request, found, step, typed=typed, faults=faults)
    return render(request, "registration/page.html", words, status=422 if faults else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def check(request: PersonRequest, category: str) -> HttpResponse:
    """Show everything once more, ask what may be shown of the person, and send it."""
    faults: Mapping[str, str] = {}
    if request.method == "POST":
        sent = _send(request, category)
        if isinstance(sent, HttpResponse):
            return sent
        faults = sent
    found = _reached(request, category, CHECK)
    if isinstance(found, HttpResponse):
        return found
    form, own, progress = found
    given = request.POST if faults else _consents_of(progress)
    words = _words_of_step(found, CHECK) | {
        "rows": _rows(form, progress),
        "publish": plain_field(
            "publish",
            _("Who may see your name in the list of participants?"),
            queries.PUBLISH,
            typed=given.get("publish", ""),
            error=faults.get("publish", ""),
        ),
        "recording": plain_field(
            "recording",
            _("May you be seen and heard in the recording of public sessions?"),
            [("yes", _("Yes")), ("no", _("No"))],
            typed=given.get("recording", ""),
            error=faults.get("recording", ""),
            hint=_("Without your consent your part is cut from what is published."),
        ),
        "own": own,
    }
    return render(request, "registration/check.html", words, status=422 if faults else 200)


@require_safe
@signed_in
def file(request: PersonRequest, reference: UUID) -> HttpResponse:
    """Hand a person a file that they brought."""
    found = queries.own_file(request.user, reference)
    if found is None:
        raise Http404
    try:
        content = queries.read_file(found)
    except RefusedError as error:
        return _refused(request, error.answer, "registration")
    disposition = content_disposition_header(as_attachment=True, filename=found.name)
    headers = {"Content-Disposition": disposition or "attachment", "Cache-Control": "private, no-store"}
    return HttpResponse(b"".join(content), content_type=found.media_type, headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def withdraw(request: PersonRequest) -> HttpResponse:
    """Ask once more, then take the registration back."""
    if request.method == "POST":
        try:
            actions.withdraw(request.user, by=Actor(person=request.user.reference), at=now())
        except RefusedError as error:
            return _refused(request, error.answer, "registration")
        messages.success(request, _("You have withdrawn. You can register again while registration is open."))
        return HttpResponseRedirect(reverse("registration"))
    own = queries.own_registration(request.user)
    if own is None or own.state not in {"submitted", "accepted"}:
        return HttpResponseRedirect(reverse("registration"))
    return render(
        request, "registration/withdraw.html", {"category": text_in(own.category.names, get_language() or "en")}
    )


@require_safe
@signed_in
def calendar(request: PersonRequest) -> HttpResponse:
    """Hand out the days of the meeting as a calendar file."""
    own = queries.own_registration(request.user)
    written = queries.meeting_calendar(own.category.meeting) if own else b""
    if not own or not written:
        raise Http404
    name = f"{own.category.meeting.slug}.ics"
    return HttpResponse(
        written,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_safe
def participants(request: HttpRequest) -> HttpResponse:
    """List the people who take part and let this reader know it."""
    reader = request.user.reference if request.user.is_authenticated else None
    pages = Paginator(queries.participants(reader=reader), PEOPLE_PER_PAGE)
    language = get_language() or "en"
    shown = pages.get_page(request.GET.get("page"))
    people = [
        {
            "name": one.person.name,
            "category": text_in(one.category.names, language),
            "member": one.member.name if one.member else "",
        }
        for one in shown
    ]
    return render(request, "registration/participants.html", {"page": shown, "people": people})


def _send(request: PersonRequest, category: str) -> HttpResponse | Mapping[str, str]:
    """Send it and lead on, or give what is wrong with the consents."""
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
        return _to_fault(request, category, error)
    except RefusedError as error:
        return _refused(request, error.answer, "registration")
    if isinstance(sent.answer, Refused):
        return _refused(request, sent.answer, "registration")
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
        has_files = any(question.kind in {"file", "picture"} for question in questions)
        fields = fields_of(
            questions,
            language=language,
            answers=progress.answers,
            typed=typed,
            faults=faults,
            files=queries.own_files(request.user) if has_files else None,
        )
        sections.append((own_text(section.titles, language), own_text(section.texts, language), fields))
    return {
        "title": own_text(form.form.page(step).titles, language) if form.form.pages else "",
        "sections": sections,
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
    answer = queries.may_fill_in_form(form, at=now())
    if isinstance(answer, Refused):
        return _refused(request, answer, "registration_categories")
    own = queries.registration_in(form, request.user)
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


def _to_fault(request: HttpRequest, category: str, error: actions.AnswersRefusedError) -> HttpResponse:
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


def _refused(request: HttpRequest, answer: Refused, name: str) -> HttpResponse:
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
    path("register/calendar.ics", calendar, name="registration_calendar"),
    path("register/<slug:category>/", start, name="registration_start"),
    path("register/<slug:category>/<int:step>/", page, name="registration_page"),
    path("register/<slug:category>/check/", check, name="registration_check"),
    path("participants/", participants, name="participants"),
]
