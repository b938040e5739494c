"""Gzip for text: once and well for what is kept, quickly for what is made for one person."""

from __future__ import annotations

import zlib
from typing import Final

SMALLEST: Final = 1024
KEPT_LEVEL: Final = 6
QUICK_LEVEL: Final = 1
TEXTS: Final = (
    b"text/",
    b"application/json",
    b"application/javascript",
    b"application/xml",
    b"image/svg+xml",
    b"application/manifest+json",
)


def gzip(body: bytes, *, level: int) -> bytes:
    """Compress with a gzip header that carries no date: the same body gives the same bytes."""
    packer = zlib.compressobj(level, zlib.DEFLATED, 31)
    return packer.compress(body) + packer.flush()


def is_text(content_type: bytes) -> bool:
    """Say whether a content type is worth compressing."""
    return content_type.startswith(TEXTS)


def accepts_gzip(accept_encoding: bytes) -> bool:
    """Say whether a browser takes gzip."""
    if b"gzip" not in accept_encoding:
        return False
    for part in accept_encoding.replace(b" ", b"").split(b","):
        coding, _, quality = part.partition(b";")
        if coding == b"gzip":
            return quality not in {b"q=0", b"q=0.0", b"q=0.00", b"q=0.000"}
    return False
