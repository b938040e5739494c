"""The program's own files (styles, scripts, pictures, fonts), kept in memory from their first use on.

Addresses carry the release (`/static/<release>/<path>`), so browsers may keep a file for ever. A page of the previous
release still finds its files, without that promise.
"""

from __future__ import annotations

import asyncio
import mimetypes
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b
from http import HTTPStatus
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from django.core.exceptions import SuspiciousFileOperation

from comitia.serving.bridge import Scope, Send
from comitia.serving.compression import SMALLEST, accepts_gzip, gzip, is_text
from comitia.serving.configuration import ServingConfig
from comitia.serving.refusals import RefusalError
from comitia.serving.stylesheets import inline_imports
from comitia.serving.whole_responses import WholeResponse

BEST_LEVEL: Final = 9
FOREVER: Final = b"public, max-age=31536000, immutable"
BRIEFLY: Final = b"public, max-age=60"
PLAIN, PACKED, UNCHANGED = "plain", "packed", "unchanged"
SAFETY: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
)

types = mimetypes.MimeTypes()
for kind, ending in (
    ("font/woff2", ".woff2"),
    ("text/javascript", ".js"),
    ("text/javascript", ".mjs"),
    ("application/manifest+json", ".webmanifest"),
    ("image/avif", ".avif"),
    ("image/webp", ".webp"),
    ("text/plain", ".map"),
):
    types.add_type(kind, ending)

Stamp = tuple[str, int, int]


def content_type_of(path: str) -> bytes:
    """Name the content type of a file by its ending."""
    kind = (types.guess_type(path)[0] or "application/octet-stream").encode()
    return kind + b"; charset=utf-8" if kind.startswith(b"text/") else kind


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file as it is sent, and the state of the files it was made of."""

    body: bytes
    packed: bytes | None
    content_type: bytes
    etag: bytes
    stamps: tuple[Stamp, ...]
    responses: dict[tuple[str, bool], WholeResponse] = field(default_factory=dict)

    @property
    def is_current(self) -> bool:
        """Say whether the files on the disk are still those this was made of."""
        return all(stamp_of(path) == (path, modified, size) for path, modified, size in self.stamps)


def build_response(file: StaticFile, *, form: str, is_lasting: bool) -> WholeResponse:
    """Put together one of the few ways in which a file is sent."""
    headers = [
        (b"content-type", file.content_type),
        (b"cache-control", FOREVER if is_lasting else BRIEFLY),
        (b"etag", file.etag),
        (b"vary", b"Accept-Encoding"),
        *SAFETY,
    ]
    if form == UNCHANGED:
        return WholeResponse(HTTPStatus.NOT_MODIFIED, headers, b"")
    if form == PACKED and file.packed is not None:
        return WholeResponse(HTTPStatus.OK, [*headers, (b"content-encoding", b"gzip")], file.packed)
    return WholeResponse(HTTPStatus.OK, headers, file.body)


def stamp_of(path: str) -> Stamp | None:
    try:
        status = os.stat(path)  # noqa: PTH116  asked at each request while developing
    except OSError:
        return None
    return path, status.st_mtime_ns, status.st_size


class StaticFiles:
    """Finds files with Django's finders and sends them from memory."""

    def __init__(self, config: ServingConfig, find: Callable[[str], str | None]) -> None:
        self._config = config
        self._find = find
        self._files: dict[str, StaticFile] = {}

    async def send(self, scope: Scope, found: dict[bytes, bytes], send: Send) -> None:
        """Answer a request for a file; raise `RefusalError` if there is none."""
        if scope["method"] not in {"GET", "HEAD"}:
            raise RefusalError(405)
        raw = scope["raw_path"].decode("latin-1").removeprefix(self._config.static_prefix)
        release, _, path = unquote(raw).partition("/")
        file = self._files.get(path)
        if file is None or (self._config.reload_static and not file.is_current):
            file = await asyncio.to_thread(self._load, path)
            if file is None:
                raise RefusalError(404)
            self._files[path] = file
        is_lasting = release == self._config.release and not self._config.reload_static
        if file.etag in found.get(b"if-none-match", b""):
            form = UNCHANGED
        elif file.packed is not None and accepts_gzip(found.get(b"accept-encoding", b"")):
            form = PACKED
        else:
            form = PLAIN
        response = file.responses.get((form, is_lasting))
        if response is None:
            response = file.responses[form, is_lasting] = build_response(file, form=form, is_lasting=is_lasting)
        await response.send(scope, send)

    def _load(self, path: str) -> StaticFile | None:
        stamps: list[Stamp] = []
        if path.endswith(".css"):
            text = inline_imports(path, read=lambda name: self._read_text(name, stamps))
            body = None if text is None else text.encode()
        else:
            body = self._read(path, stamps)
        if body is None:
            return None
        content_type = content_type_of(path)
        packed = gzip(body, level=BEST_LEVEL) if is_text(content_type) and len(body) > SMALLEST else None
        etag = b'W/"%s"' % blake2b(body, digest_size=10).hexdigest().encode()
        return StaticFile(body, packed, content_type, etag, tuple(stamps))

    def _read(self, path: str, stamps: list[Stamp]) -> bytes | None:
        # One name per file: otherwise "a//b" and "./a/b" would each be kept in memory.
        if "\0" in path or "\\" in path or {"", ".", ".."} & set(path.split("/")):
            return None
        try:
            place = self._find(path)
        except (SuspiciousFileOperation, ValueError):
            return None
        if not place or not Path(place).is_file():
            return None
        stamp = stamp_of(place)
        if stamp is not None:
            stamps.append(stamp)
        return Path(place).read_bytes()

    def _read_text(self, path: str, stamps: list[Stamp]) -> str | None:
        body = self._read(path, stamps)
        return None if body is None else body.decode()
