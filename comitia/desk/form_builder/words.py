"""Says in words what a form holds: kinds of questions, conditions, faults, what is not yet translated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from comitia.accreditation import queries
from comitia.core.forms.definition import (
    CATEGORY,
    MODE,
    MODES,
    Condition,
    Form,
    Kind,
    Page,
    Question,
    Section,
    Texts,
)
from comitia.core.forms.faults import CONDITION_KINDS, OPTION_KINDS, FormFault
from comitia.platform.texts import text_in

LANGUAGES: Final = tuple(code for code, _name in settings.LANGUAGES)
# What an officer chooses from when adding a question, with a word on what it is good for.
KINDS: Final[Mapping[Kind, tuple[Any, Any]]] = {
    Kind.TEXT: (gettext_lazy("Short text"), gettext_lazy("One line, such as a name or a position.")),
    Kind.LONG_TEXT: (gettext_lazy("Long text"), gettext_lazy("Several lines, with a limit of words if you like.")),
    Kind.CHOICE: (gettext_lazy("One of several answers"), gettext_lazy("You write the answers; one can be chosen.")),
    Kind.MANY: (gettext_lazy("Some of several answers"), gettext_lazy("You write the answers; several can be chosen.")),
    Kind.YES_NO: (gettext_lazy("Yes or no"), gettext_lazy("Good for other questions to depend on.")),
    Kind.NUMBER: (gettext_lazy("Number"), gettext_lazy("A whole number, between limits if you like.")),
    Kind.DATE: (gettext_lazy("Date"), gettext_lazy("Such as a day of arrival.")),
    Kind.TIME: (gettext_lazy("Time of day"), gettext_lazy("Such as the hour of a flight.")),
    Kind.PHONE: (gettext_lazy("Phone number"), gettext_lazy("With the code of the country.")),
    Kind.EMAIL: (gettext_lazy("E-mail address"), gettext_lazy("Another one than that of the account.")),
    Kind.COUNTRY: (gettext_lazy("Country"), gettext_lazy("Chosen from a list in the reader's language.")),
    Kind.AFFILIATION: (
        gettext_lazy("City or organisation"),
        gettext_lazy("A member from the register, or any other if you let it."),
    ),
    Kind.FILE: (gettext_lazy("File"), gettext_lazy("A PDF, a picture or a document.")),
    Kind.PICTURE: (gettext_lazy("Picture"), gettext_lazy("A photograph, for a badge for instance.")),
    Kind.CONSENT: (gettext_lazy("Consent"), gettext_lazy("A box to tick, with the text that is agreed to.")),
    Kind.COMPANIONS: (gettext_lazy("Accompanying persons"), gettext_lazy("Their names, or how many they are.")),
    Kind.SESSIONS: (gettext_lazy("Sign-up for sessions"), gettext_lazy("Those sessions that have places to take.")),
    Kind.LABEL: (gettext_lazy("Text without a question"), gettext_lazy("Explains something and asks nothing.")),
}
SETTINGS: Final = {
    "options": gettext_lazy("Answers to choose from"),
    "is_required": gettext_lazy("Must be answered"),
    "longest": gettext_lazy("Most characters"),
    "most_words": gettext_lazy("Most words"),
    "least": gettext_lazy("At least"),
    "most": gettext_lazy("At most"),
    "retention_days": gettext_lazy("Days to keep the answers"),
    "accepts": gettext_lazy("Kinds of files"),
    "policy_url": gettext_lazy("Address of the text that is agreed to"),
    "count_only": gettext_lazy("Ask only for their number"),
    "members_only": gettext_lazy("Only members can be chosen"),
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a condition can depend on: a question, the category or the mode, with its possible answers."""

    key: str
    label: str
    values: list[tuple[str, str]]


def here(texts: Texts) -> str:
    """Give a text in the officer's language, or in the original one."""
    return str(text_in(texts, get_language() or "en"))


def label_of(form: Form, key: str) -> str:
    """Name what a condition depends on; a question that is not in the form any more by its short name."""
    if key == CATEGORY:
        return _("Category")
    if key == MODE:
        return _("How they take part")
    return (here(form.question(key).labels) if key in form else "") or key


