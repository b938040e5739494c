"""The door of the site: pages from the cache, the program's files, uploaded files, streams; the rest is Django's."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, Final, Protocol

from comitia.live.hub import Hub
from comitia.live.streams import PATH as STREAM_PATH
from comitia.live.streams import Streams
from comitia.platform import bus
from comitia.platform.faults import describe
from comitia.serving.bridge import Answer, Bridge, Receive, Scope, Send
from comitia.serving.compression import QUICK_LEVEL, SMALLEST, accepts_gzip, gzip, is_text
from comitia.serving.configuration import ServingConfig
from comitia.serving.media_files import MediaFiles
from comitia.serving.page_cache import CHANGED_TOPIC, Found, Key, Page, PageCache
from comitia.serving.protocol import take_over
from comitia.serving.proxies import TRACES, settle_client
from comitia.serving.refusals import RefusalError, page
from comitia.serving.static_files import StaticFiles

logger = logging.getLogger(__name__)

LINGER_SECONDS: Final = 1.0
LINGER_BYTES: Final = 4 * 2**20


class Follower(Protocol):
    """What hears of changes beside the pages and tells the hub, from start to close."""

    def start(self) -> None: ...

    def close(self) -> None: ...


class Front:
    """An ASGI application around a WSGI application; `follow` makes what tells the hub of changes."""

    def __init__(
        self,
        application: Callable[..., Iterable[bytes]],
        config: ServingConfig,
        *,
        find_static: Callable[[str], str | None],
        follow: Callable[[Hub], Follower] | None = None,
    ) -> None:
        self._config = config
        self._static_prefix = config.static_prefix.encode()
        self._media_prefix = config.media_prefix.encode()
        self.bridge = Bridge(application, config)
        self.pages = PageCache(config)
        self.hub = Hub()
        self._follower = follow(self.hub) if follow is not None else None
        self._static = StaticFiles(config, find_static)
        self._media = MediaFiles(config)
        self._streams = Streams(self.hub, limit=config.stream_limit, take_over=take_over)
        self._leave_bus: list[Callable[[], None]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            try:
                await self._route(scope, receive, send)
            except RefusalError as refusal:
                await self._refuse(refusal, scope, receive, send)
            except Exception as error:  # noqa: BLE001  the last place where anything can be said to the reader
                logger.error("A request failed in the server: %s", describe(error))  # noqa: TRY400  no personal data in logs
                await self._refuse(RefusalError(500), scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        """Start and stop with the server."""
        await receive()
        self.hub.start()
        if self._follower is not None:
            self._follower.start()
        # Last of all subscribers: what the site keeps itself is dropped before the pages made of it.
        self._leave_bus = [bus.subscribe(topic, self.pages.purge) for topic in (CHANGED_TOPIC, bus.RECONNECTED)]
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for leave in self._leave_bus:
            leave()
        if self._follower is not None:
            self._follower.close()
        self.hub.close()
        self.bridge.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _route(self, scope: Scope, receive: Receive, send: Send) -> None:
        found: Found = dict(scope["headers"])
        if not TRACES.isdisjoint(found):
            settle_client(scope, trusted=self._config.trusted_proxies)
            found = dict(scope["headers"])
        # Taken before the site reads any state: a page that listens from here misses nothing.
        scope["live_position"] = self.hub.position
        path = scope["raw_path"]
        if not path.startswith(b"/"):
            raise RefusalError(400)
        if path.startswith(self._static_prefix):
            await self._static.send(scope, found, send)
            return
        key = self.pages.key_of(scope, found)
        if key is not None and (kept := self.pages.get(key)) is not None:
            await kept.send(scope, found, send)
        elif path.startswith(self._media_prefix):
            await self._media.send(scope, found, receive, send)
        elif scope["path"] == STREAM_PATH:
            await self._streams.send(scope, found, send)
        elif key is not None and scope["method"] == "GET":
            await self._send_public(key, scope, found, receive, send)
        else:
            answer = await self.bridge.answer(scope, receive, finish=lambda whole: _compressed(whole, found))
            await self.bridge.send(answer, scope, receive, send)

    async def _send_public(self, key: Key, scope: Scope, found: Found, receive: Receive, send: Send) -> None:
        """Let the site render a page that may be everybody's, and keep it if it is."""
        pages = self.pages
        if await pages.wait_for_rendering(key) and (kept := pages.get(key)) is not None:
            await kept.send(scope, found, send)
            return
        generation = pages.generation

        def finish(whole: Answer) -> Answer | Page:
            return pages.finish(whole, key=key, generation=generation) or _compressed(whole, found)

        pages.begin_rendering(key)
        try:
            answer = await self.bridge.answer(scope, receive, finish=finish)
        finally:
            pages.end_rendering(key)
        if isinstance(answer, Page):
            await answer.send(scope, found, send)
        else:
            await self.bridge.send(answer, scope, receive, send)

    async def _refuse(self, refusal: RefusalError, scope: Scope, receive: Receive, send: Send) -> None:
        first = scope["path"].split("/", 2)[1:2]
        language = first[0] if first and first[0] in self._config.languages else self._config.languages[0]
        start, body = page(refusal, language=language)
        await send(start)
        if refusal.status in {413, 507}:
            # Closing while the upload still comes in would reset the connection before the answer is read.
            await send({**body, "more_body": True})
            await _swallow(receive)
            body = {"type": "http.response.body", "body": b""}
        await send(body)


def _compressed(answer: Answer, found: Found) -> Answer:
    """Compress a page made for one person; Django masks its CSRF token in each page, so its length betrays nothing."""
    headers = dict(answer.headers)
    is_worth_it = len(answer.body) > SMALLEST and is_text(headers.get(b"content-type", b""))
    if is_worth_it and b"content-encoding" not in headers:
        if accepts_gzip(found.get(b"accept-encoding", b"")):
            answer.body = gzip(answer.body, level=QUICK_LEVEL)
            answer.headers.append((b"content-encoding", b"gzip"))
            answer.headers = [_weakened(name, value) for name, value in answer.headers]
        answer.headers.append((b"vary", b"Accept-Encoding"))
    if answer.status not in {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}:
        answer.headers = [(name, value) for name, value in answer.headers if name != b"content-length"]
    return answer


def _weakened(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    is_strong = name == b"etag" and not value.startswith(b"W/")
    return (name, b"W/" + value) if is_strong else (name, value)


async def _swallow(receive: Receive) -> None:
    """Read and forget a little of what still comes in, so that the other side reads our answer."""
    size = 0
    try:
        async with asyncio.timeout(LINGER_SECONDS):
            while size < LINGER_BYTES:
                message: dict[str, Any] = await receive()
                size += len(message.get("body", b""))
                if message["type"] == "http.disconnect" or not message.get("more_body", False):
                    return
    except TimeoutError:
        return
