"""Letters that support a visa: the templates, what fills them in, who has one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format

from comitia.accreditation.models import IssuedLetter, LetterTemplate, Registration
from comitia.accreditation.policies.visa_letters import ANSWER, MEANINGS, VISA, may_have_letter
from comitia.accreditation.queries.badges import country_of, member_of
from comitia.accreditation.queries.check_in import shown_name
from comitia.accreditation.queries.desk import questions_of_form
from comitia.accreditation.queries.shown import answers_of, shown_answers
from comitia.accreditation.queries.staff_answers import staff_questions
from comitia.meetings.models import Meeting
from comitia.meetings.queries import meeting_name
from comitia.members.queries.association import organisation
from comitia.platform.texts import text_in

__all__ = ["MEANINGS", "issued", "may_have_letter", "own_letter", "placeholders", "templates", "values_of"]


def templates(meeting: Meeting) -> dict[str, LetterTemplate]:
    """Give the templates of a meeting by language."""
    found = LetterTemplate.objects.select_related("blob").filter(meeting=meeting, kind=VISA).order_by("language")
    return {one.language: one for one in found}


def issued(registration: UUID) -> IssuedLetter | None:
    letters = IssuedLetter.objects.select_related("blob", "registration__person")
    return letters.filter(registration__reference=registration, kind=VISA).first()


def own_letter(registration: Any) -> IssuedLetter | None:
    """Give the letter of a person's own registration, as long as they are accepted."""
    return issued(registration.reference) if may_have_letter(registration) else None


def placeholders() -> dict[str, Any]:
    """List what a template may hold with its meaning, the questions of the form among it."""
    language = translation.get_language() or "en"
    asked = {ANSWER + one.key: text_in(one.labels, language) for one in questions_of_form()}
    return {**MEANINGS, **asked}


def values_of(registration: Registration, *, language: str, on: date) -> Mapping[str, str]:
    """Give what fills in the placeholders for somebody, in the language of the letter."""
    meeting = registration.meeting
    code = language if language in dict(settings.LANGUAGES) else "en"
    with translation.override(code):
        days = {
            name: date_format(day, "DATE_FORMAT") if day else ""
            for name, day in (
                ("starts_on", meeting.starts_on),
                ("ends_on", meeting.ends_on or meeting.starts_on),
                ("today", on),
            )
        }
        given = answers_of(registration) + shown_answers(staff_questions(registration), registration.staff_answers)
        answers = {ANSWER + one.key: one.value for one in given}
        return {
            **answers,
            **days,
            "name": shown_name(registration),
            "member": member_of(registration),
            "category": str(text_in(registration.category.names, code)),
            "country": country_of(registration, code),
            "meeting": str(meeting_name(meeting.kind, meeting.year)),
            "organisation": organisation().name,
            "number": str(registration.reference)[:8].upper(),
        }
