"""Whom a form asks what: a question is shown if all its conditions and those of its section hold.

A question whose condition names a hidden question is hidden itself, however long the chain, negated or not.
"""

from collections.abc import Mapping

from comitia.core.forms.definition import CATEGORY, MODE, Condition, Form, Kind

Answer = str | int | list[str] | list[dict[str, str]] | dict[str, str]


def shown(
    form: Form, answers: Mapping[str, Answer], *, category: str, mode: str, for_staff: bool = False
) -> tuple[str, ...]:
    """List the keys of the questions and labels that are shown, in the order of the form.

    `answers` may hold answers to hidden questions; they count for nothing. Staff see what participants see and, with
    `for_staff`, the questions for staff as well; then `answers` holds the answers to both.
    """
    visible: set[str] = set()
    about = {CATEGORY: category, MODE: mode}
    for key in form.order:
        for condition in form.conditions_of(key):
            if condition.question in about:
                given: Answer | None = about[condition.question]
            elif condition.question in visible:
                given = answers.get(condition.question)
                if given is None and form.question(condition.question).kind is Kind.CONSENT:
                    given = "no"
            else:
                break
            if not _holds(condition, given):
                break
        else:
            visible.add(key)
    return tuple(
        question.key for question in form.questions if question.key in visible and (for_staff or not question.for_staff)
    )


def pages_shown(
    form: Form, answers: Mapping[str, Answer], *, category: str, mode: str, for_staff: bool = False
) -> tuple[int, ...]:
    """List the numbers of the pages that have something to show."""
    seen = set(shown(form, answers, category=category, mode=mode, for_staff=for_staff))
    return tuple(
        number for number, page in enumerate(form.pages, 1) if any(question.key in seen for question in page.questions)
    )


def _holds(condition: Condition, given: Answer | None) -> bool:
    values = given if isinstance(given, list) else [given]
    return any(value in condition.values for value in values) != condition.negated
