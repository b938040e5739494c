"""The code by which a registration is known at a door: it says nothing about the person and cannot be guessed."""

from __future__ import annotations

import secrets
from typing import Final

# Crockford's base 32: no letter that is taken for a digit; 12 of them are 60 random bits and fit the smallest QR code
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 12
MISREAD: Final = str.maketrans("OIL", "011", "- \t\r\n\u00a0")


def new_code() -> str:
    """Make a code."""
    return "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))


def code_in(text: str) -> str:
    """Read a code as people type it (small letters, hyphens, O for 0); give an empty text if it is none."""
    code = text[:40].upper().translate(MISREAD)
    return code if len(code) == LENGTH and not set(code) - set(ALPHABET) else ""
