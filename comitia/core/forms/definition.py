"""What a form asks: pages of sections of questions, as values and as JSON.

The kinds of questions are those of event registration in practice (Indico 3.3, pretix, pretalx).
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

Texts = Mapping[str, str]  # language -> text

CATEGORY: Final = "category"
MODE: Final = "mode"
MODES: Final = ("online", "in_person")
FILE_KINDS: Final = ("pdf", "picture", "document")


class Kind(StrEnum):
    """What is asked for."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    PHONE = "phone"
    EMAIL = "email"
    COUNTRY = "country"
    CHOICE = "choice"
    MANY = "many"
    YES_NO = "yes_no"
    FILE = "file"
    PICTURE = "picture"
    CONSENT = "consent"
    AFFILIATION = "affiliation"
    COMPANIONS = "companions"
    SESSIONS = "sessions"
    LABEL = "label"


TEXT_KINDS: Final = frozenset({Kind.TEXT, Kind.LONG_TEXT})
FILE_QUESTIONS: Final = frozenset({Kind.FILE, Kind.PICTURE})
LONGEST: Final[Mapping[Kind, int]] = MappingProxyType({Kind.TEXT: 200, Kind.LONG_TEXT: 4000})


@dataclass(frozen=True, slots=True)
class Option:
    """An answer that can be chosen; `value` stays when its labels change. `places` is how many may choose it."""

    value: str
    labels: Texts = field(default_factory=dict)
    places: int | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """Something is shown if the answer to `question` is one of `values`, or if it is none of them when `negated`.

    Of a question with several answers, one suffices. A consent not given is "no". `question` may be "category" (values
    are codes) or "mode" (online, in_person) instead of the key of a question.
    """

    question: str
    values: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One question, or a label that asks nothing; all `conditions` must hold for it to be shown.

    `longest` counts characters. `least` and `most` bound a number, a date or time (ISO), or how many options, sessions or
    companions are named. `accepts` are file kinds (pdf, picture, document; none named: all). Companions are asked by name
    or, with `count_only`, by their number. An affiliation is a member or, unless
    `members_only`, any text. A question for sessions with options offers only those sessions.
    """

    key: str
    kind: Kind
    labels: Texts = field(default_factory=dict)
    hints: Texts = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    is_required: bool = False
    conditions: tuple[Condition, ...] = ()
    for_staff: bool = False
    longest: int | None = None
    most_words: int | None = None
    least: int | str | None = None
    most: int | str | None = None
    retention_days: int | None = None
    accepts: tuple[str, ...] = ()
    policy_url: str = ""
    count_only: bool = False
    members_only: bool = False

    @property
    def is_asked(self) -> bool:
        return self.kind is not Kind.LABEL

    @property
    def option_values(self) -> tuple[str, ...]:
        return tuple(option.value for option in self.options)

    @property
    def characters(self) -> int:
        """Say how many characters a text may have."""
        return self.longest or LONGEST[self.kind]


@dataclass(frozen=True, slots=True)
class Section:
    """Questions under one title; the section's conditions apply to each of them."""

    key: str
    titles: Texts = field(default_factory=dict)
    texts: Texts = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    titles: Texts = field(default_factory=dict)
    sections: tuple[Section, ...] = ()

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for section in self.sections for question in section.questions)


