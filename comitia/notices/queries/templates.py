"""Which text a letter has: the secretariat's own or the shipped one, whole and in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language

from comitia.notices.models import MailTemplate
from comitia.notices.policies import Fault, Kind, faults_of, filled, kind_named
from comitia.platform.edits import Record
from comitia.platform.kept import keep
from comitia.platform.texts import ORIGINAL

LANGUAGES: Final = tuple(code for code, _name in settings.LANGUAGES)


# By language the subject and the text of letters that are written once, such as a mailing
Texts = Mapping[str, tuple[str, str]]


class Template(NamedTuple):
    """The text of a kind of letter in a language; `category` is None if Comitia ships it."""

    subject: str
    text: str
    language: str
    category: str | None


@dataclass(frozen=True, slots=True)
class Written:
    """A letter's subject and text, and the one language it is in."""

    subject: str
    text: str
    language: str


def declared(name: str) -> Kind:
    """Give a kind of letter; raise `ValueError` if no domain has declared it."""
    kind = kind_named(name)
    if kind is None:
        problem = f"No kind of letter is called {name}."
        raise ValueError(problem)
    return kind


def text_faults(kind: str, subject: str, text: str) -> list[Fault]:
    """Find everything that keeps a subject and a text from being written to people."""
    return faults_of(declared(kind), subject, text)


def written(
    kind: str, language: str, category: str, words: Mapping[str, Any], *, texts: Texts | None = None
) -> Written:
    """Write a letter from the template in use, or from `texts` written for this occasion."""
    template = template_among(texts, language) if texts else template_in_use(kind, language, category)
    return _write(declared(kind), template, words)


def template_among(texts: Texts, language: str) -> Template:
    """Choose the text for a reader: in their language, else the English one as a whole, else the first."""
    code = next((one for one in (language, ORIGINAL) if one in texts), next(iter(texts)))
    return Template(*texts[code], code, "")


def preview(kind: str, *, language: str, subject: str, text: str, person: UUID | None = None) -> tuple[Written, bool]:
    """Fill a text without faults as a person would get it, or with examples; say whether it is really theirs."""
    found, template = declared(kind), Template(subject, text, language, "")
    words = found.words_of(person, language) if person and found.words_of else None
    return _write(found, template, words or example_words(found)), words is not None


def example_words(kind: Kind) -> dict[str, Any]:
    return {one.name: one.example for one in kind.placeholders}


def template_in_use(kind: str, language: str, category: str = "") -> Template:
    """Find the text for a category of people in a language: their own before that of all; English before none at all."""
    kept = _kept()
    for code in (language, ORIGINAL):
        for group in dict.fromkeys((category, "")):
            if texts := kept.get((kind, group, code)):
                return Template(*texts, code, group)
        if shipped := _shipped(kind, code):
            return Template(*shipped, code, None)
    problem = f"The text of the kind of letter {kind} is missing."
    raise ValueError(problem)


def template_record(kind: str, language: str, category: str) -> Record:
    """Give what an officer may change: the text in use for exactly this language and category, as it is kept now."""
    kept = MailTemplate.objects.filter(kind=kind, language=language, category=category).first()
    found = (kept.subject, kept.text) if kept else template_in_use(kind, language, category)[:2]
    return Record(f"{kind}:{category or 'all'}:{language}", kind, {"subject": found[0], "text": found[1]})


def templates_kept() -> dict[str, list[tuple[str, str]]]:
    """List for each kind the categories and languages in which the secretariat has its own words."""
    found: dict[str, list[tuple[str, str]]] = {}
    for kind, category, language in sorted(MailTemplate.objects.values_list("kind", "category", "language")):
        found.setdefault(kind, []).append((category, language))
    return found


def _write(kind: Kind, template: Template, words: Mapping[str, Any]) -> Written:
    if get_language() == template.language:
        subject, text = filled(kind, template.subject, template.text, words, language=template.language)
    else:
        with translation.override(template.language):
            subject, text = filled(kind, template.subject, template.text, words, language=template.language)
    return Written(subject, text, template.language)


def _kept() -> dict[tuple[str, str, str], tuple[str, str]]:
    return keep(("mail templates",), _read)


def _read() -> dict[tuple[str, str, str], tuple[str, str]]:
    found = MailTemplate.objects.values_list("kind", "category", "language", "subject", "text")
    return {(kind, category, language): (subject, text) for kind, category, language, subject, text in found}


@lru_cache(maxsize=1024)
def _shipped(name: str, language: str) -> tuple[str, str] | None:
    """Read the shipped text in a language, each word as its placeholder; None if it is not translated."""
    if language not in LANGUAGES:
        return None
    words = {word: f"{{{word}}}" for word in declared(name).offered}
    with translation.override(language):
        subject, _newline, text = render_to_string(f"letters/{name}.txt", words).strip().partition("\n")
    found = subject.strip(), text.strip()
    return None if language != ORIGINAL and found == _shipped(name, ORIGINAL) else found
