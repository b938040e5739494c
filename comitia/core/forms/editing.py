"""The verbs of the form builder: each gives a new form and leaves the old one as it is.

Pages are named by their number, counted from 1, sections and questions by their key. `to` is the place among the
neighbours, counted from 0; what lies outside means the nearest end, None the end. Names that do not exist raise KeyError
(pages IndexError), a key that is taken raises KeyTakenError. Conditions on a removed question stay and are faults of the
form, so that an officer sees and decides what becomes of them.
"""

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import TypeVar

from comitia.core.forms.definition import Condition, Form, Page, Question, Section, Texts
from comitia.core.forms.faults import LONGEST_KEY

_Part = TypeVar("_Part")


class KeyTakenError(ValueError):
    """Another section or question of the form has this key."""


def add_page(form: Form, page: Page, *, to: int | None = None) -> Form:
    for section in page.sections:
        _refuse_taken(form, section)
    return replace(form, pages=_put(form.pages, page, to))


def replace_page(form: Form, number: int, *, titles: Texts) -> Form:
    """Give a page other titles; its sections stay."""
    page = replace(form.page(number), titles=titles)
    return replace(form, pages=_put(_without(form.pages, number), page, number - 1))


def move_page(form: Form, number: int, *, to: int) -> Form:
    page = form.page(number)
    return replace(form, pages=_put(_without(form.pages, number), page, to))


def remove_page(form: Form, number: int) -> Form:
    form.page(number)
    return replace(form, pages=_without(form.pages, number))


def add_section(form: Form, section: Section, *, page: int, to: int | None = None) -> Form:
    _refuse_taken(form, section)
    holder = form.page(page)
    holder = replace(holder, sections=_put(holder.sections, section, to))
    return replace(form, pages=_put(_without(form.pages, page), holder, page - 1))


def replace_section(form: Form, key: str, section: Section) -> Form:
    """Put a section in the place of another, with its own questions."""
    find_section(form, key)
    _refuse_taken(remove_section(form, key), section)
    return _each_section(form, lambda each: section if each.key == key else each)


def move_section(form: Form, key: str, *, page: int, to: int | None = None) -> Form:
    section = find_section(form, key)
    form.page(page)
    return add_section(remove_section(form, key), section, page=page, to=to)


def remove_section(form: Form, key: str) -> Form:
    find_section(form, key)
    pages = (replace(page, sections=tuple(each for each in page.sections if each.key != key)) for page in form.pages)
    return replace(form, pages=tuple(pages))


def add_question(form: Form, question: Question, *, section: str, to: int | None = None) -> Form:
    find_section(form, section)
    if question.key in form:
        raise KeyTakenError(question.key)
    return _each_section(
        form,
        lambda each: replace(each, questions=_put(each.questions, question, to)) if each.key == section else each,
    )


