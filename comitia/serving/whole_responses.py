"""Responses that are complete before their first byte goes out: written to the network in one piece."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, Final

from comitia.serving.protocol import write_whole

KEPT_BODYLESS: Final = frozenset((HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED))


class WholeResponse:
    """A status, headers and a body, kept as the bytes that go over the wire after the date."""

    __slots__ = ("_body_at", "_head", "_headers", "_status", "_wire")

    def __init__(self, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
        self._status = status
        self._headers = list(headers)
        if status not in KEPT_BODYLESS:
            self._headers.append((b"content-length", b"%d" % len(body)))
        head = b"".join(b"%s: %s\r\n" % header for header in self._headers)
        if b"\n" in head.replace(b"\r\n", b"") or b"\r" in head.replace(b"\r\n", b""):
            message = "A header holds a line break."
            raise ValueError(message)
        self._head = b"HTTP/1.1 %d %s\r\n" % (status, HTTPStatus(status).phrase.encode())
        self._wire = head + b"\r\n" + body
        self._body_at = len(head) + 2

    @property
    def size(self) -> int:
        """Give the bytes this response takes in memory."""
        return len(self._wire)

    async def send(self, scope: dict[str, Any], send: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
        """Answer a request with it: in one piece if the connection allows, by ASGI messages otherwise."""
        if scope["method"] != "HEAD" and write_whole(scope, self._head, self._wire):
            return
        await send({"type": "http.response.start", "status": self._status, "headers": self._headers})
        body = b"" if scope["method"] == "HEAD" else self._wire[self._body_at :]
        await send({"type": "http.response.body", "body": body})
