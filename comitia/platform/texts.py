"""Texts in several languages: stored as {language: text}, read with a visible fallback."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ORIGINAL = "en"
RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


@dataclass(frozen=True, slots=True)
class Text:
    """A text in the language it really is in, which may differ from the one asked for."""

    value: str
    language: str
    is_fallback: bool

    def __str__(self) -> str:
        return self.value

    def __bool__(self) -> bool:
        return bool(self.value)


def text_in(texts: Mapping[str, str], language: str) -> Text:
    """Give the text in `language`, else in the original language, else in any it has."""
    if value := texts.get(language):
        return Text(value, language, is_fallback=False)
    for code in (ORIGINAL, *texts):
        if value := texts.get(code):
            return Text(value, code, is_fallback=True)
    return Text("", language, is_fallback=False)


def direction_of(code: str) -> str:
    """Give "rtl" for languages written from right to left."""
    return "rtl" if code.partition("-")[0] in RIGHT_TO_LEFT else "ltr"
