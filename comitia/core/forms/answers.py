"""What counts as an answer: the one place that judges what was typed or sent.

An answer is JSON: a text (of dates and times ISO, of choices the value, of files the reference, of a consent "yes"), a
whole number, a list of values, a list of companions ([{"name": ...}]) or an affiliation ({"member": slug} or
{"free": text}). No answer is None.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import Final

from comitia.core.forms.definition import FILE_KINDS, Form, Kind, Question
from comitia.core.forms.showing import Answer, shown

MOST_VALUES: Final = 500
LONGEST_NAME: Final = 200
LONGEST_EMAIL: Final = 254
_NUMBER: Final = re.compile(r"[+-]?\d{1,15}")
_UNMAILABLE: Final = r"\s@\"(),:;<>\[\\\]"
_EMAIL: Final = re.compile(rf"[^{_UNMAILABLE}]{{1,64}}@(?:[^.{_UNMAILABLE}]+\.)+[^.\d{_UNMAILABLE}]{{2,}}")


class FaultCode(StrEnum):
    """Why something is no answer."""

    MISSING = "missing"
    ONE_ONLY = "one_only"
    NOT_ON_LIST = "not_on_list"
    TOO_LONG = "too_long"  # length, longest: in characters
    TOO_MANY_WORDS = "too_many_words"  # words, most
    TOO_FEW = "too_few"  # count, least: of options, sessions, companions
    TOO_MANY = "too_many"  # count, most
    NOT_A_NUMBER = "not_a_number"
    TOO_SMALL = "too_small"  # least
    TOO_LARGE = "too_large"  # most
    NOT_A_DATE = "not_a_date"
    NOT_A_TIME = "not_a_time"
    TOO_EARLY = "too_early"  # least: ISO
    TOO_LATE = "too_late"  # most: ISO
    NOT_A_PHONE = "not_a_phone"
    NOT_AN_EMAIL = "not_an_email"
    UNKNOWN_FILE = "unknown_file"
    WRONG_FILE = "wrong_file"  # accepts: file kinds with commas between


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an answer; the caller words it from the code, the values and the kind of the question."""

    code: FaultCode
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a form cannot know about answers.

    `clean` gives one line of text as it is kept and leaves what it gave as it is. `phone` gives a number in the
    international form, None if it is none. `blobs` are the files that this person may name: reference -> file kind.
    """

    clean: Callable[[str], str]
    phone: Callable[[str], str | None]
    countries: Collection[str]
    members: Collection[str] = ()
    sessions: Collection[str] = ()
    blobs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: answers and faults of the questions that are shown, by key, and the keys that were asked.

    `aside` are answers to questions that the other answers hide: worth keeping in a draft, never part of what is sent.
    """

    answers: dict[str, Answer]
    faults: dict[str, Fault]
    aside: dict[str, Answer]
    asked: tuple[str, ...]

    def over(self, earlier: Mapping[str, Answer]) -> dict[str, Answer]:
        """Put these answers over earlier ones; a shown question that is not (well) answered loses its earlier answer."""
        kept = {key: answer for key, answer in earlier.items() if key not in self.asked}
        return {**kept, **self.aside, **self.answers}


Typed = Mapping[str, Sequence[str]]


def read(question: Question, typed: Sequence[str], *, known: Known) -> Answer | Fault | None:
    """Read what was typed into the fields of one question, in their order; None if nothing was and nothing must be.

    An affiliation has two fields, the member's slug and the free text; companions have one field for each name.
    """
    if len(typed) > MOST_VALUES:
        return Fault(FaultCode.TOO_MANY, {"count": len(typed), "most": MOST_VALUES})
    answer = _READERS[question.kind](question, typed, known)
    if answer is None and question.is_required and question.is_asked:
        return Fault(FaultCode.MISSING)
    return answer


def read_page(
    form: Form,
    number: int,
    typed: Typed,
    *,
    answers: Mapping[str, Answer],
    category: str,
    mode: str,
    known: Known,
    for_staff: bool = False,
) -> Reading:
    """Read one page, counted from 1; `answers` are those of the other pages. Raises IndexError if there is no such page."""
    asked = [question for question in form.page(number).questions if for_staff or not question.for_staff]
    return _read(form, asked, typed, answers=answers, category=category, mode=mode, known=known)


def read_staff(
    form: Form, typed: Typed, *, answers: Mapping[str, Answer], category: str, mode: str, known: Known
) -> Reading:
    """Read the questions that only staff answer, of all pages at once; `answers` are the participant's."""
    asked = [question for question in form.questions if question.for_staff]
    return _read(form, asked, typed, answers=answers, category=category, mode=mode, known=known)


def check(
    form: Form, answers: Mapping[str, Answer], *, category: str, mode: str, known: Known, for_staff: bool = False
) -> Reading:
    """Judge all answers again before they are sent; the reading has those that count and what is still wrong."""
    asked = [question for question in form.questions if for_staff or not question.for_staff]
    typed = {key: as_typed(answer) for key, answer in answers.items()}
    return _read(form, asked, typed, answers={}, category=category, mode=mode, known=known)


