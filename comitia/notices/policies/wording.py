"""Texts with words in braces: what may be written, where it is wrong, and how a letter's own words are put in.

`{name}` is a placeholder, `{{` and `}}` are braces, and nothing else has a meaning: there are no conditions and no code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final, Literal

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from comitia.core.timetable.zones import utc_offset_text
from comitia.notices.policies.placeholders import Kind, Placeholder
from comitia.platform.texts import text_in

PIECE: Final = re.compile(r"\{\{|\}\}|\{([a-z][a-z0-9_]*)\}|[{}]")
GAP: Final = re.compile(r"\n{3,}")
SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:/*(?=\S)", re.IGNORECASE)
BEGINS_ADDRESS: Final = re.compile(r"://|www\.|@|:$", re.IGNORECASE)
GOES_ON_AS_ADDRESS: Final = re.compile(r"@|://|\.[a-z{]|/", re.IGNORECASE)
LONGEST_SUBJECT: Final = 250
LONGEST_TEXT: Final = 20_000
LONGEST_UNTRUSTED: Final = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a text cannot be kept: in which field, and a sentence that says where in it and what to do."""

    field: Literal["subject", "text"]
    code: str
    sentence: str


def faults_of(kind: Kind, subject: str, text: str) -> list[Fault]:
    """Find everything that keeps a subject and a text from being the template of a kind."""
    faults = [*_faults_in(kind, "subject", subject), *_faults_in(kind, "text", text)]
    used = {found[1] for found in PIECE.finditer(text)}
    faults += [
        Fault("text", "missing", _("{%(name)s} must be in the text: %(meaning)s.") % _about(one))
        for one in kind.offered.values()
        if one.needed and one.name not in used
    ]
    return faults


def _faults_in(kind: Kind, field: Literal["subject", "text"], text: str) -> Iterator[Fault]:
    longest = LONGEST_SUBJECT if field == "subject" else LONGEST_TEXT
    if not text.strip():
        yield Fault(field, "empty", _("Write something here, or go back to the text that Comitia ships."))
    if len(text) > longest:
        yield Fault(field, "long", _("Shorten this to %(number)s characters.") % {"number": longest})
    if field == "subject" and len(text.splitlines()) > 1:
        yield Fault(field, "lines", _("A subject is one line."))
    for found in PIECE.finditer(text):
        fault = _fault_at(kind, field, text, found)
        if fault:
            code, sentence = fault
            yield Fault(field, code, _said_where(field, text, found.start(), sentence))


def _fault_at(kind: Kind, field: str, text: str, found: re.Match[str]) -> tuple[str, str] | None:
    if found[0] in {"{{", "}}"}:
        return None
    if not found[1]:
        return "brace", _("This brace is not part of a placeholder. Write {{ or }} if you mean the brace itself.")
    placeholder = kind.offered.get(found[1])
    if placeholder is None:
        offered = ", ".join(f"{{{name}}}" for name in kind.offered)
        words = {"name": found[1], "offered": offered}
        return "unknown", _("{%(name)s} is not known in this letter. Use one of: %(offered)s.") % words
    return _fault_of_place(kind, field, text, found, placeholder)


def _fault_of_place(
    kind: Kind, field: str, text: str, found: re.Match[str], placeholder: Placeholder
) -> tuple[str, str] | None:
    if field == "subject" and placeholder.type == "url":
        return "address", _("{%(name)s} is an address and must not be in a subject.") % _about(placeholder)
    if field == "subject" and not placeholder.trusted:
        return "untrusted", _(
            "{%(name)s} is what somebody typed about themselves. It may be in the text, not in a subject."
        ) % _about(placeholder)
    if not placeholder.trusted and _is_in_address(kind, text, found):
        return "untrusted", _(
            "{%(name)s} is what somebody typed about themselves. It must not be part of an address."
        ) % _about(placeholder)
    return None


