"""uvicorn's HTTP protocol with limits on what comes before a request, and a short way for responses that are ready.

This is the only module that knows uvicorn from the inside; the requirements pin its minor version and the tests of this
package cover what is used here.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LARGEST_HEAD: Final = 64 * 1024
HEAD_SECONDS: Final = 15.0
CYCLE: Final = "comitia.cycle"


class GuardedProtocol(HttpToolsProtocol):
    """Closes a connection that sends an endless head, or none, or one byte at a time."""

    head_seconds = HEAD_SECONDS
    _head_bytes = 0
    _is_in_head = True
    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._head_timer = self.loop.call_later(self.head_seconds, self._give_up)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        self._is_in_head = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._is_in_head = False
        self._head_bytes = 0
        self._stop_timer()
        super().on_headers_complete()
        # The task that answers starts after this; it finds here the request it belongs to.
        if self.cycle is not None and self.cycle.scope is self.scope:
            self.scope[CYCLE] = self.cycle  # type: ignore[typeddict-unknown-key]

    def data_received(self, data: bytes) -> None:
        was_in_head = self._is_in_head
        super().data_received(data)
        if self._is_in_head:
            self._head_bytes += len(data) if was_in_head else 0
            if self._head_bytes > LARGEST_HEAD:
                self.send_400_response("Request head too large.")
            elif self._head_timer is None:
                self._head_timer = self.loop.call_later(self.head_seconds, self._give_up)

    def _stop_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _give_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()

    def let_go(self) -> None:
        """Leave the connection to another protocol; nothing of this one is needed any more."""
        self.connections.discard(self)
        self._unset_keepalive_if_required()
        self._stop_timer()
        self.pipeline.clear()
        # The parser and the request know this protocol: without this they would wait for the garbage collector together.
        self.parser = self.cycle = None  # type: ignore[assignment]


def take_over(
    scope: dict[str, Any], protocol: asyncio.Protocol, head: bytes, opening: bytes
) -> asyncio.Transport | None:
    """Begin a response that ends with its connection, and give that to another protocol; None if the reader is gone."""
    cycle = scope.pop(CYCLE)
    transport: asyncio.Transport = cycle.transport
    if cycle.disconnected or transport.is_closing():
        return None
    cycle.response_started = cycle.response_complete = True
    cycle.flow.resume_reading()
    guarded = transport.get_protocol()
    assert isinstance(guarded, GuardedProtocol)
    guarded.let_go()
    transport.set_protocol(protocol)
    transport.write(b"".join((head, *_dates(cycle), b"connection: close\r\n\r\n", opening)))
    return transport


def _dates(cycle: Any) -> list[bytes]:
    return [b"%s: %s\r\n" % header for header in cycle.default_headers]


def write_whole(scope: dict[str, Any], head: bytes, wire: bytes) -> bool:
    """Write a response in one piece and end its request; False if it has to go the ordinary way."""
    cycle = scope.get(CYCLE)
    if cycle is None or cycle.disconnected or cycle.response_started or not cycle.keep_alive or cycle.flow.write_paused:
        return False
    cycle.transport.write(b"".join((head, *_dates(cycle), wire)))
    cycle.response_started = cycle.response_complete = True
    cycle.message_event.set()
    cycle.on_response()
    return True