def name_of(part: Page | Section | Question, number: int = 0) -> str:
    """Name a part of a form."""
    if isinstance(part, Page):
        return here(part.titles) or _("Page %(number)s") % {"number": number}
    if isinstance(part, Section):
        return here(part.titles) or _("Section without a title")
    return here(part.labels) or _("Question without a text")


def subjects(form: Form, categories: list[Any], *, up_to: int | None = None, but: str = "") -> dict[str, Subject]:
    """List what a condition can depend on: category, mode, and the questions on the pages up to one, but not one itself."""
    modes = dict(queries.MODES)
    found = [
        Subject(CATEGORY, label_of(form, CATEGORY), [(one.code, here(one.names)) for one in categories]),
        Subject(MODE, label_of(form, MODE), [(mode, str(modes[mode])) for mode in MODES]),
    ]
    asked = [question for page in form.pages[:up_to] for question in page.questions]
    found += [
        Subject(question.key, name_of(question), values_of(question))
        for question in asked
        if question.kind in CONDITION_KINDS and question.key != but
    ]
    return {subject.key: subject for subject in found}


def values_of(question: Question) -> list[tuple[str, str]]:
    """List the possible answers to a question on which a condition can depend."""
    if question.kind in OPTION_KINDS:
        return [(option.value, here(option.labels) or option.value) for option in question.options]
    if question.kind is Kind.COUNTRY:
        return list(queries.countries(get_language() or "en"))
    return [("yes", _("Yes")), ("no", _("No"))]


def condition_words(form: Form, categories: list[Any], conditions: tuple[Condition, ...]) -> list[str]:
    """Say when something is shown, a sentence for each condition."""
    if not conditions:
        return []
    known = subjects(form, categories)
    sentences = []
    for condition in conditions:
        named = dict(known[condition.question].values) if condition.question in known else {}
        words = {
            "question": label_of(form, condition.question),
            "answers": ", ".join(named.get(value, value) for value in condition.values),
        }
        if condition.negated:
            sentences.append(_("“%(question)s” is none of: %(answers)s") % words)
        elif len(condition.values) == 1:
            sentences.append(_("“%(question)s” is: %(answers)s") % words)
        else:
            sentences.append(_("“%(question)s” is one of: %(answers)s") % words)
    return sentences


def fault_words(form: Form, categories: list[Any], fault: FormFault) -> str:
    """Say what is wrong with a form in the officer's words instead of the short names."""
    values = dict(fault.values)
    if "question" in values:
        key = str(values["question"])
        known = subjects(form, categories)
        values["question"] = label_of(form, key)
        if "value" in values and key in known:
            values["value"] = dict(known[key].values).get(str(values["value"]), values["value"])
    if "setting" in values:
        values["setting"] = str(SETTINGS.get(str(values["setting"]), values["setting"]))
    return _(fault.sentence) % values


def fault_address(meeting: str, fault: FormFault) -> str:
    """Lead to where a fault can be mended."""
    where = fault.where
    if where.question:
        return reverse("desk_form_question", args=[meeting, where.question])
    if where.section:
        return reverse("desk_form_section", args=[meeting, where.section])
    if where.page:
        return reverse("desk_form_page", args=[meeting, where.page])
    return reverse("desk_form_new_page", args=[meeting])


def listed_faults(state: queries.FormAtDesk) -> list[tuple[str, str, str]]:
    """List the faults of a form: address, name of the part, what is wrong with it."""
    listed = []
    for fault in state.faults:
        where, form = fault.where, state.form
        part: Page | Section | Question | None = None
        if where.question:
            part = form.question(where.question)
        elif where.page:
            page = form.page(where.page)
            part = next((one for one in page.sections if one.key == where.section), page)
        name = name_of(part, where.page) if part else _("The form")
        address = fault_address(state.meeting.slug, fault)
        listed.append((address, name, fault_words(form, state.categories, fault)))
    return listed


def untranslated(form: Form) -> list[tuple[str, int, int]]:
    """Count for each language but the original how many texts are missing, and how many there are in all."""
    texts = [each for each in _texts(form) if each.get("en")]
    return [(code, sum(not each.get(code) for each in texts), len(texts)) for code in LANGUAGES if code != "en"]


def _texts(form: Form) -> Iterator[Texts]:
    for page in form.pages:
        yield page.titles
        for section in page.sections:
            yield section.titles
            yield section.texts
            for question in section.questions:
                yield question.labels
                yield question.hints
                yield from (option.labels for option in question.options)
