"""What counts as an answer to a question of the registration form; the one place that judges what people typed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from babel import Locale
from django.utils.translation import gettext as _

from comitia.accreditation.models import Question, Registration
from comitia.platform.names import clean_name

LONGEST: Final[dict[str, int]] = {Question.Kind.TEXT: 200, Question.Kind.LONG_TEXT: 4000}

Given = Mapping[str, Sequence[str]]
Answers = dict[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Reading:
    """The answers as they are kept, and for each question that is not well answered a sentence that says why."""

    answers: Answers
    faults: dict[str, str]


def clean_text(text: str, *, several_lines: bool = False) -> str:
    """Clean a text as names are cleaned, line by line if it may have several."""
    if not several_lines:
        return clean_name(text)
    return "\n".join(clean_name(line) for line in text.splitlines()).strip()


@lru_cache(maxsize=1)
def country_codes() -> frozenset[str]:
    """List the countries and territories one can live in, by their two letters."""
    not_places = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}
    codes = frozenset(str(code) for code in Locale("en").territories)
    return frozenset(code for code in codes if len(code) == 2 and code.isalpha()) - not_places  # noqa: PLR2004


def read_answers(questions: Iterable[Question], given: Given, *, member_slugs: Collection[str]) -> Reading:
    """Read what was typed; `member_slugs` are those of the members named in it that exist."""
    answers: Answers = {}
    faults: dict[str, str] = {}
    for question in questions:
        typed = [text for text in given.get(question.key, ()) if text]
        answer, fault = _read(question, typed, member_slugs)
        if fault:
            faults[question.key] = fault
        elif answer:
            answers[question.key] = answer
        elif question.is_required:
            faults[question.key] = _missing(question)
    return Reading(answers, faults)


def read_consents(publish: str, recording: str) -> dict[str, str]:
    """Name what is missing or unknown among the consents."""
    faults = {}
    if publish not in Registration.Publish.values:
        faults["publish"] = _("Choose who may see your name.")
    if recording not in {"yes", "no"}:
        faults["recording"] = _("Choose whether you may be seen and heard in the recording.")
    return faults


def _read(question: Question, typed: list[str], member_slugs: Collection[str]) -> tuple[str | list[str], str]:
    """Give the answer, or "" and what is wrong with it."""
    kind = question.kind
    if kind in LONGEST:
        return _read_text(typed, kind)
    if kind == Question.Kind.MANY:
        chosen = set(typed)
        if chosen - set(option_values(question)):
            return "", _("One of these answers is not on the list. Choose again.")
        return [value for value in option_values(question) if value in chosen], ""
    if len(typed) > 1:
        return "", _("Choose one answer only.")
    value = typed[0] if typed else ""
    if value and value not in _possible(question, member_slugs):
        return "", _("This answer is not on the list. Choose one that is.")
    return value, ""


def _read_text(typed: list[str], kind: str) -> tuple[str, str]:
    text = clean_text(typed[0] if typed else "", several_lines=kind == Question.Kind.LONG_TEXT)
    if len(text) > LONGEST[kind]:
        sentence = _("This text has %(length)s characters; at most %(longest)s fit. Shorten it.")
        return "", sentence % {"length": len(text), "longest": LONGEST[kind]}
    return text, ""


def option_values(question: Question) -> list[str]:
    return [option["value"] for option in question.options]


def _possible(question: Question, member_slugs: Collection[str]) -> Collection[str]:
    if question.kind == Question.Kind.YES_NO:
        return ("yes", "no")
    if question.kind == Question.Kind.COUNTRY:
        return country_codes()
    if question.kind == Question.Kind.MEMBER:
        return member_slugs
    return option_values(question)


def _missing(question: Question) -> str:
    if question.kind in LONGEST:
        return _("Answer this question.")
    if question.kind == Question.Kind.MANY:
        return _("Choose at least one answer.")
    return _("Choose an answer.")
