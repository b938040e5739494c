"""The kinds of letters, each declared by the domain that writes it, with the words it offers to whoever edits its text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

WordsOf = Callable[[UUID, str], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placeholder:
    """A word that each letter fills in anew.

    Untrusted is what a stranger typed, such as a name: it stands on one line of the text, in no subject and no address.
    A letter without a `needed` one would be of no use, as an invitation without its link.
    """

    name: str
    type: Literal["text", "date", "moment", "url", "number"] = "text"
    meaning: Any
    example: Any
    trusted: bool = True
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of letter; `words_of` gives the words of the letter that a person would get, for the preview."""

    name: str
    label: Any
    placeholders: tuple[Placeholder, ...]
    words_of: WordsOf | None

    @property
    def offered(self) -> dict[str, Placeholder]:
        """Give what may stand in its texts; a letter that knows a name has a greeting as well."""
        named = {one.name: one for one in self.placeholders}
        return {GREETING.name: GREETING} | named if "name" in named else named


GREETING: Final = Placeholder(
    name="greeting",
    meaning=_("“Dear” with the name of the receiver, or a greeting without a name"),
    example="",
    trusted=False,
)
_kinds: dict[str, Kind] = {}


def declare_kind(
    name: str, *, label: Any, placeholders: tuple[Placeholder, ...], words_of: WordsOf | None = None
) -> Kind:
    """Make a kind of letter known; its shipped text is `letters/<name>.txt`."""
    kind = Kind(name, label, placeholders, words_of)
    if _kinds.setdefault(name, kind) != kind:
        problem = f"Two kinds of letters are called {name}."
        raise ValueError(problem)
    return kind


def kinds() -> list[Kind]:
    """List every kind that is declared, by name."""
    return [_kinds[name] for name in sorted(_kinds)]


def kind_named(name: str) -> Kind | None:
    return _kinds.get(name)
