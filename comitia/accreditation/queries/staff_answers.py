"""The questions about a registration that only the secretariat answers, and what was answered under earlier forms."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from comitia.accreditation.models import FormVersion, Registration
from comitia.accreditation.queries.form import published_version
from comitia.accreditation.queries.privacy import is_read
from comitia.accreditation.queries.shown import ShownAnswer, shown_answers
from comitia.accreditation.queries.versions import form_of_version
from comitia.core.forms.definition import Form, Kind, Question
from comitia.core.forms.showing import Answer, shown
from comitia.core.forms.versions import carry_over


@dataclass(frozen=True, slots=True)
class StaffForm:
    """What a meeting asks now, and the participant's answers as far as they hold under it."""

    form: Form
    answers: Mapping[str, Answer]


def staff_form_of(registration: Registration) -> StaffForm:
    """Give the form under which the staff answers questions about a registration."""
    version = published_version(registration.meeting_id)
    form = form_of_version(version)
    answers = registration.answers
    if answers and registration.form_id != version:
        answers = carry_over(answers, form_of_version(registration.form_id), form).kept
    return StaffForm(form, answers)


def staff_questions(
    registration: Registration, *, typed: Mapping[str, Sequence[str]] | None = None, faults: Iterable[str] = ()
) -> list[Question]:
    """List the staff's questions that are asked about a registration, also those that what was typed makes necessary."""
    asked = staff_form_of(registration)
    if not any(question.for_staff for question in asked.form.questions):
        return []
    given: dict[str, Answer] = {}
    for key, values in (typed or {}).items():
        if key in asked.form and values:
            given[key] = list(values) if asked.form.question(key).kind is Kind.MANY else values[0]
    answers = {**asked.answers, **registration.staff_answers, **given}
    keys = shown(asked.form, answers, category=registration.category.code, mode=registration.mode, for_staff=True)
    wanted = {*keys, *faults}
    return [question for question in asked.form.questions if question.for_staff and question.key in wanted]


def answers_before(registration: Registration, *, reads: Collection[str]) -> list[tuple[int, list[ShownAnswer]]]:
    """Put into words what was answered to questions that are no longer asked, by the number of the form's version.

    `reads` are the fields that whoever asks may read.
    """
    kept = {entry["version"]: entry["answers"] for entry in registration.former_answers}
    numbers = dict(FormVersion.objects.filter(pk__in=kept).values_list("pk", "number")) if kept else {}
    before = []
    for pk, number in sorted(numbers.items(), key=lambda entry: entry[1]):
        asked = [one for one in form_of_version(pk).questions if one.key in kept[pk] and is_read(one, reads)]
        before.append((number, shown_answers(asked, kept[pk])))
    return before
