"""Files that staff uploaded (pictures and their sizes), read from the data folder in blocks, whole or in part."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import formatdate
from os import stat_result
from pathlib import Path
from stat import S_ISREG
from typing import Any, BinaryIO, Final
from urllib.parse import quote, unquote

from comitia.serving.bridge import BLOCK, Headers, Receive, Scope, Send
from comitia.serving.configuration import ServingConfig
from comitia.serving.refusals import RefusalError
from comitia.serving.static_files import SAFETY, content_type_of

SHOWN: Final = frozenset((b"image/png", b"image/jpeg", b"image/gif", b"image/webp", b"image/avif"))
RANGE: Final = re.compile(rb"bytes=(\d*)-(\d*)")


@dataclass(frozen=True, slots=True)
class Part:
    """The bytes from `first` to `last`, both included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


def part_of(wanted: bytes, *, size: int) -> Part | None:
    """Read a Range header: None stands for the whole file, also if it asks for several ranges or for nonsense.

    A range outside the file is a part of no length.
    """
    match = RANGE.fullmatch(wanted.strip())
    if match is None or match.groups() == (b"", b""):
        return None
    first, last = match.groups()
    if not first:
        return Part(max(size - int(last), 0), size - 1)
    end = min(int(last), size - 1) if last else size - 1
    if last and int(last) < int(first):
        return None
    return Part(int(first), end) if int(first) < size else Part(size, size - 1)


class MediaFiles:
    """Serves one folder and nothing outside of it."""

    def __init__(self, config: ServingConfig) -> None:
        self._prefix = config.media_prefix
        self._root = config.media_root.resolve() if config.media_root is not None else None
        self._closed = config.closed_media_folders

    async def send(self, scope: Scope, found: dict[bytes, bytes], receive: Receive, send: Send) -> None:
        """Answer a request for a file; raise `RefusalError` if there is none."""
        if scope["method"] not in {"GET", "HEAD"}:
            raise RefusalError(405)
        path = unquote(scope["raw_path"].decode("latin-1").removeprefix(self._prefix))
        place, status = await asyncio.to_thread(self._look_up, path)
        etag = b'"%x-%x"' % (status.st_mtime_ns, status.st_size)
        headers = self._headers(place, status, etag=etag)
        if etag in found.get(b"if-none-match", b""):
            await self._send_head(send, 304, headers)
            return
        wanted = found.get(b"range", b"")
        if found.get(b"if-range", etag) != etag:
            wanted = b""
        part = part_of(wanted, size=status.st_size)
        if part is not None and part.length <= 0:
            await self._send_head(send, 416, [*headers, (b"content-range", b"bytes */%d" % status.st_size)])
            return
        code = 200 if part is None else 206
        if part is None:
            part = Part(0, status.st_size - 1)
        else:
            headers.append((b"content-range", b"bytes %d-%d/%d" % (part.first, part.last, status.st_size)))
        headers.append((b"content-length", b"%d" % part.length))
        if scope["method"] == "HEAD" or part.length == 0:
            await self._send_head(send, code, headers)
            return
        await self._send_part(
            place, part, {"type": "http.response.start", "status": code, "headers": headers}, receive, send
        )

    def _look_up(self, path: str) -> tuple[Path, stat_result]:
        pieces = path.split("/")
        is_hidden = any(piece in {"", "..", "."} or piece.startswith(".") for piece in pieces)
        if self._root is None or is_hidden or "\0" in path or "\\" in path or pieces[0] in self._closed:
            raise RefusalError(404)
        try:
            place = (self._root / path).resolve()
            status = place.stat()
        except OSError:
            raise RefusalError(404) from None
        # A link that leads out of the folder is not followed.
        if not place.is_relative_to(self._root) or not S_ISREG(status.st_mode):
            raise RefusalError(404)
        return place, status

    def _headers(self, place: Path, status: stat_result, *, etag: bytes) -> Headers:
        content_type = content_type_of(place.name)
        headers = [
            (b"content-type", content_type),
            (b"etag", etag),
            (b"last-modified", formatdate(status.st_mtime, usegmt=True).encode()),
            (b"accept-ranges", b"bytes"),
            (b"cache-control", b"public, max-age=3600"),
            (b"content-security-policy", b"sandbox; default-src 'none'; frame-ancestors 'none'"),
            *SAFETY,
        ]
        if content_type not in SHOWN:
            name = quote(place.name).encode()
            headers.append((b"content-disposition", b"attachment; filename*=UTF-8''" + name))
        return headers

    async def _send_head(self, send: Send, status: int, headers: Headers) -> None:
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    async def _send_part(self, place: Path, part: Part, start: dict[str, Any], receive: Receive, send: Send) -> None:
        file = await asyncio.to_thread(place.open, "rb")
        watch = asyncio.create_task(_gone(receive))
        try:
            await asyncio.to_thread(file.seek, part.first)
            await send(start)
            for length in lengths(part):
                if watch.done():
                    return
                block = await asyncio.to_thread(_read, file, length)
                await send({"type": "http.response.body", "body": block, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            watch.cancel()
            file.close()


def lengths(part: Part) -> Iterator[int]:
    """Cut a part into blocks."""
    left = part.length
    while left > 0:
        yield min(left, BLOCK)
        left -= BLOCK


def _read(file: BinaryIO, length: int) -> bytes:
    return file.read(length)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
