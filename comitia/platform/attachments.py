"""Hands out files that people brought, so that a browser saves them and never runs what is in them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

POLICY = "sandbox; default-src 'none'"


def attachment(chunks: Iterable[bytes], *, name: str, media_type: str, sha256: str = "") -> StreamingHttpResponse:
    """Answer with a file to be saved, which nobody between keeps; its type is what we found, not what was claimed.

    With its digest the receiver can check what arrived (RFC 9530).
    """
    response = StreamingHttpResponse(chunks, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    if sha256:
        response["ETag"] = f'"{sha256}"'
        response["Repr-Digest"] = f"sha-256=:{b64encode(bytes.fromhex(sha256)).decode()}:"
    return response
