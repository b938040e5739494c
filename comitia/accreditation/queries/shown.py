"""Answers as people read them, in the language in force."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from comitia.accreditation.models import Registration
from comitia.accreditation.queries.form import members_to_choose
from comitia.accreditation.queries.privacy import is_read
from comitia.accreditation.queries.sessions import session_names
from comitia.accreditation.queries.versions import form_of_version
from comitia.core.forms.answers import as_typed
from comitia.core.forms.definition import FILE_QUESTIONS, Kind, Question
from comitia.core.forms.showing import Answer, shown
from comitia.platform.blobs.models import Blob
from comitia.platform.countries import country_in
from comitia.platform.texts import Text, text_in


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """A question and what was answered; an empty `value` means not answered. `file` is the reference of a file."""

    key: str
    label: Text
    value: str
    file: str = ""


def answers_of(registration: Registration, *, reads: Collection[str] | None = None) -> list[ShownAnswer]:
    """Put what somebody sent into words, under the version of the form it was sent under.

    `reads` are the fields that whoever asks may read; not given, it is the owner, who reads all their answers.
    """
    form = form_of_version(registration.form_id)
    answers = registration.answers
    keys = shown(form, answers, category=registration.category.code, mode=registration.mode)
    questions = [form.question(key) for key in keys]
    if reads is not None:
        questions = [question for question in questions if is_read(question, reads)]
    return shown_answers(questions, answers)


def shown_answers(questions: Iterable[Question], answers: Mapping[str, Answer]) -> list[ShownAnswer]:
    """Put the answers into words, in the order of the questions."""
    asked = [question for question in questions if question.is_asked]
    files = [str(answers[one.key]) for one in asked if one.kind in FILE_QUESTIONS and one.key in answers]
    return answer_reader(asked, files=files)(answers)


def answer_reader(
    questions: Iterable[Question], *, files: Iterable[str] = ()
) -> Callable[[Mapping[str, Answer]], list[ShownAnswer]]:
    """Give what puts the answers of many registrations into words, after looking up once what the questions speak of."""
    language = get_language() or "en"
    labels = [(one, text_in(one.labels, language)) for one in questions]
    kinds = {one.kind for one, _ in labels}
    words = _Words(
        language=language,
        members=dict(members_to_choose()) if Kind.AFFILIATION in kinds else {},
        sessions=session_names(language) if Kind.SESSIONS in kinds else {},
        files={str(each.reference): each.name for each in Blob.objects.filter(reference__in=wanted)}
        if (wanted := list(files))
        else {},
    )

    def read(answers: Mapping[str, Answer]) -> list[ShownAnswer]:
        return [
            ShownAnswer(
                one.key,
                label,
                words.of(one, answers[one.key]) if one.key in answers else "",
                str(answers.get(one.key, "")) if one.kind in FILE_QUESTIONS else "",
            )
            for one, label in labels
        ]

    return read


@dataclass(frozen=True, slots=True)
class _Words:
    """What is needed to put answers into words of one language."""

    language: str
    members: Mapping[str, str]
    sessions: Mapping[str, str]
    files: Mapping[str, str]

    def of(self, question: Question, answer: Any) -> str:
        if question.options and question.kind is not Kind.SESSIONS:
            named = {option.value: str(text_in(option.labels, self.language)) for option in question.options}
            return "\n".join(named.get(value, value) for value in as_typed(answer))
        if question.kind in {Kind.YES_NO, Kind.CONSENT}:
            return {"yes": gettext("Yes"), "no": gettext("No")}.get(answer, str(answer))
        if question.kind is Kind.COUNTRY:
            return country_in(answer, "", self.language) or str(answer)
        if question.kind is Kind.DATE:
            return date_format(date.fromisoformat(answer))
        names = {Kind.AFFILIATION: self.members, Kind.SESSIONS: self.sessions}.get(question.kind, self.files)
        return "\n".join(names.get(text, text) for text in as_typed(answer) if text)
