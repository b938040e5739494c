"""What the shipped fonts can write, and which way a text runs."""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Final

from comitia.platform.typesetting.printer import FONTS

# In this order a character is looked for; Hangul before ideographs, so that Korean punctuation stays Korean
FAMILIES: Final = (
    "Noto Sans",
    "Noto Sans Arabic",
    "Noto Sans Ethiopic",
    "Noto Sans CJK KR",
    "Noto Sans CJK SC",
    "Noto Sans Hebrew",
    "Noto Sans Thai",
    "Noto Sans Devanagari",
    "Noto Sans Georgian",
    "Noto Sans Armenian",
)
_SEGMENTS, _GROUPS = 4, 12  # the formats of character maps that fonts have today


def is_rtl(text: str) -> bool:
    """Tell whether a text runs from right to left, by its first letter (Unicode's rule P2)."""
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in {"L", "R", "AL"}:
            return kind != "L"
    return False


def missing(text: str) -> str:
    """Give the characters of a text that no font here can write, each once."""
    return "".join(dict.fromkeys(char for char in text if ord(char) not in _written() and not char.isspace()))


@cache
def _written() -> frozenset[int]:
    """List the characters that the fonts can write."""
    return frozenset(char for path in FONTS.glob("*.[ot]tf") for char in _characters(path.read_bytes()))


def _characters(font: bytes) -> Iterator[int]:
    """Read which characters a font has from its table `cmap` (OpenType 1.9)."""
    (number,) = struct.unpack_from(">H", font, 4)
    tables = (struct.unpack_from(">4sIII", font, 12 + 16 * place) for place in range(number))
    start = next(offset for tag, _sum, offset, _length in tables if tag == b"cmap")
    (number,) = struct.unpack_from(">H", font, start + 2)
    for place in range(number):
        (offset,) = struct.unpack_from(">I", font, start + 8 + 8 * place)
        (form,) = struct.unpack_from(">H", font, start + offset)
        if form == _SEGMENTS:
            yield from _of_segments(font, start + offset)
        elif form == _GROUPS:
            yield from _of_groups(font, start + offset)


def _of_segments(font: bytes, at: int) -> Iterator[int]:
    (double,) = struct.unpack_from(">H", font, at + 6)
    number = double // 2
    ends = struct.unpack_from(f">{number}H", font, at + 14)
    starts = struct.unpack_from(f">{number}H", font, at + 16 + double)
    for first, last in zip(starts, ends, strict=True):
        yield from range(first, last + 1)


def _of_groups(font: bytes, at: int) -> Iterator[int]:
    (number,) = struct.unpack_from(">I", font, at + 12)
    for place in range(number):
        first, last, _glyph = struct.unpack_from(">III", font, at + 16 + 12 * place)
        yield from range(first, last + 1)
