"""Interface words are complete in every language."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.pofile import read_po

import comitia

PACKAGE = Path(comitia.__file__).parent
LANGUAGES = ["ko", "ru", "zh_Hans", "es", "tr", "ar"]
KEYWORDS = re.search(r'--keywords "([^"]+)"', (PACKAGE.parent / "Makefile").read_text("utf-8"))
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|%[sd%]|\{[a-z_]*\}")


@cache
def catalogue(language: str) -> Catalog:
    with (PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


@cache
def words_in_the_code() -> set[tuple[str | None, str]]:
    """Give (context, message) for everything the code and the templates say to people."""
    assert KEYWORDS
    with (PACKAGE / "locale" / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    keywords = {**DEFAULT_KEYWORDS, **parse_keywords(KEYWORDS[1].split())}
    found = extract_from_dir(PACKAGE, methods, options, keywords)
    return {
        (context, message[0] if isinstance(message, tuple) else message)
        for _file, _line, message, _comments, context in found
        if message
    }


def shown(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else message.id


def forms(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, (tuple, list)) else [message.string]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_in_the_code_is_in_the_catalogue(language):
    known = {(message.context, shown(message)) for message in catalogue(language) if message.id}
    assert sorted(text for _context, text in words_in_the_code() - known) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_untranslated_or_fuzzy(language):
    messages = [message for message in catalogue(language) if message.id]
    assert len(messages) > 1000
    assert [shown(message) for message in messages if message.fuzzy or not all(forms(message))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plural_has_all_its_forms(language):
    plural = [message for message in catalogue(language) if isinstance(message.id, tuple) and message.id]
    wanted = catalogue(language).num_plurals
    assert [shown(message) for message in plural if len(forms(message)) != wanted] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_what_is_filled_in(language):
    def placeholders(text: str) -> set[str]:
        return set(PLACEHOLDER.findall(text))

    single = [message for message in catalogue(language) if message.id and not isinstance(message.id, tuple)]
    assert [message.id for message in single if placeholders(message.id) != placeholders(message.string)] == []
    plural = [message for message in catalogue(language) if isinstance(message.id, tuple)]
    strange = [
        form for message in plural for form in forms(message) if placeholders(form) - placeholders(message.id[1])
    ]
    assert strange == []
