"""Answers as people read them, in the language in force."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext

from comitia.accreditation.models import Question
from comitia.accreditation.queries.form import members_to_choose
from comitia.platform.countries import country_in
from comitia.platform.texts import Text, text_in


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """A question and what was answered; an empty `value` means not answered."""

    key: str
    page: int
    label: Text
    value: str


def shown_answers(questions: Iterable[Question], answers: Mapping[str, Any]) -> list[ShownAnswer]:
    """Put the answers into words, in the order of the questions."""
    return answer_reader(questions)(answers)


def answer_reader(questions: Iterable[Question]) -> Callable[[Mapping[str, Any]], list[ShownAnswer]]:
    """Give what puts the answers of many registrations into words, after looking up once what the questions speak of."""
    language = get_language() or "en"
    labels = [(one, text_in(one.labels, language)) for one in questions]
    members = dict(members_to_choose()) if any(one.kind == Question.Kind.MEMBER for one, _ in labels) else {}

    def read(answers: Mapping[str, Any]) -> list[ShownAnswer]:
        return [
            ShownAnswer(one.key, one.page, label, _words(one, answers.get(one.key, ""), language, members))
            for one, label in labels
        ]

    return read


def _words(question: Question, answer: str | list[str], language: str, members: Mapping[str, str]) -> str:
    if question.kind in {Question.Kind.CHOICE, Question.Kind.MANY}:
        chosen = [answer] if isinstance(answer, str) else answer
        named = {option["value"]: str(text_in(option["labels"], language)) for option in question.options}
        return "\n".join(named.get(value, value) for value in chosen)
    text = str(answer)
    if question.kind == Question.Kind.YES_NO:
        return {"yes": gettext("Yes"), "no": gettext("No")}.get(text, text)
    if question.kind == Question.Kind.COUNTRY:
        return country_in(text, "", language) or text
    if question.kind == Question.Kind.MEMBER:
        return members.get(text, text)
    return text
