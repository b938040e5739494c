"""Hands out files to be saved, so that a browser never runs what is in them and nobody between keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

POLICY = "sandbox; default-src 'none'"


def attachment(content: bytes | Iterable[bytes], *, name: str, media_type: str) -> HttpResponse:
    """Answer with a file that was written now, or in pieces as it is kept; its type is what we found, not what was claimed."""
    kind = HttpResponse if isinstance(content, bytes) else StreamingHttpResponse
    response = kind(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return cast("HttpResponse", response)  # views and their decorators take either
