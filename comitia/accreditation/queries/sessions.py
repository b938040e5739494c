"""The sessions that a form can offer: the programme, which is built on registrations, says which there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from comitia.platform.kept import kept
from comitia.platform.texts import text_in

Titles = Mapping[str, Mapping[str, str]]
_sources: list[Callable[[], Titles]] = []


def offer_sessions(titles: Callable[[], Titles]) -> None:
    """Let forms offer the sessions that `titles` gives, by slug, each with its titles by language."""
    _sources[:] = [titles]


@kept
def _titles() -> Titles:
    return {slug: titles for source in _sources for slug, titles in source().items()}


def session_names(language: str) -> dict[str, str]:
    """List the sessions one can sign up for with their names in a language."""
    return {slug: str(text_in(titles, language)) for slug, titles in _titles().items()}