@dataclass(frozen=True, slots=True)
class Form:
    """A form of pages, which are counted from 1.

    `order` holds the keys so that each comes after those its conditions name; what is in a circle, waits for a circle or
    waits for a question that does not exist is not in it.
    """

    pages: tuple[Page, ...] = ()
    order: tuple[str, ...] = field(init=False, repr=False, compare=False)
    _questions: dict[str, Question] = field(init=False, repr=False, compare=False)
    _conditions: dict[str, tuple[Condition, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        questions: dict[str, Question] = {}
        conditions: dict[str, tuple[Condition, ...]] = {}
        for page in self.pages:
            for section in page.sections:
                for question in section.questions:
                    if question.key not in questions:
                        questions[question.key] = question
                        conditions[question.key] = section.conditions + question.conditions
        object.__setattr__(self, "_questions", questions)
        object.__setattr__(self, "_conditions", conditions)
        object.__setattr__(self, "order", _ordered(conditions))

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for page in self.pages for question in page.questions)

    def question(self, key: str) -> Question:
        """Give the question with a key, the first if several have it; raises KeyError."""
        return self._questions[key]

    def __contains__(self, key: str) -> bool:
        return key in self._questions

    def conditions_of(self, key: str) -> tuple[Condition, ...]:
        """List the conditions of a question, those of its section first; raises KeyError."""
        return self._conditions[key]

    def page(self, number: int) -> Page:
        """Give a page by its number, counted from 1; raises IndexError."""
        if not 1 <= number <= len(self.pages):
            raise IndexError(number)
        return self.pages[number - 1]


def _ordered(conditions: Mapping[str, tuple[Condition, ...]]) -> tuple[str, ...]:
    waits = {key: {each.question for each in its} - {CATEGORY, MODE} for key, its in conditions.items()}
    awaited_by: dict[str, list[str]] = {}
    for key, others in waits.items():
        for other in others:
            awaited_by.setdefault(other, []).append(key)
    order = [key for key, others in waits.items() if not others]
    for key in order:
        for waiting in awaited_by.get(key, ()):
            waits[waiting].remove(key)
            if not waits[waiting]:
                order.append(waiting)
    return tuple(order)


class NotAFormError(ValueError):
    """The data is not the JSON of a form; `path` leads to what is wrong with it."""

    def __init__(self, *path: str | int) -> None:
        super().__init__("not the JSON of a form: " + ".".join(str(step) for step in ("form", *path)))
        self.path = path


def to_json(form: Form) -> dict[str, Any]:
    """Write a form as JSON data; what has its usual value is left out."""
    return {"pages": [_written(page) for page in form.pages]}


def from_json(data: object) -> Form:
    """Read what `to_json` wrote, exactly; raises NotAFormError for anything else, names it does not know included."""
    return Form(**_record(data, {"pages": _many(_page)}, set()))


def _written(value: Any) -> Any:
    if isinstance(value, (Page, Section, Question, Option, Condition)):
        return {name: _written(kept) for name, usual in _FIELDS[type(value)] if (kept := getattr(value, name)) != usual}
    if isinstance(value, tuple):
        return [_written(each) for each in value]
    if isinstance(value, Mapping):
        return dict(value)
    return str(value) if isinstance(value, StrEnum) else value


def _usual(kind: type) -> list[tuple[str, Any]]:
    """List the fields of a kind of part with their usual values; MISSING where there is none."""
    return [(each.name, {} if each.default_factory is dict else each.default) for each in fields(kind)]


_FIELDS: Final = {kind: _usual(kind) for kind in (Page, Section, Question, Option, Condition)}
_NEEDED: Final = {kind: {name for name, usual in its if usual is MISSING} for kind, its in _FIELDS.items()}

_Reader = Callable[[Any], Any]


def _record(data: Any, readers: Mapping[str, _Reader], needed: set[str]) -> dict[str, Any]:
    if not isinstance(data, dict) or not readers.keys() >= data.keys() >= needed:
        raise NotAFormError
    values = {}
    name = ""
    try:
        for name, value in data.items():
            values[name] = readers[name](value)
    except NotAFormError as error:
        raise NotAFormError(name, *error.path) from None
    return values


def _many(reader: _Reader) -> _Reader:
    def read(data: Any) -> tuple[Any, ...]:
        if not isinstance(data, list):
            raise NotAFormError
        place = 0
        values = []
        try:
            for place, value in enumerate(data):  # noqa: B007 - told when a value is refused
                values.append(reader(value))
        except NotAFormError as error:
            raise NotAFormError(place, *error.path) from None
        return tuple(values)

    return read


def _exactly(*types: type) -> _Reader:
    def read(data: Any) -> Any:
        if type(data) not in types:
            raise NotAFormError
        return data

    return read


def _texts(data: Any) -> Texts:
    if not isinstance(data, dict) or not all(type(key) is type(text) is str for key, text in data.items()):
        raise NotAFormError
    return dict(data)


def _kind(data: Any) -> Kind:
    try:
        return Kind(data)
    except ValueError:
        raise NotAFormError from None


_string, _count, _flag = _exactly(str), _exactly(int), _exactly(bool)
_strings = _many(_string)
_CONDITION: Final = {"question": _string, "values": _strings, "negated": _flag}
_OPTION: Final = {"value": _string, "labels": _texts, "places": _count}


def _condition(data: Any) -> Condition:
    return Condition(**_record(data, _CONDITION, _NEEDED[Condition]))


def _option(data: Any) -> Option:
    return Option(**_record(data, _OPTION, _NEEDED[Option]))


_QUESTION: Final[dict[str, _Reader]] = {
    "key": _string,
    "kind": _kind,
    "labels": _texts,
    "hints": _texts,
    "options": _many(_option),
    "is_required": _flag,
    "conditions": _many(_condition),
    "for_staff": _flag,
    "longest": _count,
    "most_words": _count,
    "least": _exactly(int, str),
    "most": _exactly(int, str),
    "retention_days": _count,
    "accepts": _strings,
    "policy_url": _string,
    "count_only": _flag,
    "members_only": _flag,
}


def _question(data: Any) -> Question:
    return Question(**_record(data, _QUESTION, _NEEDED[Question]))


_SECTION: Final[dict[str, _Reader]] = {
    "key": _string,
    "titles": _texts,
    "texts": _texts,
    "questions": _many(_question),
    "conditions": _many(_condition),
}


def _section(data: Any) -> Section:
    return Section(**_record(data, _SECTION, _NEEDED[Section]))


def _page(data: Any) -> Page:
    return Page(**_record(data, {"titles": _texts, "sections": _many(_section)}, set()))
