"""The desk's letters that support a visa: templates in DOCX, and one issued for somebody."""

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
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comitia.accreditation import queries as registrations
from comitia.accreditation.actions import visa_letters as actions
from comitia.accreditation.queries import delegations
from comitia.accreditation.queries import visa_letters as queries
from comitia.desk.access import staff
from comitia.desk.editing import is_done, offer
from comitia.platform.actors import SECRETARIAT, Actor, actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.attachments import attachment
from comitia.platform.clock import now

LANGUAGES: Final = tuple((code, str(name)) for code, name in settings.LANGUAGES)

secretariat = staff(SECRETARIAT)


class TemplateForm(forms.Form):
    """A template in a language."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=LANGUAGES)
    file = forms.FileField(label=gettext_lazy("Template"), help_text=gettext_lazy("A DOCX file of at most 5 MB."))


class IssueForm(forms.Form):
    """In which language a letter is issued."""

    language = forms.ChoiceField(label=gettext_lazy("Language of the letter"))


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat
def visa_letters(request: HttpRequest) -> HttpResponse:
    """List the templates of the meeting and what they may hold; take in another one."""
    meeting = delegations.current_meeting()
    form = TemplateForm(request.POST or None, request.FILES or None, initial={"language": get_language()})
    if request.method == "POST" and meeting and is_done(form, lambda: _bring(request, form, meeting)):
        messages.success(request, _("The template is kept. Everything it wants filled in is known."))
        return HttpResponseRedirect(reverse("desk_visa_letters"))
    words = {
        "meeting": meeting,
        "templates": queries.templates(meeting) if meeting else {},
        "placeholders": queries.placeholders(),
        "form": form,
    }
    return render(request, "desk/visa_letters/list.html", words, status=422 if form.errors else 200)


@require_POST
@secretariat
def remove(request: HttpRequest, language: str) -> HttpResponse:
    """Remove the template of a language."""
    meeting = delegations.current_meeting()
    if meeting is None:
        raise Http404
    try:
        actions.remove_template(meeting, language, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    else:
        messages.success(request, _("The template is removed. Letters that were issued stay."))
    return HttpResponseRedirect(reverse("desk_visa_letters"))


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat
def visa_letter(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Show whether somebody has a letter, and issue it."""
    by = actor_of(request)
    registration = registrations.one(by, reference)
    if registration is None:
        raise Http404
    templates = queries.templates(registration.meeting)
    form = IssueForm(request.POST or None, initial={"language": registration.person.language})
    offer(form, "language", [(code, name) for code, name in LANGUAGES if code in templates])
    if request.method == "POST" and is_done(form, lambda: _issue(reference, form, by=by)):
        messages.success(request, _("The letter is issued. The person finds it on the page of their registration."))
        return HttpResponseRedirect(reverse("desk_visa_letter", args=[reference]))
    words = {
        "registration": registration,
        "letter": queries.issued(reference),
        "may": queries.may_have_letter(registration),
        "has_templates": bool(templates),
        "form": form,
    }
    return render(request, "desk/visa_letters/one.html", words, status=422 if form.errors else 200)


@require_GET
@secretariat
def file(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Hand out the letter of somebody."""
    letter = queries.issued(reference)
    if letter is None:
        raise Http404
    try:
        chunks = actions.take_letter(letter, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
        return HttpResponseRedirect(reverse("desk_visa_letter", args=[reference]))
    return attachment(chunks, name=letter.blob.name, media_type=letter.blob.media_type)


def _issue(reference: UUID, form: IssueForm, *, by: Actor) -> None:
    actions.issue_letter(reference, language=form.cleaned_data["language"], by=by, at=now())


def _bring(request: HttpRequest, form: TemplateForm, meeting: Any) -> None:
    file = form.cleaned_data["file"]
    with actions.receive_template(file.chunks(), name=file.name or "") as received:
        actions.save_template(meeting, form.cleaned_data["language"], received, by=actor_of(request), at=now())


urlpatterns = [
    path("visa-letters/", visa_letters, name="desk_visa_letters"),
    path("visa-letters/<slug:language>/remove/", remove, name="desk_remove_letter_template"),
    path("registrations/<uuid:reference>/visa-letter/", visa_letter, name="desk_visa_letter"),
    path("registrations/<uuid:reference>/visa-letter.docx", file, name="desk_visa_letter_file"),
]
