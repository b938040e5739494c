"""Hands out files to be saved, so that a browser never runs what is in them and nobody between keeps them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from typing import cast

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

POLICY = "sandbox; default-src 'none'"


def attachment(content: bytes | Iterable[bytes], *, name: str, media_type: str, sha256: str = "") -> HttpResponse:
    """Answer with a file to be saved, which nobody between keeps; its type is what we found, not what was claimed.

    It was written now, or comes in pieces as it is kept. With its digest the receiver can check what arrived (RFC 9530).
    """
    kind = HttpResponse if isinstance(content, bytes) else StreamingHttpResponse
    response = kind(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    if sha256:
        response["ETag"] = f'"{sha256}"'
        response["Repr-Digest"] = f"sha-256=:{b64encode(bytes.fromhex(sha256)).decode()}:"
    return cast("HttpResponse", response)  # views and their decorators take either
