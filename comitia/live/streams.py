"""The address `/live/stream`: server-sent events of the topics a reader may hear.

`?topic=programme:excom-2020&topic=...` asks for topics. Those of `PUBLIC` are open; for any other the page carries a
ticket, signed by the site for some minutes, and sends it along: `&ticket=...`. A stream that could not be replayed
without a gap begins with the event `reset`: the page then loads its state again.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qsl

from django.core.signing import BadSignature, Signer

from comitia.live.hub import Hub, Reader
from comitia.platform import clock

PATH: Final = "/live/stream"
PUBLIC: Final = ("programme:",)
TICKET_SALT: Final = "comitia.live.ticket"
TICKET_LIFE: Final = timedelta(minutes=5)
MOST_TOPICS: Final = 16
LONGEST_TOPIC: Final = 100
LARGEST_BATCH: Final = 64 * 1024
HEARTBEAT: Final = b": beat\n\n"
RESET: Final = b"event: reset\ndata: {}\n\n"
HEADERS: Final = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
)

Receive = Callable[[], Awaitable[dict[str, Any]]]
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
        ticket = next((value for name, value in pairs if name == "ticket"), "")
        closed -= topics_of_ticket(ticket, at=at)
    return None if closed else topics


class Streams:
    """Answers stream requests from a hub."""

    def __init__(self, hub: Hub, *, limit: int) -> None:
        self._hub = hub
        self._limit = limit

    async def send(self, scope: dict[str, Any], found: dict[bytes, bytes], receive: Receive, send: Send) -> None:
        """Write events until the reader goes away, stalls, or the server stops."""
        topics = wanted_topics(scope["query_string"], at=clock.now())
        if scope["method"] != "GET" or topics is None:
            await _refuse(send, 403, b"not these topics")
            return
        if not self._hub.is_open or self._hub.reader_count >= self._limit:
            await _refuse(send, 503, b"too many streams")
            return
        last_seen = found.get(b"last-event-id", b"").decode("latin-1")
        task = asyncio.current_task()
        assert task is not None
        reader, is_complete = self._hub.join(topics, last_seen=last_seen, task=task)
        watch = asyncio.create_task(_until_gone(receive))

        def end(_watch: asyncio.Task[None]) -> None:
            task.cancel()

        watch.add_done_callback(end)
        try:
            await send({"type": "http.response.start", "status": 200, "headers": list(HEADERS)})
            # Ten thousand browsers must not come back in the same second.
            pause = random.randint(1000, 6000)  # noqa: S311
            opening = b"retry: %d\n\n" % pause + (b"" if is_complete else RESET)
            await send({"type": "http.response.body", "body": opening, "more_body": True})
            await self._write_events(reader, send)
        except asyncio.CancelledError:
            # The reader is gone, stalled, or the server stops: in each case there is nothing left to say.
            pass
        finally:
            self._hub.leave(reader)
            is_gone = watch.done()
            watch.remove_done_callback(end)
            watch.cancel()
        if not is_gone:
            await send({"type": "http.response.body", "body": b""})

    async def _write_events(self, reader: Reader, send: Send) -> None:
        loop = asyncio.get_running_loop()
        while True:
            block = self._hub.behind(reader)
            if block is None or len(block) > LARGEST_BATCH:
                # Too far behind: loading the state again costs less than reading everything up to it.
                block = RESET
            elif not block:
                if await self._hub.wait(reader):
                    continue
                block = HEARTBEAT
            reader.writing_since = loop.time()
            await send({"type": "http.response.body", "body": block, "more_body": True})
            reader.writing_since = None


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


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
