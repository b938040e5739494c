"""The log of one topic: its newest events in order, at most one of each key, and where what it has lost ends."""

from __future__ import annotations

from collections import OrderedDict
from itertools import takewhile
from typing import Final

# A reader further behind than this loads its state again, which costs less than reading everything up to it.
LARGEST_BATCH: Final = 64 * 1024

Entry = tuple[int, bytes]


class Log:
    """What was said about one topic; `without` is the number of the newest event that is no longer here."""

    __slots__ = ("_entries", "_size", "touched", "without")

    def __init__(self, *, without: int) -> None:
        # By key, or by number where there is none; the order is that of the numbers.
        self._entries: OrderedDict[str | int, Entry] = OrderedDict()
        self._size = 0
        self.without = without
        self.touched = 0.0

    def add(self, number: int, block: bytes, *, key: str | None) -> None:
        """Append an event; it takes the place of an earlier one with its key, and the oldest make room for it."""
        slot = number if key is None else key
        if slot in self._entries:
            self._size -= len(self._entries.pop(slot)[1])
        self._entries[slot] = number, block
        self._size += len(block)
        while self._size > LARGEST_BATCH:
            _, (self.without, oldest) = self._entries.popitem(last=False)
            self._size -= len(oldest)

    def lose(self, number: int) -> None:
        """Forget everything up to this number."""
        self._entries.clear()
        self._size = 0
        self.without = number

    def after(self, number: int) -> list[Entry] | None:
        """Give the events after this number, newest first; None if some of them are lost."""
        if self.without > number:
            return None
        return list(takewhile(lambda entry: entry[0] > number, reversed(self._entries.values())))

    @property
    def newest(self) -> int:
        """Give the number of the last event that was said here, or was lost."""
        return next(reversed(self._entries.values()))[0] if self._entries else self.without
