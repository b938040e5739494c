"""Lays out the questions of a registration form as fields; what counts as an answer is judged by the action, not here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup

from comitia.accreditation.queries.form import countries, members_to_choose
from comitia.accreditation.queries.privacy import is_read
from comitia.accreditation.queries.sessions import session_names
from comitia.accreditation.queries.staff_answers import staff_questions
from comitia.core.forms.answers import as_typed
from comitia.platform.texts import direction_of, text_in

NOTHING: Final = Markup()
BLANKS: Final = 3  # empty lines for the names of more companions
MOST_OFFERED: Final = 50
INPUTS: Final = {"number": "number", "date": "date", "time": "time", "phone": "tel", "email": "email"}
COMPLETIONS: Final = {"phone": "tel", "email": "email"}
GROUPS: Final = frozenset({"choice", "many", "yes_no", "sessions"})


@dataclass(frozen=True, slots=True)
class Field:
    """A question as it is drawn: `typed` are the texts in its fields, `error` what is wrong with them.

    `title` is the label with what says that nobody has to answer; `described` connects the control with hint and error.
    """

    key: str
    kind: str
    label: Any
    title: Any
    hint: Any
    is_required: bool
    typed: tuple[str, ...]
    error: str
    described: Markup
    choices: tuple[tuple[str, Any], ...] = ()
    options: Markup = NOTHING
    attributes: Markup = NOTHING
    file_name: str = ""
    policy_url: str = ""
    members_only: bool = False

    @property
    def is_group(self) -> bool:
        return self.kind in GROUPS

    def options_with(self, chosen: str) -> Markup:
        """Give the options of a long list with one of them selected."""
        option = Markup('<option value="{}">').format(chosen)
        selected = Markup('<option value="{}" selected>').format(chosen)
        return self.options.replace(option, selected, 1)


def fields_of(
    questions: Iterable[Any],
    *,
    language: str,
    answers: Mapping[str, Any],
    typed: Mapping[str, Sequence[str]] | None = None,
    faults: Mapping[str, str] | None = None,
    files: Mapping[str, Any] | None = None,
) -> list[Field]:
    """Lay out questions, filled in with their answers, or with what was typed and what is wrong with it."""
    faults, files = faults or {}, files or {}
    return [
        _field(
            question,
            language,
            typed.get(question.key, ()) if typed is not None else as_typed(answers.get(question.key)),
            faults.get(question.key, ""),
            files,
        )
        for question in questions
    ]


def staff_fields(
    registration: Any,
    *,
    reads: Collection[str],
    typed: Mapping[str, list[str]] | None = None,
    faults: Mapping[str, str] | None = None,
) -> list[Field]:
    """Lay out the staff's questions about a registration, of the fields that `reads` names, with answers or what was typed."""
    asked = staff_questions(registration, typed=typed, faults=faults or {})
    return fields_of(
        [question for question in asked if is_read(question, reads)],
        language=get_language() or "en",
        answers=registration.staff_answers,
        typed=typed,
        faults=faults,
    )


def plain_field(
    key: str, label: str, choices: Sequence[tuple[str, Any]], *, typed: str, error: str = "", hint: str = ""
) -> Field:
    """Lay out one of our own questions with a choice."""
    return Field(
        key,
        "choice",
        label,
        title=label,
        hint=hint,
        is_required=True,
        typed=(typed,),
        error=error,
        described=_described(key, hint, error),
        choices=tuple(choices),
    )


