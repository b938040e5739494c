"""Names as people write them, in any script, without the characters that only deceive the eye."""

from __future__ import annotations

import unicodedata
from typing import Final

JOINERS: Final = frozenset("\u200c\u200d")  # Persian and Indic words need them, and so do composed emoji
BLANK_LETTERS: Final = frozenset(
    "\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
)  # letters by category, nothing to the eye
DROPPED: Final = frozenset({"Cc", "Cf", "Cs", "Co"})
VISIBLE: Final = frozenset("LNSP")
MARKS_TOGETHER: Final = 4


def clean_name(text: str) -> str:
    """Give a name in NFC on one line, without control, direction and zero-width marks; empty if nothing is visible.

    Joiners stay between two visible characters, where scripts and emoji need them. No more than four marks may pile up.
    """
    if text.isascii() and text.isprintable():  # nothing below would change it, and most of what is typed is like that
        return " ".join(text.split())
    spaced = unicodedata.normalize("NFC", " ".join(text.split()))
    kept = [char for char in spaced if char in JOINERS or _stays(char)]
    name = "".join(char for place, char in enumerate(kept) if char not in JOINERS or _joins(kept, place))
    name = " ".join(_without_piles(name).split())
    return name if any(unicodedata.category(char)[0] in VISIBLE for char in name) else ""


def _stays(char: str) -> bool:
    return unicodedata.category(char) not in DROPPED and char not in BLANK_LETTERS


def _joins(chars: list[str], place: int) -> bool:
    if not 0 < place < len(chars) - 1:
        return False
    before, after = chars[place - 1], chars[place + 1]
    return unicodedata.category(before)[0] in "LMNS" and unicodedata.category(after)[0] in "LMNS"


def _without_piles(name: str) -> str:
    result, pile = [], 0
    for char in name:
        pile = pile + 1 if unicodedata.category(char) in {"Mn", "Me"} else 0
        if pile <= MARKS_TOGETHER:
            result.append(char)
    return "".join(result)