def _is_in_address(kind: Kind, text: str, found: re.Match[str]) -> bool:
    before, after = re.split(r"\s", text[: found.start()])[-1], text[found.end() :]
    words = [kind.offered[one[1]] for one in PIECE.finditer(before) if one[1] in kind.offered]
    is_after_address = any(word.type == "url" for word in words) or BEGINS_ADDRESS.search(before)
    return bool(is_after_address or GOES_ON_AS_ADDRESS.match(after))


def _said_where(field: str, text: str, place: int, sentence: str) -> str:
    line = text.count("\n", 0, place) + 1
    column = place - (text.rfind("\n", 0, place) + 1) + 1
    if field == "subject":
        return _("Character %(column)s: %(sentence)s") % {"column": column, "sentence": sentence}
    return _("Line %(line)s, character %(column)s: %(sentence)s") % {
        "line": line,
        "column": column,
        "sentence": sentence,
    }


def _about(placeholder: Placeholder) -> dict[str, str]:
    return {"name": placeholder.name, "meaning": str(placeholder.meaning)}


def filled(kind: Kind, subject: str, text: str, words: Mapping[str, Any], *, language: str) -> tuple[str, str]:
    """Put the words of one letter into a subject and a text without faults; call it with the language in force.

    Raise `ValueError` if a declared word is missing or an undeclared one is given, `TypeError` for a word of another type.
    """
    if {one.name for one in kind.placeholders} != words.keys():
        problem = f"The words of a letter of the kind {kind.name} are {sorted(one.name for one in kind.placeholders)}."
        raise ValueError(problem)
    shown = {one.name: _shown(one, words[one.name], language) for one in kind.placeholders}
    if "greeting" in kind.offered:
        shown["greeting"] = _("Dear %(name)s,") % {"name": shown["name"]} if shown["name"] else _("Good day,")

    def word(found: re.Match[str]) -> str:
        return shown[found[1]] if found[1] else found[0][0]

    put_in = GAP.sub("\n\n", PIECE.sub(word, text)).strip()  # a word that is empty leaves no gap
    return " ".join(PIECE.sub(word, subject).split())[:LONGEST_SUBJECT], put_in


def _shown(placeholder: Placeholder, value: Any, language: str) -> str:
    shown = SHOWN[placeholder.type](value, language)
    if placeholder.trusted:
        return shown
    # A name is a way to send strangers one's own lines and links from our address.
    return SCHEME.sub("", " ".join(shown.split()))[:LONGEST_UNTRUSTED]


def _text(value: Any, language: str) -> str:
    if isinstance(value, Mapping):
        return str(text_in(value, language))
    return str(_of_type(value, (str, Promise)))


def _date(value: Any, language: str) -> str:
    return format_date(_of_type(value, date), "long", _locale(language))


def _moment(value: Any, language: str) -> str:
    moment = _of_type(value, datetime)
    if moment.tzinfo is None:
        problem = "A moment in a letter has a time zone."
        raise TypeError(problem)
    day = format_date(moment, "full", _locale(language))
    offset = utc_offset_text(moment.utcoffset() or timedelta())
    return _("%(day)s, %(time)s (%(offset)s)") % {"day": day, "time": f"{moment:%H:%M}", "offset": offset}


def _number(value: Any, language: str) -> str:
    return format_decimal(_of_type(value, int), locale=_locale(language))


def _url(value: Any, _language: str) -> str:
    url: str = _of_type(value, str)
    if not url.startswith(("https://", "http://")) or len(url.split()) != 1:
        problem = "An address in a letter begins with http and has no blanks."
        raise TypeError(problem)
    return url


def _of_type(value: Any, wanted: Any) -> Any:
    if not isinstance(value, wanted):
        problem = f"A word of a letter is a {type(value).__name__}."  # never the word itself: it may be a name
        raise TypeError(problem)
    return value


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    return Locale.parse(language, sep="-")


SHOWN: Final[dict[str, Callable[[Any, str], str]]] = {
    "text": _text,
    "date": _date,
    "moment": _moment,
    "url": _url,
    "number": _number,
}
