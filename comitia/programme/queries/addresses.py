"""Addresses of new rooms, speakers and sessions, made of what they are called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from django.utils.text import slugify

# Addresses beside those of sessions
RESERVED: Final = frozenset({"changes"})
LONGEST: Final = {"room": 60, "speaker": 80, "session": 80}
# Room for a number behind the words: -2 to -20000
NUMBER: Final = 6


class Addresses:
    """Gives new records addresses that are free: the-text, the-text-2, the-text-3."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        self._times: dict[str, int] = defaultdict(lambda: 1)

    def free(self, text: str, *, kind: str) -> str:
        """Give an address for a room, speaker or session; the kind itself if nothing of the text can stand in one."""
        stem = slugify(text)[: LONGEST[kind] - NUMBER].strip("-") or kind
        slug = stem
        while slug in self._taken:
            self._times[stem] += 1
            slug = f"{stem}-{self._times[stem]}"
        self._taken.add(slug)
        return slug
