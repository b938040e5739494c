"""Names of countries in the reader's language."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale, UnknownLocaleError


@lru_cache(maxsize=16)
def _territories(language: str) -> dict[str, str]:
    try:
        return dict(Locale.parse(language, sep="-").territories)
    except (UnknownLocaleError, ValueError):
        return {}


def country_in(code: str, printed: str, language: str) -> str:
    """Name a country (ISO 3166 letters) in a language; in English, and where the code says nothing, as the source prints it."""
    if language == "en" and printed:
        return printed
    return _territories(language).get(code, printed)