def as_typed(answer: Answer | None) -> list[str]:
    """Give the texts that fill the fields of a question with its answer; `read` reads them to the same answer."""
    match answer:
        case str() | int():
            return [str(answer)]
        case {"member": str(slug)}:
            return [slug, ""]
        case {"free": str(text)}:
            return ["", text]
        case list():
            return [each["name"] if isinstance(each, dict) else each for each in answer]
    return []


def _read(
    form: Form,
    asked: Iterable[Question],
    typed: Typed,
    *,
    answers: Mapping[str, Answer],
    category: str,
    mode: str,
    known: Known,
) -> Reading:
    results = {each.key: read(each, typed.get(each.key, ()), known=known) for each in asked if each.is_asked}
    good = {key: result for key, result in results.items() if result is not None and not isinstance(result, Fault)}
    others = {key: answer for key, answer in answers.items() if key not in results}
    seen = set(shown(form, others | good, category=category, mode=mode, for_staff=True))
    return Reading(
        answers={key: answer for key, answer in good.items() if key in seen},
        faults={key: result for key, result in results.items() if key in seen and isinstance(result, Fault)},
        aside={key: answer for key, answer in good.items() if key not in seen},
        asked=tuple(key for key in results if key in seen),
    )


_Result = Answer | Fault | None


def _one(typed: Sequence[str]) -> str | Fault:
    given = [text for text in typed if text]
    return Fault(FaultCode.ONE_ONLY) if len(given) > 1 else given[0] if given else ""


def _cleaned(text: str, known: Known, *, longest: int, several_lines: bool = False) -> str | Fault:
    # What is far too long is not worth cleaning, which costs time for each character.
    if len(text) > 4 * longest + 1000:
        return Fault(FaultCode.TOO_LONG, {"length": len(text), "longest": longest})
    lines = text.splitlines() if several_lines else [text]
    clean = "\n".join(known.clean(line) for line in lines).strip()
    if len(clean) > longest:
        return Fault(FaultCode.TOO_LONG, {"length": len(clean), "longest": longest})
    return clean


def _line(typed: Sequence[str], known: Known, *, longest: int) -> str | Fault:
    value = _one(typed)
    return value if isinstance(value, Fault) else _cleaned(value, known, longest=longest)


def _text(question: Question, typed: Sequence[str], known: Known) -> _Result:
    value = _one(typed)
    if isinstance(value, Fault):
        return value
    several_lines = question.kind is Kind.LONG_TEXT
    text = _cleaned(value, known, longest=question.characters, several_lines=several_lines)
    if isinstance(text, Fault) or not text:
        return text or None
    if question.most_words is not None and (words := len(text.split())) > question.most_words:
        return Fault(FaultCode.TOO_MANY_WORDS, {"words": words, "most": question.most_words})
    return text


def _whole_number(typed: Sequence[str]) -> int | Fault | None:
    value = _one(typed)
    if isinstance(value, Fault):
        return value
    digits = "".join(value[: LONGEST_NAME + 1].split())
    if not digits:
        return None
    return int(digits) if _NUMBER.fullmatch(digits) else Fault(FaultCode.NOT_A_NUMBER)


def _number(question: Question, typed: Sequence[str], known: Known) -> _Result:  # noqa: ARG001
    number = _whole_number(typed)
    if not isinstance(number, int):
        return number
    if isinstance(question.least, int) and number < question.least:
        return Fault(FaultCode.TOO_SMALL, {"least": question.least})
    if isinstance(question.most, int) and number > question.most:
        return Fault(FaultCode.TOO_LARGE, {"most": question.most})
    return number


def _within(question: Question, moment: str) -> str | Fault:
    """Compare ISO texts of one shape, which stand in the order of time."""
    if isinstance(question.least, str) and moment < question.least:
        return Fault(FaultCode.TOO_EARLY, {"least": question.least})
    if isinstance(question.most, str) and moment > question.most:
        return Fault(FaultCode.TOO_LATE, {"most": question.most})
    return moment


def _moment(question: Question, typed: Sequence[str], known: Known) -> _Result:
    value = _line(typed, known, longest=LONGEST_NAME)
    if isinstance(value, Fault) or not value:
        return value or None
    if question.kind is Kind.DATE:
        moment, fault = iso_date(value), FaultCode.NOT_A_DATE
    else:
        moment, fault = iso_time(value), FaultCode.NOT_A_TIME
    return _within(question, moment) if moment else Fault(fault)


