"""Shows the questions of a registration form as fields; what counts as an answer is judged by the action, not here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django import forms
from django.forms.utils import ErrorDict, ErrorList
from django.utils.translation import gettext as _
from markupsafe import Markup

from comitia.accreditation.queries import countries, members_to_choose
from comitia.platform.texts import text_in
from comitia.web.wording import direction_of

CHOICE_KINDS = {"choice", "yes_no", "many"}


class QuestionsForm(forms.Form):
    """One page of questions, empty, filled in, or with what was typed and what is wrong with it."""

    def __init__(
        self,
        questions: Iterable[Any],
        *,
        language: str,
        answers: Mapping[str, Any] | None = None,
        typed: Any = None,
        faults: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data=typed, initial=dict(answers or {}), auto_id="%s")
        self._faults = faults or {}
        self.fields = {question.key: _field(question, language) for question in questions}

    def full_clean(self) -> None:
        """Take the faults that the action found instead of looking for some."""
        self._errors = ErrorDict({key: ErrorList([sentence]) for key, sentence in self._faults.items()})
        self.cleaned_data: dict[str, Any] = {}


class ConsentsForm(QuestionsForm):
    """Who may see the person's name, and whether they may be recorded."""

    def __init__(
        self,
        *,
        publish: Iterable[tuple[str, Any]],
        answers: Mapping[str, Any] | None = None,
        typed: Any = None,
        faults: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__([], language="", answers=answers, typed=typed, faults=faults)
        self.fields["publish"] = forms.ChoiceField(
            label=_("Who may see your name in the list of participants?"),
            choices=list(publish),
            widget=forms.RadioSelect,
        )
        self.fields["recording"] = forms.ChoiceField(
            label=_("May you be seen and heard in the recording of public sessions?"),
            help_text=_("Without your consent your part is cut from what is published."),
            choices=[("yes", _("Yes")), ("no", _("No"))],
            widget=forms.RadioSelect,
        )


class LongListField(forms.CharField):
    """A choice from a long list whose options are rendered once and kept, not copied for each request."""

    def __init__(self, *, options: Markup, **kwargs: Any) -> None:
        super().__init__(widget=forms.Select, **kwargs)
        self.options = options

    def options_with(self, chosen: Any) -> Markup:
        """Give the options with one of them selected."""
        option = Markup('<option value="{}">').format(chosen or "")
        selected = Markup('<option value="{}" selected>').format(chosen or "")
        return self.options.replace(option, selected, 1)


def _field(question: Any, language: str) -> forms.Field:
    words: dict[str, Any] = {
        "label": _own_text(question.labels, language),
        "help_text": _own_text(question.hints, language),
        "required": question.is_required,
    }
    if question.kind in CHOICE_KINDS:
        return _choice_field(question, words, language)
    if question.kind == "country":
        return LongListField(options=_country_options(language, _("Choose")), **words)
    if question.kind == "member":
        return LongListField(options=_options(members_to_choose(), _("Choose")), **words)
    if question.kind == "long_text":
        return forms.CharField(widget=forms.Textarea({"rows": 6, "maxlength": 4000}), **words)
    return forms.CharField(widget=forms.TextInput({"maxlength": 200}), **words)


def _own_text(texts: Mapping[str, str], language: str) -> str:
    """Give a text of the organisation's own, marked with the language it is in if that is not the reader's."""
    text = text_in(texts, language)
    if not text.is_fallback:
        return str(text)
    marked = Markup('<span lang="{}" dir="{}">{}</span>')
    return marked.format(text.language, direction_of(text.language), text)


def _choice_field(question: Any, words: dict[str, Any], language: str) -> forms.Field:
    if question.kind == "yes_no":
        return forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.RadioSelect, **words)
    choices = [(option["value"], _own_text(option["labels"], language)) for option in question.options]
    if question.kind == "many":
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **words)
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **words)


@lru_cache(maxsize=16)
def _country_options(language: str, choose: str) -> Markup:
    return _options(countries(language), choose)


def _options(choices: Iterable[tuple[str, str]], choose: str) -> Markup:
    option = Markup('<option value="{}">{}</option>')
    return option.format("", choose) + Markup().join(option.format(value, name) for value, name in choices)
