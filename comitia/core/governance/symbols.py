"""The symbols by which papers are cited: how they are written, what number comes next, what a correction is called.

Source of the grammar: the symbols of United Nations documents (series, serial number, suffixes), for example
`A/C.3/66/L.13/Rev.1`; an association writes `WeGO/EC/2020/3/Corr.1` in the same way. A serial number may carry a letter
for limited papers (L.), conference room papers (CRP.) and information (INF.); addenda (Add.), revisions (Rev.) and
corrections (Corr.) follow the symbol of the paper they belong to.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import Final

LONGEST_SYMBOL: Final = 60
MOST_SUFFIXES: Final = 4
LARGEST_SUFFIX: Final = 999
_PART: Final = re.compile(r"[A-Za-z0-9]+(?:[.\-][A-Za-z0-9]+)*", re.ASCII)
_SERIAL: Final = re.compile(r"(?:(L|CRP|INF)\.)?([1-9][0-9]{0,4})", re.ASCII | re.IGNORECASE)
_SUFFIX: Final = re.compile(r"(Add|Rev|Corr)\.([1-9][0-9]{0,2})", re.ASCII | re.IGNORECASE)


class Form(StrEnum):
    """The letter before a serial number; numbers of each form are counted apart."""

    PLAIN = ""
    LIMITED = "L"
    CONFERENCE_ROOM = "CRP"
    INFORMATION = "INF"


class Suffix(StrEnum):
    """What a paper is to the one whose symbol it continues."""

    ADDENDUM = "Add"
    REVISION = "Rev"
    CORRECTION = "Corr"


class SymbolFault(StrEnum):
    """Why a text is no symbol."""

    TOO_LONG = "too long"
    NO_NUMBER = "no number"
    NO_SERIES = "no series"
    PART = "part"
    SUFFIX_ORDER = "suffix order"


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol in its parts: `WeGO/EC/2020`, PLAIN, 3, ((CORRECTION, 1),)."""

    series: str
    form: Form
    number: int
    suffixes: tuple[tuple[Suffix, int], ...] = ()

    def __str__(self) -> str:
        serial = f"{self.form}.{self.number}" if self.form else str(self.number)
        return "/".join([self.series, serial, *(f"{suffix}.{number}" for suffix, number in self.suffixes)])

    @property
    def last(self) -> Suffix | None:
        """Say what the paper is to the one before it; None for a paper that stands on its own."""
        return self.suffixes[-1][0] if self.suffixes else None

    @property
    def stem(self) -> "Symbol":
        """Give the symbol without its last suffix."""
        return replace(self, suffixes=self.suffixes[:-1])


def read_symbol(text: str) -> Symbol | SymbolFault:
    """Read a symbol; spaces around it and the case of letters and suffixes are forgiven. Inverse of `str(symbol)`."""
    wanted = text.strip()
    if len(wanted) > LONGEST_SYMBOL:
        return SymbolFault.TOO_LONG
    parts = wanted.split("/")
    suffixes: list[tuple[Suffix, int]] = []
    while parts and (found := _SUFFIX.fullmatch(parts[-1])):
        suffixes.insert(0, (Suffix(found[1].capitalize()), int(found[2])))
        parts.pop()
    serial = _SERIAL.fullmatch(parts[-1]) if parts else None
    if serial is None:
        return SymbolFault.NO_NUMBER
    series = "/".join(parts[:-1])
    fault = series_fault(series) or (None if _in_order(suffixes) else SymbolFault.SUFFIX_ORDER)
    return fault or Symbol(series, Form((serial[1] or "").upper()), int(serial[2]), tuple(suffixes))


def series_fault(series: str) -> SymbolFault | None:
    """Say why a text is no series, such as `WeGO/EC/2020`; None if it is one."""
    if not series:
        return SymbolFault.NO_SERIES
    if len(series) > LONGEST_SYMBOL // 2:
        return SymbolFault.TOO_LONG
    parts = series.split("/")
    are_parts = all(_PART.fullmatch(part) and not _SUFFIX.fullmatch(part) for part in parts)
    return None if are_parts else SymbolFault.PART


def next_symbol(series: str, form: Form, taken: Iterable[Symbol]) -> Symbol:
    """Give the first symbol after all that are taken in a series and form; numbers that were given up stay unused."""
    key = series.casefold()
    numbers = (one.number for one in taken if one.series.casefold() == key and one.form is form)
    return Symbol(series, form, max(numbers, default=0) + 1)


def following_symbol(symbol: Symbol, suffix: Suffix, taken: Iterable[Symbol]) -> Symbol | None:
    """Give the symbol of the next addendum, revision or correction of a paper; None where there can be none.

    A revision of a revision, and a correction of a corrected paper, count on: Rev.1, Rev.2. A correction has neither
    revisions nor addenda: one corrects or revises the paper itself.
    """
    stem = symbol.stem if symbol.last is suffix else symbol
    if stem.last is Suffix.CORRECTION or len(stem.suffixes) >= MOST_SUFFIXES:
        return None
    key = _folded(stem)
    numbers = (one.suffixes[-1][1] for one in taken if one.last is suffix and _folded(one.stem) == key)
    following = max(numbers, default=0) + 1
    found = replace(stem, suffixes=(*stem.suffixes, (suffix, following)))
    return found if following <= LARGEST_SUFFIX and len(str(found)) <= LONGEST_SYMBOL else None


def sort_key(symbol: Symbol) -> tuple[str, str, int, tuple[tuple[str, int], ...]]:
    """Give what symbols are sorted by: numbers as numbers, a paper before what continues it."""
    return symbol.series.casefold(), symbol.form, symbol.number, symbol.suffixes


def _folded(symbol: Symbol) -> str:
    return str(symbol).casefold()


def _in_order(suffixes: list[tuple[Suffix, int]]) -> bool:
    """Tell whether a correction comes last and nothing follows its own kind directly."""
    kinds = [suffix for suffix, _number in suffixes]
    follows_itself = any(one is after for one, after in pairwise(kinds))
    return len(kinds) <= MOST_SUFFIXES and not follows_itself and Suffix.CORRECTION not in kinds[:-1]
