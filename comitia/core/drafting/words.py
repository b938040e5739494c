"""Texts cut into words, for any script, and what differs between two of them.

Letters, marks and digits make a word; white space and every other sign stand apart. In scripts written without spaces
between words (Han, kana, Thai, Lao, Khmer, Burmese) each letter with its marks stands for a word.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

# Thai and Lao; Burmese; Khmer; kana; Han, its compatibility forms and extensions
_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_JOINERS: Final = "\u200c\u200d"


class Mark(StrEnum):
    """Whether words stand on both sides, on the old one only, or on the new one only."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text under one mark."""

    mark: Mark
    text: str


def words_of(text: str) -> tuple[str, ...]:
    """Cut a text into words, spaces and signs; joined again they are the text."""
    words: list[str] = []
    for character in text:
        if words and _continues(words[-1], character):
            words[-1] += character
        else:
            words.append(character)
    return tuple(words)


def marked(old: str, new: str) -> tuple[Span, ...]:
    """Say what became of a text, as runs of words kept, removed and added; removed ones stand before added ones.

    Without the added runs it reads as the old text, without the removed ones as the new. Spaces alone between two
    changes belong to the changes: whole phrases are easier to read, and to hear, than words one by one.
    """
    return tuple(span for span in _spans(words_of(old), words_of(new)) if span.text)


def changed_words(old: str, new: str) -> int:
    """Count the words removed and added between two texts; spaces and signs do not count."""
    changes = (span.text for span in marked(old, new) if span.mark is not Mark.SAME)
    return sum(_is_letter(word[0]) for text in changes for word in words_of(text))


def _spans(before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[Span]:
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    removed = added = ""
    for step, (tag, old_from, old_to, new_from, new_to) in enumerate(steps, start=1):
        gone, come = "".join(before[old_from:old_to]), "".join(after[new_from:new_to])
        is_between_changes = 1 < step < len(steps) and gone.isspace()
        if tag != "equal" or is_between_changes:
            removed, added = removed + gone, added + come
            continue
        yield from (Span(Mark.REMOVED, removed), Span(Mark.ADDED, added), Span(Mark.SAME, gone))
        removed = added = ""
    yield from (Span(Mark.REMOVED, removed), Span(Mark.ADDED, added))


def _continues(word: str, character: str) -> bool:
    if character.isspace():
        return word.isspace()
    if character in _JOINERS or unicodedata.category(character)[0] == "M":
        return not word.isspace()
    is_inside = _is_letter(word[0]) and _is_letter(character)
    return is_inside and not _UNSPACED.match(word[0]) and not _UNSPACED.match(character)


def _is_letter(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN"
