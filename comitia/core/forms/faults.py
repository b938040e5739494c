"""What is wrong with a form; one with faults may be kept and edited, never published."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from comitia.core.forms.answers import iso_date, iso_time
from comitia.core.forms.definition import (
    CATEGORY,
    FILE_KINDS,
    FILE_QUESTIONS,
    MODE,
    MODES,
    TEXT_KINDS,
    Condition,
    Form,
    Kind,
    Page,
    Question,
    Section,
    Texts,
)

LONGEST_KEY: Final = 40
LONGEST_VALUE: Final = 100
MOST_CHARACTERS: Final = 20_000
KEY: Final = re.compile(rf"[a-z0-9][a-z0-9_-]{{0,{LONGEST_KEY - 1}}}")
OPTION_KINDS: Final = frozenset({Kind.CHOICE, Kind.MANY})
CONDITION_KINDS: Final = frozenset({Kind.CHOICE, Kind.MANY, Kind.YES_NO, Kind.CONSENT, Kind.COUNTRY})
COUNTED: Final = frozenset({Kind.NUMBER, Kind.MANY, Kind.SESSIONS, Kind.COMPANIONS})
TIMED: Final = {Kind.DATE: iso_date, Kind.TIME: iso_time}
_WEB: Final = re.compile(r"(https?:/)?/[^\s/\\]\S*")


def gettext_noop(sentence: str) -> str:
    """Mark a sentence for translators; whoever shows it translates it."""
    return sentence


_SENTENCES: Final[Mapping[str, str]] = {
    "no_page": gettext_noop("The form has no page. Add one."),
    "empty_page": gettext_noop("This page has nothing on it. Add a section or remove the page."),
    "page_title": gettext_noop("A form of several pages needs a title for each. Write one in English."),
    "empty_section": gettext_noop("This section has no question and no text. Add one or remove the section."),
    "key": gettext_noop(
        "“%(key)s” cannot be a short name. Use at most 40 small letters a to z, digits, hyphens and underscores."
    ),
    "key_reserved": gettext_noop("“%(key)s” has a meaning of its own. Choose another short name."),
    "key_twice": gettext_noop("The short name “%(key)s” is used twice. Choose another."),
    "label": gettext_noop("This question has no text in English. Write one."),
    "no_option": gettext_noop("There is nothing to choose from. Add an answer."),
    "option_value": gettext_noop("“%(value)s” cannot be the short name of an answer. Use 1 to 100 visible characters."),
    "option_twice": gettext_noop("Two answers have the short name “%(value)s”. Change one of them."),
    "option_label": gettext_noop("The answer “%(value)s” has no text in English. Write one."),
    "option_places": gettext_noop("The answer “%(value)s” cannot have fewer than no places. Write 0 or more."),
    "unused": gettext_noop("The setting “%(setting)s” means nothing for this kind of question. Clear it."),
    "longest": gettext_noop("A text can have from 1 to %(most)s characters. Change the limit."),
    "most_words": gettext_noop("The limit of words must be at least 1. Change or clear it."),
    "limit": gettext_noop("“%(limit)s” cannot be a limit of this kind of question. Change or clear it."),
    "limits_crossed": gettext_noop("The lower limit %(least)s is above the upper limit %(most)s. Change one of them."),
    "retention": gettext_noop("Answers must be kept for at least one day. Change or clear the number of days."),
    "file_kind": gettext_noop("“%(kind)s” is not a kind of file that can be asked for. Choose one from the list."),
    "policy_url": gettext_noop("“%(url)s” is not the address of a page. Begin it with https:// or with /."),
    "staff_file": gettext_noop("Only participants can be asked for a file. Choose another kind of question."),
    "condition_values": gettext_noop("A condition names no answer. Choose one or remove the condition."),
    "condition_unknown": gettext_noop(
        "A condition names “%(question)s”, which is not a question of this form. Choose another or remove the condition."
    ),
    "condition_kind": gettext_noop(
        "A condition cannot depend on “%(question)s”: its answer is not chosen from a list. Choose another question."
    ),
    "condition_value": gettext_noop(
        "A condition waits for “%(value)s”, which “%(question)s” does not offer. Choose another answer."
    ),
    "condition_later": gettext_noop(
        "A condition names “%(question)s”, which is asked on a later page. Move that question to the front."
    ),
    "condition_staff": gettext_noop(
        "A condition names “%(question)s”, which only the secretariat answers. Choose another question."
    ),
    "condition_cycle": gettext_noop(
        "This question waits, by way of other conditions, for its own answer. Remove one of those conditions."
    ),
}


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a form: the page counted from 1 (0 for the form itself), the keys of the section and question."""

    page: int
    section: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True)