def replace_question(form: Form, key: str, question: Question) -> Form:
    """Put a question in the place of another; conditions follow it to a new key."""
    form.question(key)
    if question.key != key and question.key in form:
        raise KeyTakenError(question.key)

    def follow(conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
        return tuple(replace(each, question=question.key) if each.question == key else each for each in conditions)

    def renewed(section: Section) -> Section:
        questions = (question if each.key == key else each for each in section.questions)
        return replace(
            section,
            questions=tuple(replace(each, conditions=follow(each.conditions)) for each in questions),
            conditions=follow(section.conditions),
        )

    return _each_section(form, renewed)


def move_question(form: Form, key: str, *, section: str, to: int | None = None) -> Form:
    question = form.question(key)
    find_section(form, section)
    return add_question(remove_question(form, key), question, section=section, to=to)


def remove_question(form: Form, key: str) -> Form:
    form.question(key)
    return _each_section(
        form, lambda each: replace(each, questions=tuple(kept for kept in each.questions if kept.key != key))
    )


def step_page(form: Form, number: int, *, forward: bool) -> Form:
    """Move a page one place towards the end of the form or its beginning."""
    return move_page(form, number, to=max(0, number - 1 + (1 if forward else -1)))


def step_section(form: Form, key: str, *, forward: bool) -> Form:
    """Move a section one place; the first and the last of a page go over to the page before or after."""
    find_section(form, key)
    number, place = next(
        (number, place)
        for number, page in enumerate(form.pages, 1)
        for place, section in enumerate(page.sections)
        if section.key == key
    )
    if 0 <= (beside := place + (1 if forward else -1)) < len(form.pages[number - 1].sections):
        return move_section(form, key, page=number, to=beside)
    if 1 <= (neighbour := number + (1 if forward else -1)) <= len(form.pages):
        return move_section(form, key, page=neighbour, to=0 if forward else None)
    return form


def step_question(form: Form, key: str, *, forward: bool) -> Form:
    """Move a question one place; the first and the last of a section go over to the section before or after."""
    form.question(key)
    sections = [section for page in form.pages for section in page.sections]
    number, place = next(
        (number, place)
        for number, section in enumerate(sections)
        for place, question in enumerate(section.questions)
        if question.key == key
    )
    if 0 <= (beside := place + (1 if forward else -1)) < len(sections[number].questions):
        return move_question(form, key, section=sections[number].key, to=beside)
    if 0 <= (neighbour := number + (1 if forward else -1)) < len(sections):
        return move_question(form, key, section=sections[neighbour].key, to=0 if forward else None)
    return form


def depending_on(form: Form, keys: Collection[str]) -> list[Section | Question]:
    """List the sections and questions with a condition on one of these questions, in the order of the form.

    What is itself one of these questions is left out.
    """
    found: list[Section | Question] = []
    for page in form.pages:
        for section in page.sections:
            parts: list[Section | Question] = [section]
            parts += [question for question in section.questions if question.key not in keys]
            found.extend(part for part in parts if any(each.question in keys for each in part.conditions))
    return found


def drop_conditions(form: Form, keys: Collection[str]) -> Form:
    """Take away every condition on one of these questions."""

    def left(conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
        return tuple(each for each in conditions if each.question not in keys)

    return _each_section(
        form,
        lambda section: replace(
            section,
            conditions=left(section.conditions),
            questions=tuple(replace(each, conditions=left(each.conditions)) for each in section.questions),
        ),
    )


def find_section(form: Form, key: str) -> Section:
    """Give the section with a key; raises KeyError."""
    for page in form.pages:
        for section in page.sections:
            if section.key == key:
                return section
    raise KeyError(key)


def free_key(wanted: str, taken: Collection[str]) -> str:
    """Make a key from a text in any script that is not in `taken`: the keys of this and of all earlier versions.

    A key that an earlier version used for something else must not come back with another meaning.
    """
    plain = unicodedata.normalize("NFKD", wanted).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")[:LONGEST_KEY].rstrip("_") or "question"
    key, number = stem, 1
    while key in taken or key in {"category", "mode"}:
        number += 1
        ending = f"_{number}"
        key = stem[: LONGEST_KEY - len(ending)] + ending
    return key


def _put(parts: tuple[_Part, ...], part: _Part, to: int | None) -> tuple[_Part, ...]:
    place = len(parts) if to is None else max(0, to)
    return (*parts[:place], part, *parts[place:])


def _without(pages: tuple[Page, ...], number: int) -> tuple[Page, ...]:
    return pages[: number - 1] + pages[number:]


def _each_section(form: Form, change: Callable[[Section], Section]) -> Form:
    pages = (replace(page, sections=tuple(change(section) for section in page.sections)) for page in form.pages)
    return replace(form, pages=tuple(pages))


def _refuse_taken(form: Form, section: Section) -> None:
    if any(section.key == each.key for page in form.pages for each in page.sections):
        raise KeyTakenError(section.key)
    for question in section.questions:
        if question.key in form:
            raise KeyTakenError(question.key)
