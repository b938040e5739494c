"""The desk's pages of the words in which letters are written: per kind, language and category of people."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comitia.accounts.queries import person_by_email
from comitia.accreditation.queries import filter_choices
from comitia.desk.access import staff
from comitia.desk.editing import RecordForm, differences, initial_of, is_done
from comitia.notices import queries
from comitia.notices.actions import reset_template, save_template
from comitia.platform.actors import SECRETARIAT, Actor, actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now
from comitia.platform.texts import text_in

LANGUAGES: Final = tuple(code for code, _name in settings.LANGUAGES)
secretariat = staff(SECRETARIAT)


class TextForm(RecordForm):
    """The words of a kind of letter, and who is to be shown as its receiver."""

    subject = forms.CharField(label=gettext_lazy("Subject"), widget=forms.TextInput({"dir": "auto", "maxlength": 250}))
    text = forms.CharField(
        label=gettext_lazy("Text"),
        help_text=gettext_lazy("An empty line begins a paragraph. An address on a line of its own becomes a link."),
        widget=forms.Textarea({"rows": 16, "dir": "auto"}),
    )
    receiver = forms.EmailField(
        label=gettext_lazy("Preview for"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("E-mail address of somebody with an account. Without one, examples stand in."),
        widget=forms.EmailInput({"autocomplete": "off"}),
    )


@secretariat
def letters(request: HttpRequest) -> HttpResponse:
    """List the kinds of letters and which of them have words of our own."""
    kept = queries.templates_kept()
    categories = _categories(actor_of(request), kept)
    rows = [
        (
            kind,
            [
                (_address(kind.name, category, language), language, categories.get(category, category))
                for category, language in kept.get(kind.name, [])
            ],
        )
        for kind in queries.kinds()
    ]
    return render(request, "desk/letters/list.html", {"rows": rows})


@secretariat
def letter_text(request: HttpRequest, kind: str) -> HttpResponse:
    """Show, preview and save the words of a kind of letter in one language for one category, or all."""
    by, found = actor_of(request), queries.kind_named(kind)
    if found is None:
        raise Http404
    kept = queries.templates_kept()
    categories = _categories(by, kept)
    language, category = _place(request, categories)
    record = queries.template_record(kind, language, category)
    form = TextForm(request.POST or None, initial=initial_of(record))
    is_preview = request.POST.get("act") == "preview"
    if form.is_bound and _is_well_written(form, kind) and not is_preview:
        given = form.cleaned_data
        if is_done(
            form,
            lambda: save_template(
                kind,
                category=category,
                language=language,
                subject=given["subject"],
                text=given["text"],
                seen=given["seen"],
                by=by,
                at=now(),
            ),
        ):
            messages.success(request, _("Saved. Letters written from now on use these words."))
            return redirect(_address(kind, category, language))
    context = {
        "kind": found,
        "form": form,
        "differences": differences(form, record) if form.is_bound and not is_preview else [],
        "preview": _preview(form, kind, language) if not form.errors else None,
        "in_use": queries.template_in_use(kind, language, category),
        "is_own": (category, language) in kept.get(kind, []),
        "letter_language": language,
        "category": category,
        "categories": list(categories.items()),
        "letter_languages": LANGUAGES,
        "address": _address(kind, category, language),
    }
    return render(request, "desk/letters/one.html", context, status=422 if form.errors else 200)


@require_POST
@secretariat
def reset(request: HttpRequest, kind: str) -> HttpResponse:
    """Go back from our own words to those that would be used without them."""
    if queries.kind_named(kind) is None:
        raise Http404
    by = actor_of(request)
    language, category = _place(request, _categories(by, queries.templates_kept()))
    try:
        reset_template(kind, category=category, language=language, by=by, at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    else:
        messages.success(request, _("Your own words are given up."))
    return redirect(_address(kind, category, language))


def _is_well_written(form: TextForm, kind: str) -> bool:
    """Put what is wrong with the words beside their field; the same is refused when they are saved."""
    if form.is_valid():
        for fault in queries.text_faults(kind, form.cleaned_data["subject"], form.cleaned_data["text"]):
            form.add_error(fault.field, fault.sentence)
    return not form.errors


def _preview(form: TextForm, kind: str, language: str) -> dict[str, Any]:
    """Fill in the words as the receiver would read them, or with examples."""
    given = form.cleaned_data if form.is_bound else form.initial
    address = given.get("receiver", "")
    person = person_by_email(address) if address else None
    written, is_real = queries.preview(
        kind,
        language=language,
        subject=given["subject"],
        text=given["text"],
        person=person.reference if person else None,
    )
    return {"written": written, "is_real": is_real, "receiver": address, "is_known": person is not None}


def _place(request: HttpRequest, categories: dict[str, str]) -> tuple[str, str]:
    """Give the language and the category that the address names, as far as there are such."""
    language, category = request.GET.get("language", ""), request.GET.get("category", "")
    fallback = get_language() or "en"
    return language if language in LANGUAGES else fallback, category if category in categories else ""


def _categories(by: Actor, kept: dict[str, list[tuple[str, str]]]) -> dict[str, str]:
    """Name the categories of people that can have words of their own, and those that had them at a past meeting."""
    language = get_language() or "en"
    now_offered = {one.code: str(text_in(one.names, language)) for one in filter_choices(by).categories}
    earlier = {category for places in kept.values() for category, _language in places if category}
    return now_offered | {code: code for code in sorted(earlier - now_offered.keys())}


def _address(kind: str, category: str, language: str) -> str:
    return f"{reverse('desk_letter_text', args=[kind])}?{urlencode({'language': language, 'category': category})}"


urlpatterns = [
    path("letters/", letters, name="desk_letters"),
    path("letters/<slug:kind>/", letter_text, name="desk_letter_text"),
    path("letters/<slug:kind>/reset/", reset, name="desk_reset_letter_text"),
]
