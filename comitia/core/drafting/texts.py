"""A text as paragraphs, each with a key that stays: what an amendment, a vote and the minutes refer to.

Readers see the number of a paragraph, which is its place; nothing refers to that. Texts say the same in each of their
languages, paragraph by paragraph.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a paragraph is: a heading, running text, or an item of a list."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"


class Fault(StrEnum):
    """What can be wrong with a text."""

    EMPTY = "empty"
    KEY_TWICE = "key_twice"
    KEY_SPENT = "key_spent"
    LANGUAGE_MISSING = "language_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph, its words by language ("en", "zh-hans")."""

    key: str
    texts: Mapping[str, str]
    kind: Kind = Kind.PARAGRAPH


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Paragraphs in their order; `spent` are the keys of those that were removed, which no other ever gets."""

    paragraphs: tuple[Paragraph, ...] = ()
    spent: frozenset[str] = field(default=frozenset())

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(paragraph.key for paragraph in self.paragraphs)

    @property
    def by_key(self) -> dict[str, Paragraph]:
        return {paragraph.key: paragraph for paragraph in self.paragraphs}

    @property
    def languages(self) -> frozenset[str]:
        """Give the languages in which any paragraph has words."""
        return frozenset(code for each in self.paragraphs for code, words in each.texts.items() if words.strip())


def lacking(paragraphs: Iterable[Paragraph], languages: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Give the keys of the paragraphs that have no words in a language, by language; those complete are left out."""
    given = tuple(paragraphs)
    missing = {
        code: tuple(each.key for each in given if not each.texts.get(code, "").strip())
        for code in sorted(set(languages))
    }
    return {code: keys for code, keys in missing.items() if keys}


def faults_of(text: Text, *, languages: Iterable[str] = ()) -> tuple[tuple[Fault, str], ...]:
    """List what is wrong with a text, each with the key or the language concerned.

    A text without paragraphs, a key given twice or after it was spent, and a required language in which a paragraph
    has no words.
    """
    if not text.paragraphs:
        return ((Fault.EMPTY, ""),)
    found = [(Fault.KEY_TWICE, key) for key, times in Counter(text.keys).items() if times > 1]
    found += [(Fault.KEY_SPENT, key) for key in text.keys if key in text.spent]
    found += [(Fault.LANGUAGE_MISSING, code) for code in lacking(text.paragraphs, languages)]
    return tuple(found)