def iso_date(text: str) -> str | None:
    """Give a day as YYYY-MM-DD, None if the text is no day."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def iso_time(text: str) -> str | None:
    """Give a time of day as HH:MM, None if the text is none."""
    try:
        moment = time.fromisoformat(text)
    except ValueError:
        return None
    return moment.isoformat("minutes") if moment.tzinfo is None else None


def _phone(question: Question, typed: Sequence[str], known: Known) -> _Result:  # noqa: ARG001
    value = _line(typed, known, longest=LONGEST_NAME)
    if isinstance(value, Fault) or not value:
        return value or None
    return known.phone(value) or Fault(FaultCode.NOT_A_PHONE)


def _email(question: Question, typed: Sequence[str], known: Known) -> _Result:  # noqa: ARG001
    value = _line(typed, known, longest=LONGEST_EMAIL)
    if isinstance(value, Fault) or not value:
        return value or None
    if not _EMAIL.fullmatch(value):
        return Fault(FaultCode.NOT_AN_EMAIL)
    name, _, domain = value.partition("@")
    return f"{name}@{known.clean(domain.lower())}"


def _one_of_list(question: Question, typed: Sequence[str], known: Known) -> _Result:
    if question.kind is Kind.COUNTRY:
        possible = known.countries
    else:
        possible = question.option_values if question.kind is Kind.CHOICE else ("yes", "no")
    value = _one(typed)
    if isinstance(value, Fault) or not value:
        return value or None
    return value if value in possible else Fault(FaultCode.NOT_ON_LIST)


def _consent(question: Question, typed: Sequence[str], known: Known) -> _Result:
    value = _one_of_list(question, typed, known)
    return None if value == "no" else value


def _count_fault(question: Question, count: int) -> Fault | None:
    if isinstance(question.least, int) and count < question.least:
        return Fault(FaultCode.TOO_FEW, {"count": count, "least": question.least})
    if isinstance(question.most, int) and count > question.most:
        return Fault(FaultCode.TOO_MANY, {"count": count, "most": question.most})
    return None


def _many(question: Question, typed: Sequence[str], known: Known) -> _Result:  # noqa: ARG001
    given = {text for text in typed if text}
    chosen = [value for value in question.option_values if value in given]
    if given - set(chosen):
        return Fault(FaultCode.NOT_ON_LIST)
    return (_count_fault(question, len(chosen)) or chosen) if chosen else None


def _sessions(question: Question, typed: Sequence[str], known: Known) -> _Result:
    chosen = list(dict.fromkeys(text for text in typed if text))
    offered = question.option_values
    if any(each not in known.sessions or (offered and each not in offered) for each in chosen):
        return Fault(FaultCode.NOT_ON_LIST)
    return (_count_fault(question, len(chosen)) or chosen) if chosen else None


def _file(question: Question, typed: Sequence[str], known: Known) -> _Result:
    reference = _one(typed)
    if isinstance(reference, Fault) or not reference:
        return reference or None
    if reference not in known.blobs:
        return Fault(FaultCode.UNKNOWN_FILE)
    accepts = ("picture",) if question.kind is Kind.PICTURE else question.accepts or FILE_KINDS
    if known.blobs[reference] not in accepts:
        return Fault(FaultCode.WRONG_FILE, {"accepts": ", ".join(accepts)})
    return reference


def _affiliation(question: Question, typed: Sequence[str], known: Known) -> _Result:
    slug, text, *others = [*typed, "", ""]
    free = _cleaned(text, known, longest=question.longest or LONGEST_NAME)
    if isinstance(free, Fault):
        return free
    if free and question.members_only:
        return Fault(FaultCode.NOT_ON_LIST)
    if any(others) or (slug and free):
        return Fault(FaultCode.ONE_ONLY)
    if slug:
        return {"member": slug} if slug in known.members else Fault(FaultCode.NOT_ON_LIST)
    return {"free": free} if free else None


def _companions(question: Question, typed: Sequence[str], known: Known) -> _Result:
    if question.count_only:
        count = _whole_number(typed)
        if not isinstance(count, int):
            return count
        return Fault(FaultCode.TOO_SMALL, {"least": 0}) if count < 0 else _count_fault(question, count) or count
    names = []
    for text in typed:
        name = _cleaned(text, known, longest=question.longest or LONGEST_NAME)
        if isinstance(name, Fault):
            return name
        if name:
            names.append({"name": name})
    return (_count_fault(question, len(names)) or names) if names else None


_READERS: Final[dict[Kind, Callable[[Question, Sequence[str], Known], _Result]]] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.NUMBER: _number,
    Kind.DATE: _moment,
    Kind.TIME: _moment,
    Kind.PHONE: _phone,
    Kind.EMAIL: _email,
    Kind.COUNTRY: _one_of_list,
    Kind.CHOICE: _one_of_list,
    Kind.MANY: _many,
    Kind.YES_NO: _one_of_list,
    Kind.FILE: _file,
    Kind.PICTURE: _file,
    Kind.CONSENT: _consent,
    Kind.AFFILIATION: _affiliation,
    Kind.COMPANIONS: _companions,
    Kind.SESSIONS: _sessions,
    Kind.LABEL: lambda *_: None,
}
