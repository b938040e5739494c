"""Reads numbers and references that an address or a form brings where no field checks them: None for anything else."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

MOST_DIGITS: Final = 18  # what every database keeps in a key


def number_in(text: str) -> int | None:
    """Give a whole number of 0 or more that is written in ASCII digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


def reference_in(text: Any) -> UUID | None:
    try:
        return UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None
