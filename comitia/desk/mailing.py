"""The desk's mailings: people are chosen by a filter, words written and looked at, sent once; and what became of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comitia.accounts.queries import people
from comitia.accreditation import actions
from comitia.accreditation.queries import FilterChoices, filter_choices
from comitia.accreditation.queries import mailing as queries
from comitia.desk.access import staff
from comitia.desk.editing import RecordForm, differences, initial_of, is_done
from comitia.desk.histories import history_of
from comitia.desk.outbox import STATES as LETTER_STATES
from comitia.desk.outbox import TAGS as LETTER_TAGS
from comitia.notices.queries import kind_named, text_faults
from comitia.platform.actors import REGIONAL_OFFICE, SECRETARIAT, Actor, actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now
from comitia.platform.texts import text_in
from comitia.platform.typed import number_in

ROWS_PER_PAGE: Final = 50
LANGUAGES: Final = tuple(code for code, _name in settings.LANGUAGES)
TAGS: Final = {"draft": "", "writing": "wait", "done": "ok"}
FILTER_LABELS: Final = {
    "words": gettext_lazy("Words"),
    "state": gettext_lazy("State"),
    "category": gettext_lazy("Category"),
    "region": gettext_lazy("Region"),
    "member": gettext_lazy("Member"),
    "mode": gettext_lazy("How they take part"),
}
officers = staff(SECRETARIAT, REGIONAL_OFFICE)


class TextsForm(RecordForm):
    """The words of a mailing: a subject and a text in each language that is written."""

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for code in LANGUAGES:
            self.fields[f"subject_{code}"] = forms.CharField(
                label=_("Subject"),
                required=False,
                widget=forms.TextInput({"dir": "auto", "maxlength": 250, "lang": code}),
            )
            self.fields[f"text_{code}"] = forms.CharField(
                label=_("Text"), required=False, widget=forms.Textarea({"rows": 12, "dir": "auto", "lang": code})
            )

    def clean(self) -> dict[str, Any]:
        """Put what is wrong with the words beside their field; the same is refused when they are saved."""
        cleaned = super().clean() or {}
        for code, (subject, text) in self.texts().items():
            for fault in text_faults(self.kind, subject, text):
                self.add_error(f"{fault.field}_{code}", fault.sentence)
        return cleaned

    def texts(self) -> dict[str, tuple[str, str]]:
        """Give what is written, by language."""
        given = {
            code: (self.cleaned_data.get(f"subject_{code}", ""), self.cleaned_data.get(f"text_{code}", ""))
            for code in LANGUAGES
        }
        return {code: words for code, words in given.items() if any(words)}


@require_safe
@officers
def mailings(request: HttpRequest) -> HttpResponse:
    """List the mailings, the newest first."""
    page = Paginator(queries.mailings(actor_of(request)), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    choices = filter_choices(actor_of(request))
    names = _names({one.sent_by or one.created_by for one in page})
    rows = [
        (
            one,
            queries.AUDIENCES[one.audience].label,
            _filter_words(one.filters, choices),
            names.get(one.sent_by or one.created_by, ""),
        )
        for one in page
    ]
    return render(request, "desk/mailing/list.html", {"rows": rows, "page": page, "tags": TAGS})


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def new(request: HttpRequest) -> HttpResponse:
    """Choose to whom one writes, and see how many and who they are; then begin to write."""
    by, at = actor_of(request), now()
    given = request.POST if request.method == "POST" else request.GET
    code = given.get("audience", "")
    audience = queries.AUDIENCES.get(code) or next(iter(queries.AUDIENCES.values()))
    filters = _filters(given).of(audience)
    if request.method == "POST":
        try:
            return redirect("desk_mailing", reference=actions.begin_mailing(code, filters, by=by, at=at))
        except RefusedError as error:
            messages.error(request, str(error.answer.sentence))
    found = queries.chosen(by, audience.code, filters, at=at)
    choices = filter_choices(by)
    words = _people(request, audience.code, found, at=at) | {
        "audience": audience,
        "filters": filters,
        "hidden": {"audience": audience.code, **_named(filters)},
        "query": urlencode({"audience": audience.code, **_named(filters)}),
        "options": {
            name: {value: label for value, label in _options(name, choices).items() if value}
            for name in audience.filters
            if name != "words"
        },
        "labels": FILTER_LABELS,
        "tabs": [
            (f"?audience={one.code}", one.label, None, one.code == audience.code) for one in queries.AUDIENCES.values()
        ],
    }
    return render(request, "desk/mailing/new.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def one(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Write the words of a mailing; or see what became of one that was sent."""
    by, mailing = actor_of(request), _mailing(request, reference)
    if mailing.state != "draft":
        return _report(request, mailing)
    audience, record = queries.AUDIENCES[mailing.audience], queries.mailing_record(mailing)
    form = TextsForm(request.POST or None, initial=_initial(mailing, record), kind=audience.kind)
    if request.method == "POST" and is_done(
        form,
        lambda: actions.save_mailing(reference, form.texts(), seen=form.cleaned_data["seen"], by=by, at=now()),
    ):
        messages.success(request, _("Saved. Look at the letter as its receivers would get it, then send it."))
        return redirect("desk_check_mailing", reference=reference)
    kept = queries.mailing_record(_mailing(request, reference))
    kind = kind_named(audience.kind)
    words = {
        "mailing": mailing,
        "audience": audience,
        "filter_words": _filter_words(mailing.filters, filter_choices(by)),
        "form": form,
        "parts": [(code, form[f"subject_{code}"], form[f"text_{code}"], _is_written(form, code)) for code in LANGUAGES],
        "own_language": get_language(),
        "differences": differences(form, kept) if form.is_bound else [],
        "offered": kind.offered if kind else {},
    }
    return render(request, "desk/mailing/write.html", words, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def check(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Show the letter as one of its receivers would get it, how many they are and who; then send it."""
    by, at, mailing = actor_of(request), now(), _mailing(request, reference)
    refusal = ""
    if request.method == "POST":
        confirmed = number_in(request.POST.get("confirmed", ""))
        try:
            number = actions.send_mailing(
                reference,
                confirmed=-1 if confirmed is None else confirmed,
                is_reviewed=bool(request.POST.get("is_reviewed")),
                by=by,
                at=at,
            )
        except RefusedError as error:
            refusal = str(error.answer.sentence)
            if error.answer.code == "sent_already":
                messages.warning(request, refusal)
                return redirect("desk_mailing", reference=reference)
        else:
            sentence = ngettext("%(count)s letter is being written.", "%(count)s letters are being written.", number)
            messages.success(request, sentence % {"count": number})
            return redirect("desk_mailing", reference=reference)
    if mailing.state != "draft":
        return redirect("desk_mailing", reference=reference)
    found = queries.chosen(by, mailing.audience, queries.filters_from(mailing.filters), at=at)
    words = _people(request, mailing.audience, found, at=at) | {
        "mailing": mailing,
        "audience": queries.AUDIENCES[mailing.audience],
        "filter_words": _filter_words(mailing.filters, filter_choices(by)),
        "refusal": refusal,
        "written_in": list(mailing.texts),
        **_preview(request, reference, found, by=by, at=at),
    }
    return render(request, "desk/mailing/check.html", words, status=409 if refusal else 200)


@require_POST
@officers
def drop(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Throw a mailing away that was not sent."""
    try:
        actions.drop_mailing(reference, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    else:
        messages.success(request, _("The mailing is thrown away. Nobody got a letter."))
    return redirect("desk_mailings")


def _report(request: HttpRequest, mailing: Any) -> HttpResponse:
    states = queries.letter_states(mailing)
    by = actor_of(request)
    words = {
        "mailing": mailing,
        "audience": queries.AUDIENCES[mailing.audience],
        "filter_words": _filter_words(mailing.filters, filter_choices(by)),
        "number": len(mailing.recipients),
        "letters": [
            (LETTER_STATES[state], states[state], LETTER_TAGS.get(state, ""))
            for state in LETTER_STATES
            if state in states
        ],
        "sent_by": _names({mailing.sent_by}).get(mailing.sent_by, ""),
        "texts": queries.texts_of(mailing),
        "is_secretariat": by.has_role(SECRETARIAT),
        "history": history_of(f"mailing:{mailing.reference}"),
    }
    return render(request, "desk/mailing/report.html", words)


def _people(request: HttpRequest, audience: str, found: list[int], *, at: Any) -> dict[str, Any]:
    """Give one page of the people who match, with whose last letter came back."""
    page = Paginator(found, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    by, language = actor_of(request), get_language() or "en"
    rows = queries.shown_recipients(by, audience, list(page.object_list), at=at, language=language)
    return {"page": page, "rows": rows, "count": len(found), "bounced": queries.bounced_among(rows)}


def _preview(request: HttpRequest, reference: UUID, found: list[int], *, by: Actor, at: Any) -> dict[str, Any]:
    """Write the letter to the recipient whom the address names, else to the first one."""
    asked = number_in(request.GET.get("as", ""))
    pk = asked if asked is not None and asked in found else next(iter(found), 0)
    try:
        return {"preview": actions.preview_mailing(reference, pk, by=by, at=at), "shown_as": pk}
    except RefusedError as error:
        return {"preview": None, "shown_as": 0, "no_preview": str(error.answer.sentence)}


def _initial(mailing: Any, record: Any) -> dict[str, Any]:
    """Fill the form with what is kept; a mailing without words begins with a frame in the language of its writer."""
    initial, language = initial_of(record), get_language() or "en"
    if not mailing.texts and (ready := queries.ready_text(mailing.audience, language)):
        initial |= {f"subject_{language}": ready[0], f"text_{language}": ready[1]}
    return initial


def _is_written(form: TextsForm, code: str) -> bool:
    return any(form[f"{name}_{code}"].value() or form[f"{name}_{code}"].errors for name in ("subject", "text"))


def _mailing(request: HttpRequest, reference: UUID) -> Any:
    found = queries.mailing_seen(actor_of(request), reference)
    if found is None:
        raise Http404
    return found


def _filters(given: Any) -> queries.MailingFilters:
    texts = {
        name: given.get(name, "")[:100].replace("\0", "") for name in ("state", "category", "member", "region", "mode")
    }
    return queries.MailingFilters(words=given.get("q", "")[:200].replace("\0", ""), **texts)


def _named(filters: queries.MailingFilters) -> dict[str, str]:
    """Give the filter by the names of its fields on the page, without what is empty."""
    named = asdict(filters) | {"q": filters.words, "words": ""}
    return {name: value for name, value in named.items() if value}


def _options(name: str, choices: FilterChoices) -> dict[str, str]:
    """Give what can be chosen in a filter, or what a kept one means."""
    language = get_language() or "en"
    if name == "state":
        return {"": _("Waiting or accepted")} | {value: str(label) for value, label in queries.STATES}
    if name == "mode":
        return {value: str(label) for value, label in queries.MODES}
    if name == "member":
        return dict(choices.members)
    listed: Any = choices.categories if name == "category" else choices.regions
    return {each.code: str(text_in(each.names, language)) for each in listed}


def _filter_words(kept: Mapping[str, str], choices: FilterChoices) -> list[str]:
    """Say in words what a mailing was narrowed by."""
    return [
        _("%(field)s: %(value)s")
        % {
            "field": FILTER_LABELS[name],
            "value": value if name == "words" else _options(name, choices).get(value, value),
        }
        for name, value in kept.items()
    ]


def _names(references: set[UUID | None]) -> dict[UUID | None, str]:
    return {
        person.reference: str(person) for person in people().filter(reference__in=[one for one in references if one])
    }


urlpatterns = [
    path("mailing/", mailings, name="desk_mailings"),
    path("mailing/new/", new, name="desk_new_mailing"),
    path("mailing/<uuid:reference>/", one, name="desk_mailing"),
    path("mailing/<uuid:reference>/check/", check, name="desk_check_mailing"),
    path("mailing/<uuid:reference>/drop/", drop, name="desk_drop_mailing"),
]
