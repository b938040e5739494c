"""Whole pages for people who are not signed in, kept in memory until something public changes.

A view allows it by answering `Cache-Control: public`, with `s-maxage` for a page that changes without a purge. What
browsers get is `no-cache` with an ETag: they ask each time, and "not modified" costs next to nothing. No page is kept that
sets a cookie, nor one that was begun before a purge.
"""

from __future__ import annotations

import asyncio
import math
import re
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import blake2b
from http import HTTPStatus
from typing import Any, Final

from comitia.serving.bridge import Answer, Scope, Send
from comitia.serving.compression import KEPT_LEVEL, SMALLEST, accepts_gzip, gzip
from comitia.serving.configuration import ServingConfig
from comitia.serving.whole_responses import WholeResponse

Found = dict[bytes, bytes]
Key = tuple[Any, ...]

CHANGED_TOPIC: Final = "public_changed"
VARY: Final = (b"vary", b"Accept-Encoding, Accept-Language, Cookie")
KNOWN_VARIATIONS: Final = frozenset((b"accept-encoding", b"accept-language", b"cookie"))
REPLACED: Final = frozenset((b"cache-control", b"content-length", b"etag", b"expires", b"vary"))
SHARED_TYPES: Final = (b"text/html", b"application/xml", b"application/json")
SHARED_AGE: Final = re.compile(rb"\bs-maxage=(\d{1,9})\b", re.IGNORECASE)
LONGEST_ZONE: Final = 64
OVERHEAD: Final = 2048
KNOWN_KEYS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it goes over the wire: plain, compressed, and "not modified"."""

    etag: bytes
    plain: WholeResponse
    packed: WholeResponse | None
    unchanged: WholeResponse
    size: int
    until: float

    async def send(self, scope: Scope, found: Found, send: Send) -> None:
        """Answer a request with this page."""
        known = found.get(b"if-none-match")
        if known is not None and self.etag in known:
            await self.unchanged.send(scope, send)
        elif self.packed is not None and accepts_gzip(found.get(b"accept-encoding", b"")):
            await self.packed.send(scope, send)
        else:
            await self.plain.send(scope, send)


def is_public(answer: Answer) -> bool:
    """Say whether an answer may be given to everybody: a page that says so itself and sets no cookie."""
    if answer.status != HTTPStatus.OK:
        return False
    names = {name for name, _ in answer.headers}
    headers = dict(answer.headers)
    variations = {part.strip().lower() for part in headers.get(b"vary", b"").split(b",") if part.strip()}
    return (
        b"set-cookie" not in names
        and b"content-encoding" not in names
        and headers.get(b"content-type", b"").startswith(SHARED_TYPES)
        and b"public" in [part.strip().lower() for part in headers.get(b"cache-control", b"").split(b",")]
        and variations <= KNOWN_VARIATIONS
    )


def longest_of(answer: Answer) -> float:
    """Give for how many seconds an answer may be kept by its own word (`s-maxage`); as long as we like if it says nothing."""
    found = SHARED_AGE.search(dict(answer.headers).get(b"cache-control", b""))
    return float(found[1]) if found else math.inf


def build_page(answer: Answer, *, until: float) -> Page:
    """Turn an answer into a page that can be kept."""
    etag = b'W/"%s"' % blake2b(answer.body, digest_size=12).hexdigest().encode()
    shared = [(b"etag", etag), (b"cache-control", b"no-cache"), VARY]
    kept = [(name, value) for name, value in answer.headers if name not in REPLACED]

    plain = WholeResponse(HTTPStatus.OK, [*kept, *shared], answer.body)
    packed = None
    if len(answer.body) > SMALLEST:
        body = gzip(answer.body, level=KEPT_LEVEL)
        packed = WholeResponse(HTTPStatus.OK, [*kept, *shared, (b"content-encoding", b"gzip")], body)
    return Page(
        etag=etag,
        plain=plain,
        packed=packed,
        unchanged=WholeResponse(HTTPStatus.NOT_MODIFIED, shared, b""),
        size=plain.size + (packed.size if packed is not None else 0) + OVERHEAD,
        until=until,
    )


class PageCache:
    """Keeps pages up to a number of bytes, the least recently read leaves first."""

    def __init__(self, config: ServingConfig) -> None:
        self._config = config
        self._session = config.session_cookie.encode()
        self._private = tuple(name.encode() for name in (config.session_cookie, *config.private_cookies))
        self._zone = config.zone_cookie.encode()
        self._language = config.language_cookie.encode()
        self._languages = frozenset(language.encode() for language in config.languages)
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._bytes = 0
        self._changing = threading.Lock()
        self._once_kept: set[Key] = set()
        self._rendering: dict[Key, asyncio.Event] = {}
        self.generation = 0

    def key_of(self, scope: Scope, found: Found) -> Key | None:
        """Name the page that a request asks for; None if the answer must come from the site."""
        if scope["method"] not in {"GET", "HEAD"} or len(found) != len(scope["headers"]) or b"authorization" in found:
            return None
        path = scope["raw_path"]
        zone = language = b""
        if cookies := found.get(b"cookie"):
            for part in cookies.split(b";"):
                name, _, value = part.strip().partition(b"=")
                if name in self._private:
                    return None
                if name == self._zone:
                    zone = value
                elif name == self._language:
                    language = value
            if len(zone) > LONGEST_ZONE:
                return None
        if path.split(b"/", 2)[1] in self._languages:
            language = wanted = b""
        else:
            wanted = found.get(b"accept-language", b"")
        return (
            path,
            scope["query_string"],
            zone,
            language,
            wanted,
            found.get(b"host", b""),
            scope["scheme"],
            self._config.release,
        )

    def get(self, key: Key) -> Page | None:
        """Give a page that is still good."""
        with self._changing:
            page = self._pages.get(key)
            if page is None:
                return None
            if page.until < time.monotonic():
                self._drop(key)
                return None
            self._pages.move_to_end(key)
            return page

    def finish(self, answer: Answer, *, key: Key, generation: int) -> Page | None:
        """Make a page of an answer and keep it unless something changed since it was begun; None if it is not public."""
        if not is_public(answer):
            return None
        seconds = min(self._config.page_cache_seconds, longest_of(answer))
        page = build_page(answer, until=time.monotonic() + seconds)
        with self._changing:
            if generation == self.generation and page.size <= self._config.page_cache_bytes // 4:
                if key in self._pages:
                    self._drop(key)
                self._pages[key] = page
                self._bytes += page.size
                while self._bytes > self._config.page_cache_bytes:
                    self._drop(next(iter(self._pages)))
                if len(self._once_kept) >= KNOWN_KEYS:
                    self._once_kept.clear()
                self._once_kept.add(key)
        return page

    def _drop(self, key: Key) -> None:
        self._bytes -= self._pages.pop(key).size

    def purge(self, _payload: object = None) -> None:
        """Forget every page; what is being rendered at this moment will not be kept. Any thread may call."""
        with self._changing:
            self.generation += 1
            self._pages.clear()
            self._bytes = 0

    async def wait_for_rendering(self, key: Key) -> bool:
        """Wait while somebody else renders this page; say whether there was anything to wait for.

        Without it, the first second after a purge would send everybody who reads the front page to the site at once.
        """
        rendering = self._rendering.get(key)
        if rendering is None:
            return False
        await rendering.wait()
        return True

    def begin_rendering(self, key: Key) -> None:
        """Let others wait for a page that was cacheable before."""
        if key in self._once_kept and key not in self._rendering:
            self._rendering[key] = asyncio.Event()

    def end_rendering(self, key: Key) -> None:
        """Let those who waited go on."""
        if (rendering := self._rendering.pop(key, None)) is not None:
            rendering.set()
