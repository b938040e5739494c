"""A person's registration for the current meeting: choose a category, answer its pages, consent, check, send."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comitia.accreditation import actions, queries
from comitia.platform.actors import Actor
from comitia.platform.answers import Refused, RefusedError
from comitia.platform.clock import now
from comitia.platform.texts import text_in
from comitia.web.access import PersonRequest, signed_in
from comitia.web.forms.registration import ConsentsForm, QuestionsForm

PEOPLE_PER_PAGE: Final = 100
CONSENTS, CHECK = -2, -1  # the steps after the pages, wherever these end


class Reached(NamedTuple):
    """A form, the person's registration in it, and how far they are."""

    form: queries.Form
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
        "answers": queries.shown_answers(form.questions, own.answers) if form and own.submitted_at else [],
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
    return HttpResponseRedirect(_step_url(form, queries.progress(own, form).done + 1))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def page(request: PersonRequest, category: str, step: int) -> HttpResponse:
    """Ask one page of questions and keep the answers."""
    faults: Mapping[str, str] = {}
    if request.method == "POST":
        given = dict(request.POST.lists())
        try:
            saved = actions.save_page(request.user, category=category, step=step, given=given, at=now())
        except actions.AnswersRefusedError as error:
            faults = error.faults
        except RefusedError as error:
            return _refused(request, error.answer, "registration")
        else:
            return _go_on(request, category, saved)
    found = _reached(request, category, step)
    if isinstance(found, HttpResponse):
        return found
    form, _own, progress = found
    if step > len(form.pages):
        raise Http404
    typed = request.POST if faults else None
    shown = QuestionsForm(
        form.pages[step - 1], language=get_language() or "en", answers=progress.answers, typed=typed, faults=faults
    )
    words = _words_of_step(form, step) | {"form": shown}
    return render(request, "registration/page.html", words, status=422 if faults else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def consents(request: PersonRequest, category: str) -> HttpResponse:
    """Ask who may see the person's name and whether they may be recorded."""
    faults: Mapping[str, str] = {}
    if request.method == "POST":
        publish, recording = request.POST.get("publish", ""), request.POST.get("recording", "")
        try:
            saved = actions.save_consents(
                request.user, category=category, publish=publish, recording=recording, at=now()
            )
        except actions.AnswersRefusedError as error:
            faults = error.faults
        except RefusedError as error:
            return _refused(request, error.answer, "registration")
        else:
            return _go_on(request, category, saved)
    found = _reached(request, category, CONSENTS)
    if isinstance(found, HttpResponse):
        return found
    form, _own, progress = found
    typed = request.POST if faults else None
    answers = {"publish": progress.publish, "recording": {True: "yes", False: "no", None: ""}[progress.recording]}
    shown = ConsentsForm(publish=queries.PUBLISH, answers=answers, typed=typed, faults=faults)
    words = _words_of_step(form, form.consents_step) | {"form": shown}
    return render(request, "registration/consents.html", words, status=422 if faults else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def check(request: PersonRequest, category: str) -> HttpResponse:
    """Show everything once more, and send it."""
    if request.method == "POST":
        return _send(request, category)
    found = _reached(request, category, CHECK)
    if isinstance(found, HttpResponse):
        return found
    form, own, progress = found
    rows = [
        (answer, _step_url(form, _step_of(form, answer.key)))
        for answer in queries.shown_answers(form.questions, progress.answers)
    ]
    words = _words_of_step(form, form.check_step) | {
        "rows": rows,
        "publish": dict(queries.PUBLISH)[progress.publish],
        "recording": progress.recording,
        "consents_url": _step_url(form, form.consents_step),
        "own": own,
    }
    return render(request, "registration/check.html", words)


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


def _send(request: PersonRequest, category: str) -> HttpResponse:
    try:
        sent = actions.submit(request.user, category=category, by=Actor(person=request.user.reference), at=now())
    except actions.AnswersRefusedError as error:
        return _to_fault(request, category, error)
    except RefusedError as error:
        return _refused(request, error.answer, "registration")
    if sent.state == "accepted":
        messages.success(request, _("You are registered. A letter with a calendar file is on its way to you."))
    else:
        messages.success(request, _("Your registration has arrived. The secretariat will write to you."))
    return HttpResponseRedirect(reverse("registration"))


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
    if {CONSENTS: form.consents_step, CHECK: form.check_step}.get(step, step) > progress.done + 1:
        return _page_before(request, form, progress)
    return Reached(form, own, progress)


def _go_on(request: HttpRequest, category: str, saved: actions.Saved) -> HttpResponse:
    """Lead to the next step, or tell that registration has closed or filled up meanwhile."""
    if isinstance(saved.answer, Refused):
        return _refused(request, saved.answer, "registration")
    return HttpResponseRedirect(_url(category, saved.next_step, saved.pages))


def _words_of_step(form: queries.Form, step: int) -> dict[str, Any]:
    return {
        "category": text_in(form.category.names, get_language() or "en"),
        "step": step,
        "steps": form.check_step,
        "previous_url": _step_url(form, step - 1) if step > 1 else reverse("registration_categories"),
    }


def _to_fault(request: HttpRequest, category: str, error: actions.AnswersRefusedError) -> HttpResponse:
    """Lead to the first page with an answer that no longer fits its question."""
    form = queries.form_of(category)
    if form is None:
        return _unknown_category(request)
    step = min(_step_of(form, key) for key in error.faults)
    messages.error(request, _("An answer on this page needs another look: the question has changed."))
    return HttpResponseRedirect(_step_url(form, step))


def _page_before(request: HttpRequest, form: queries.Form, progress: queries.Progress) -> HttpResponse:
    messages.error(request, _("Please answer this page first. What you had answered is kept."))
    return HttpResponseRedirect(_step_url(form, progress.done + 1))


def _unknown_category(request: HttpRequest) -> HttpResponse:
    messages.error(request, _("This category does not exist. Choose one of those on the list."))
    return HttpResponseRedirect(reverse("registration_categories"))


def _refused(request: HttpRequest, answer: Refused, name: str) -> HttpResponse:
    messages.error(request, answer.sentence)
    return HttpResponseRedirect(reverse(name))


def _step_of(form: queries.Form, key: str) -> int:
    return next(number for number, page in enumerate(form.pages, 1) if any(one.key == key for one in page))


def _start_url(form: queries.Form) -> str:
    return reverse("registration_start", args=[form.category.code])


def _step_url(form: queries.Form, step: int) -> str:
    return _url(form.category.code, step, len(form.pages))


def _url(category: str, step: int, pages: int) -> str:
    if step <= pages:
        return reverse("registration_page", args=[category, step])
    return reverse("registration_consents" if step == pages + 1 else "registration_check", args=[category])


urlpatterns = [
    path("register/", registration, name="registration"),
    path("register/categories/", categories, name="registration_categories"),
    path("register/withdraw/", withdraw, name="registration_withdraw"),
    path("register/calendar.ics", calendar, name="registration_calendar"),
    path("register/<slug:category>/", start, name="registration_start"),
    path("register/<slug:category>/<int:step>/", page, name="registration_page"),
    path("register/<slug:category>/consents/", consents, name="registration_consents"),
    path("register/<slug:category>/check/", check, name="registration_check"),
    path("participants/", participants, name="participants"),
]