class FormFault:
    """One fault: a stable code, and `sentence` in English with the names of `values` in it (%(name)s)."""

    where: Where
    code: str
    values: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        return _SENTENCES[self.code]


_Found = Iterator[tuple[str, dict[str, str | int]]]


def faults_of(form: Form, *, categories: Collection[str] | None = None) -> list[FormFault]:
    """List everything that is wrong with a form, in its order.

    With `categories`, the codes of the categories of registration, a condition on any other category is a fault.
    """
    if not form.pages:
        return [FormFault(Where(0), "no_page")]
    judge = _Judge(form, categories)
    return [
        FormFault(where, code, values)
        for number, page in enumerate(form.pages, 1)
        for where, found in judge.page(page, number)
        for code, values in found
    ]


def faults_of_question(question: Question) -> list[FormFault]:
    """List what is wrong with a question whatever the form around it; its conditions are not looked at."""
    alone = replace(question, conditions=())
    return faults_of(Form((Page(sections=(Section("alone", questions=(alone,)),)),)))


class _Judge:
    """Remembers what has been seen of the form so far, and on which page each question is first asked."""

    def __init__(self, form: Form, categories: Collection[str] | None) -> None:
        self.form = form
        self.categories = categories
        self.sections: set[str] = set()
        self.questions: set[str] = set()
        self.circles = _circles(form)
        self.page_of: dict[str, int] = {}
        for number, page in enumerate(form.pages, 1):
            for question in page.questions:
                self.page_of.setdefault(question.key, number)

    def page(self, page: Page, number: int) -> Iterator[tuple[Where, _Found]]:
        yield Where(number), self._page_itself(page)
        for section in page.sections:
            yield Where(number, section.key), self._section_itself(section, number)
            for question in section.questions:
                yield Where(number, section.key, question.key), self._question(question, number)

    def _page_itself(self, page: Page) -> _Found:
        if not page.sections:
            yield "empty_page", {}
        if len(self.form.pages) > 1 and not _has_text(page.titles):
            yield "page_title", {}

    def _section_itself(self, section: Section, number: int) -> _Found:
        yield from _key(section.key, self.sections)
        if not section.questions and not _has_text(section.texts):
            yield "empty_section", {}
        for condition in section.conditions:
            yield from self._condition(condition, number, for_staff=False)

    def _question(self, question: Question, number: int) -> _Found:
        yield from _key(question.key, self.questions)
        if not _has_text(question.labels):
            yield "label", {}
        yield from _options(question)
        yield from _settings(question)
        for condition in question.conditions:
            yield from self._condition(condition, number, for_staff=question.for_staff)
        if question.key in self.circles:
            yield "condition_cycle", {}

    def _condition(self, condition: Condition, number: int, *, for_staff: bool) -> _Found:
        if not condition.values:
            yield "condition_values", {}
        key = condition.question
        if key in (CATEGORY, MODE):
            possible = MODES if key == MODE else self.categories
        elif key not in self.form:
            yield "condition_unknown", {"question": key}
            return
        else:
            other = self.form.question(key)
            if other.kind not in CONDITION_KINDS:
                yield "condition_kind", {"question": key}
                return
            if self.page_of[key] > number:
                yield "condition_later", {"question": key}
            if other.for_staff and not for_staff:
                yield "condition_staff", {"question": key}
            possible = _possible(other)
        for value in condition.values:
            if possible is not None and value not in possible:
                yield "condition_value", {"value": value, "question": key}


def _key(key: str, taken: set[str]) -> _Found:
    if not KEY.fullmatch(key):
        yield "key", {"key": key}
    if key in (CATEGORY, MODE):
        yield "key_reserved", {"key": key}
    if key in taken:
        yield "key_twice", {"key": key}
    taken.add(key)


