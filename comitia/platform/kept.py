"""Keeps what every page shows and few acts change: read once, dropped when something public changes.

Every kept value is the same for all readers of a language. It is dropped by the message `public_changed`, and after
`LONGEST_SECONDS` in any case, since a command in another process may have written without a bus between them.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar

from comitia.platform.bus import RECONNECTED, Payload, subscribe

PUBLIC_CHANGED: Final = "public_changed"
LONGEST_SECONDS: Final = 30.0

P = ParamSpec("P")
R = TypeVar("R")


class _Shelf:
    """What is kept, by function and arguments; `edition` counts the times it was emptied."""

    def __init__(self) -> None:
        self._values: dict[Any, tuple[float, Any]] = {}
        self._changing = threading.Lock()
        self.edition = 0

    def find(self, key: Any) -> tuple[float, Any] | None:
        kept = self._values.get(key)
        return kept if kept and time.monotonic() - kept[0] < LONGEST_SECONDS else None

    def put(self, key: Any, value: Any, *, edition: int) -> None:
        """Keep a value unless something changed while it was being read."""
        with self._changing:
            if edition == self.edition:
                self._values[key] = (time.monotonic(), value)

    def empty(self, _payload: Payload) -> None:
        with self._changing:
            self._values.clear()
            self.edition += 1


_shelf = _Shelf()
subscribe(PUBLIC_CHANGED, _shelf.empty)
subscribe(RECONNECTED, _shelf.empty)


def kept(read: Callable[P, R]) -> Callable[P, R]:
    """Keep what a query without side effects gives for the same (hashable) arguments until something public changes."""

    @wraps(read)
    def reader(*args: P.args, **kwargs: P.kwargs) -> R:
        return keep((read, args, tuple(sorted(kwargs.items()))), lambda: read(*args, **kwargs))

    return reader


def keep(key: Hashable, read: Callable[[], R]) -> R:
    """Give what is kept under a key, or keep what is read now, until something public changes.

    The key must hold everything that the value depends on, and come from a small set: nothing else is ever thrown away.
    """
    found = _shelf.find(key)
    if found is not None:
        return found[1]
    edition = _shelf.edition
    value = read()
    _shelf.put(key, value, edition=edition)
    return value
