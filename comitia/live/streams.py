"""The address `/live/stream`: server-sent events of the topics a reader may hear.

`?topic=programme:excom-2020&topic=...` asks for topics. Those of `PUBLIC` are open; for any other the pages carry
tickets, signed by the site for some minutes, and send them along: `&ticket=...`. Every block has an id; the header
`Last-Event-ID` names the one from which to go on. A stream that cannot go on from there without a gap begins with the event
`reset`: the page then loads its state again.
"""

from __future__ import annotations

import asyncio
import random
import sys
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qsl

from django.core.signing import BadSignature, Signer

from comitia.live.hub import Hub, Reader
from comitia.platform import clock

PATH: Final = "/live/stream"
PUBLIC: Final = ("programme:", "room:")
TICKET_SALT: Final = "comitia.live.ticket"
TICKET_LIFE: Final = timedelta(minutes=5)
MOST_TOPICS: Final = 32
LONGEST_TOPIC: Final = 100
HEAD: Final = (
    b"HTTP/1.1 200 OK\r\n"
    b"content-type: text/event-stream; charset=utf-8\r\n"
    b"cache-control: no-store\r\n"
    b"x-accel-buffering: no\r\n"
    b"x-content-type-options: nosniff\r\n"
)

# Begins a response with this head and these first bytes and gives its connection to a protocol, unless the reader is gone.
TakeOver = Callable[[dict[str, Any], asyncio.Protocol, bytes, bytes], asyncio.Transport | None]
Send = Callable[[dict[str, Any]], Awaitable[None]]


def issue_ticket(topics: Iterable[str], *, at: datetime) -> str:
    """Sign the right to hear these topics; it must be used within five minutes."""
    return Signer(salt=TICKET_SALT).sign_object({"topics": sorted(topics), "until": (at + TICKET_LIFE).timestamp()})


def topics_of_ticket(ticket: str, *, at: datetime) -> frozenset[str]:
    """Give the topics of a ticket; none if it is forged or too old."""
    try:
        content = Signer(salt=TICKET_SALT).unsign_object(ticket)
    except (BadSignature, ValueError):
        return frozenset()
    return frozenset(content["topics"]) if content["until"] >= at.timestamp() else frozenset()


def wanted_topics(query: bytes, *, at: datetime) -> frozenset[str] | None:
    """Read what a stream asks for; None if it may not hear all of it or asks for nothing sensible."""
    pairs = parse_qsl(query.decode("latin-1"))
    topics = frozenset(value for name, value in pairs if name == "topic")
    if not 0 < len(topics) <= MOST_TOPICS or any(len(topic) > LONGEST_TOPIC for topic in topics):
        return None
    closed = {topic for topic in topics if not topic.startswith(PUBLIC)}
    if closed:
        tickets = [value for name, value in pairs if name == "ticket"][:MOST_TOPICS]
        closed = closed.difference(*(topics_of_ticket(ticket, at=at) for ticket in tickets))
    return None if closed else topics


class Streams:
    """Answers stream requests from a hub."""

    def __init__(self, hub: Hub, *, limit: int, take_over: TakeOver) -> None:
        self._hub = hub
        self._limit = limit
        self._take_over = take_over

    async def send(self, scope: dict[str, Any], found: dict[bytes, bytes], send: Send) -> None:
        """Begin a stream; from then on its connection is the hub's."""
        wanted = wanted_topics(scope["query_string"], at=clock.now())
        if scope["method"] != "GET" or wanted is None:
            await _refuse(send, 403, b"not these topics")
            return
        if not self._hub.is_open or self._hub.reader_count >= self._limit:
            await _refuse(send, 503, b"too many streams")
            return
        # One name of a topic for all who listen to it.
        topics = tuple(map(sys.intern, wanted))
        last_seen = found.get(b"last-event-id", b"").decode("latin-1")
        # Ten thousand browsers must not come back in the same second.
        pause = random.randint(1000, 6000)  # noqa: S311
        opening = b"retry: %d\n" % pause + self._hub.opening(topics, last_seen=last_seen)
        reader = Reader(topics, leave=self._hub.leave)
        transport = self._take_over(scope, reader, HEAD, opening)
        if transport is not None:
            reader.transport = transport
            self._hub.join(reader)


async def _refuse(send: Send, status: int, text: bytes) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        (b"content-length", b"%d" % len(text)),
    ]
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers.append((b"retry-after", b"10"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text})