def _options(question: Question) -> _Found:
    if question.kind in OPTION_KINDS and not question.options:
        yield "no_option", {}
    elif question.options and question.kind not in OPTION_KINDS | {Kind.SESSIONS}:
        yield "unused", {"setting": "options"}
        return
    seen = set()
    for option in question.options:
        named: dict[str, str | int] = {"value": option.value}
        value = option.value
        if not 1 <= len(value) <= LONGEST_VALUE or value != value.strip() or not value.isprintable():
            yield "option_value", named
        if option.value in seen:
            yield "option_twice", named
        seen.add(option.value)
        # The programme gives sessions their titles.
        if question.kind is not Kind.SESSIONS and not _has_text(option.labels):
            yield "option_label", named
        if option.places is not None and option.places < 0:
            yield "option_places", named


def _settings(question: Question) -> _Found:
    kind = question.kind
    named = kind in {Kind.AFFILIATION, Kind.COMPANIONS}
    uses = {
        "is_required": question.is_required and kind is Kind.LABEL,
        "longest": question.longest is not None and kind not in TEXT_KINDS and not named,
        "most_words": question.most_words is not None and kind not in TEXT_KINDS,
        "least": question.least is not None and kind not in COUNTED and kind not in TIMED,
        "most": question.most is not None and kind not in COUNTED and kind not in TIMED,
        "retention_days": question.retention_days is not None and kind is Kind.LABEL,
        "accepts": bool(question.accepts) and kind is not Kind.FILE,
        "policy_url": bool(question.policy_url) and kind is not Kind.CONSENT,
        "count_only": question.count_only and kind is not Kind.COMPANIONS,
        "members_only": question.members_only and kind is not Kind.AFFILIATION,
    }
    for setting, is_unused in uses.items():
        if is_unused:
            yield "unused", {"setting": setting}
    if question.for_staff and kind in FILE_QUESTIONS:
        yield "staff_file", {}
    if question.longest is not None and not 1 <= question.longest <= MOST_CHARACTERS:
        yield "longest", {"most": MOST_CHARACTERS}
    if question.most_words is not None and question.most_words < 1:
        yield "most_words", {}
    yield from _limits(question)
    if question.retention_days is not None and question.retention_days < 1:
        yield "retention", {}
    for each in question.accepts:
        if each not in FILE_KINDS:
            yield "file_kind", {"kind": each}
    if question.policy_url and not _WEB.fullmatch(question.policy_url):
        yield "policy_url", {"url": question.policy_url}


def _limits(question: Question) -> _Found:
    good: list[int | str] = []
    for limit in (question.least, question.most):
        if limit is None or (question.kind not in TIMED and question.kind not in COUNTED):
            continue
        if _can_limit(question.kind, limit):
            good.append(limit)
        else:
            yield "limit", {"limit": limit}
    match good:
        case [int(least), int(most)] if least > most:
            yield "limits_crossed", {"least": least, "most": most}
        case [str(least), str(most)] if least > most:
            yield "limits_crossed", {"least": least, "most": most}


def _can_limit(kind: Kind, limit: int | str) -> bool:
    if isinstance(limit, str):
        return kind in TIMED and TIMED[kind](limit) == limit
    return kind is Kind.NUMBER or (kind in COUNTED and limit >= 0)


def _has_text(texts: Texts) -> bool:
    return bool(texts.get("en", "").strip())


def _possible(question: Question) -> Collection[str] | None:
    if question.kind is Kind.COUNTRY:
        return None
    return question.option_values if question.kind in OPTION_KINDS else ("yes", "no")


def _circles(form: Form) -> set[str]:
    """Find the questions that wait for themselves; what only waits for a circle is not one of them."""
    unordered = {question.key for question in form.questions} - set(form.order)
    waits = {key: {each.question for each in form.conditions_of(key)} & unordered for key in unordered}
    return {key for key in unordered if _reaches(key, waits)}


def _reaches(start: str, waits: Mapping[str, set[str]]) -> bool:
    seen: set[str] = set()
    ahead = list(waits[start])
    while ahead:
        key = ahead.pop()
        if key == start:
            return True
        if key not in seen:
            seen.add(key)
            ahead.extend(waits[key])
    return False