def _field(question: Any, language: str, typed: Sequence[str], error: str, files: Mapping[str, Any]) -> Field:
    words = _words(question, language)
    file = files.get(typed[0]) if typed and question.kind in {"file", "picture"} else None
    return Field(
        question.key,
        str(question.kind),
        words.label,
        words.title,
        words.hint,
        is_required=question.is_required,
        typed=tuple(_lines(question, typed) if question.kind == "companions" else typed),
        error=error,
        described=_described(question.key, words.hint, error) if error else words.described,
        choices=_sessions(question, language) if question.kind == "sessions" else words.choices,
        options=_long_list(str(question.kind), language),
        attributes=words.attributes,
        file_name=file.name if file else "",
        policy_url=question.policy_url,
        members_only=question.members_only,
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """What is the same for every reader of a language, drawn once."""

    label: Any
    title: Any
    hint: Any
    described: Markup
    choices: tuple[tuple[str, Any], ...]
    attributes: Markup


_drawn: dict[tuple[int, str], tuple[Any, _Words]] = {}


def _words(question: Any, language: str) -> _Words:
    """Draw the words of a question once for each language; a question never changes, a new version has new ones."""
    found = _drawn.get((id(question), language))
    if found and found[0] is question:
        return found[1]
    if len(_drawn) > MOST_OFFERED * 100:
        _drawn.clear()
    choices = tuple((option.value, own_text(option.labels, language)) for option in question.options)
    if question.kind == "yes_no":
        choices = (("yes", _("Yes")), ("no", _("No")))
    label, hint = own_text(question.labels, language), own_text(question.hints, language)
    optional = Markup('{} <span class="field__optional">{}</span>')
    title = label if question.is_required else optional.format(label, _("(optional)"))
    words = _Words(label, title, hint, _described(question.key, hint, ""), choices, _attributes(question))
    _drawn[id(question), language] = (question, words)
    return words


def _described(key: str, hint: Any, error: str) -> Markup:
    """Write what connects a control with its hint and its error."""
    if not error:
        return Markup(' aria-describedby="{}-hint"').format(key) if hint else NOTHING
    about = f"{key}-hint {key}-error" if hint else f"{key}-error"
    return Markup(' aria-describedby="{}" aria-invalid="true"').format(about)


def _attributes(question: Any) -> Markup:
    """Write what the browser itself may tell before anything is sent."""
    kind = str(question.kind)
    found: dict[str, Any] = {"type": INPUTS.get(kind, "text")}
    if kind in {"text", "long_text"}:
        found = {"maxlength": question.characters, **({} if kind == "long_text" else found)}
    if kind in {"number", "date", "time"}:
        found |= {name: bound for name, bound in (("min", question.least), ("max", question.most)) if bound is not None}
    if kind == "companions" and question.count_only:
        found = {"type": "number", "min": question.least or 0}
    if kind in COMPLETIONS:
        found["autocomplete"] = COMPLETIONS[kind]
    return Markup(" ").join(Markup('{}="{}"').format(name, value) for name, value in found.items())


def _lines(question: Any, typed: Sequence[str]) -> Sequence[str]:
    """Give the names of companions with some empty lines after them, no more than may be named."""
    if question.count_only:
        return typed[:1] or [""]
    named = [name for name in typed if name]
    most = question.most if isinstance(question.most, int) else MOST_OFFERED
    return named + [""] * max(0, min(BLANKS, most - len(named)))


def _sessions(question: Any, language: str) -> tuple[tuple[str, Any], ...]:
    offered = question.option_values
    return tuple((key, name) for key, name in session_names(language).items() if not offered or key in offered)


def _long_list(kind: str, language: str) -> Markup:
    if kind == "country":
        return _country_options(language, _("Choose"))
    return _options(members_to_choose(), _("Choose a member")) if kind == "affiliation" else Markup()


def own_text(texts: Mapping[str, str], language: str) -> str:
    """Give a text of the organisation's own, marked with the language it is in if that is not the reader's."""
    text = text_in(texts, language)
    if not text.is_fallback or not text:
        return str(text)
    marked = Markup('<span lang="{}" dir="{}">{}</span>')
    return marked.format(text.language, direction_of(text.language), text)


@lru_cache(maxsize=16)
def _country_options(language: str, choose: str) -> Markup:
    return _options(countries(language), choose)


def _options(choices: Iterable[tuple[str, str]], choose: str) -> Markup:
    option = Markup('<option value="{}">{}</option>')
    return option.format("", choose) + Markup().join(option.format(value, name) for value, name in choices)
