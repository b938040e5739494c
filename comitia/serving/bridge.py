"""From ASGI to Django's WSGI handler: a fixed pool of threads answers, the event loop reads and writes.

A thread is busy only while the site computes. Bodies are read before (spooled to a file from one megabyte on), and a
response that is a stream is iterated in a thread of its own, at the speed of its reader, so that slow people hold up nobody.
"""

from __future__ import annotations

import asyncio
import io
import logging
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context, copy_context
from dataclasses import dataclass
from typing import IO, Any, Final, TypeVar
from urllib.parse import unquote_to_bytes

from comitia.platform.faults import describe
from comitia.serving.configuration import MEGABYTE, ServingConfig
from comitia.serving.refusals import RefusalError
from comitia.serving.whole_responses import WholeResponse

logger = logging.getLogger(__name__)

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]
Finished = TypeVar("Finished")

IN_MEMORY: Final = MEGABYTE
BLOCK: Final = 64 * 1024
STREAM_THREADS: Final = 16
STALLED_SECONDS: Final = 60.0


@dataclass(slots=True)
class Answer:
    """What the site answered: a whole body, or a stream that still has to be iterated in its context."""

    status: int
    headers: Headers
    body: bytes = b""
    stream: Any = None
    context: Context | None = None


class FileBlocks:
    """Reads a file response in blocks; Django hands its files to this class when it finds it in the environment."""

    def __init__(self, file: IO[bytes], _block_size: int = BLOCK) -> None:
        self.file = file
        self.close = file.close

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self.file.read(BLOCK), b"")


def declared_length(headers: Headers) -> int | None:
    """Give the length of the body: 0 if there is none, None if it is sent in chunks of unknown number."""
    lengths = {value for name, value in headers if name == b"content-length"}
    if any(name == b"transfer-encoding" for name, _ in headers):
        return None
    if not lengths:
        return 0
    length = lengths.pop()
    if lengths or not length.isdigit():
        raise RefusalError(400)
    return int(length)


async def read_body(headers: Headers, receive: Receive, *, limit: int, pause_seconds: float) -> IO[bytes]:
    """Read the whole body of a request into memory or a temporary file; refuse one too large, or that does not come."""
    length = declared_length(headers)
    if length == 0:
        return io.BytesIO()
    if length is not None and length > limit:
        raise RefusalError(413, megabytes=limit // MEGABYTE)
    body = Body(limit)
    more = True
    try:
        while more:
            block, more = await _next_block(receive, pause_seconds=pause_seconds)
            await body.add(block)
        return await body.ready()
    except OSError as error:
        body.file.close()
        logger.error("A request body could not be kept: %s", describe(error))  # noqa: TRY400  no personal data in logs
        raise RefusalError(507) from None
    except BaseException:
        body.file.close()
        raise


async def _next_block(receive: Receive, *, pause_seconds: float) -> tuple[bytes, bool]:
    """Give what comes next of a body, and whether more follows."""
    try:
        async with asyncio.timeout(pause_seconds):
            message = await receive()
    except TimeoutError:
        raise RefusalError(408) from None
    if message["type"] == "http.disconnect":
        raise RefusalError(408)
    return message.get("body", b""), message.get("more_body", False)


class Body:
    """Collects a body; from one megabyte on it lies in a file, written by another thread than the event loop's."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self.file: IO[bytes] = io.BytesIO()
        self._blocks: list[bytes] = []
        self._waiting = 0

    async def add(self, block: bytes) -> None:
        """Take a block; write when a megabyte has come together."""
        self._size += len(block)
        if self._size > self._limit:
            raise RefusalError(413, megabytes=self._limit // MEGABYTE)
        self._blocks.append(block)
        self._waiting += len(block)
        if self._waiting >= IN_MEMORY:
            if isinstance(self.file, io.BytesIO):
                self.file = tempfile.TemporaryFile()  # noqa: SIM115  closed by whoever ends the request
            await asyncio.to_thread(self.file.writelines, self._blocks)
            self._blocks, self._waiting = [], 0

    async def ready(self) -> IO[bytes]:
        """Give the file, at its beginning."""
        if isinstance(self.file, io.BytesIO):
            self.file.writelines(self._blocks)
        else:
            await asyncio.to_thread(self.file.writelines, self._blocks)
        self.file.seek(0)
        return self.file


def environ_of(scope: Scope, body: IO[bytes]) -> dict[str, Any]:
    """Describe a request as PEP 3333 prescribes: the bytes of the path and of the headers as latin-1 text."""
    server = scope.get("server") or ("localhost", 80)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 0),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": (scope.get("client") or ("",))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileBlocks,
        "comitia.live_position": scope.get("live_position", ""),
    }
    for name, value in scope["headers"]:
        # "X_Forwarded_For" would be mistaken for "X-Forwarded-For" behind this door.
        if b"_" in name:
            continue
        key = name.decode("latin-1").upper().replace("-", "_")
        if key not in {"CONTENT_TYPE", "CONTENT_LENGTH"}:
            key = f"HTTP_{key}"
        text = value.decode("latin-1")
        if key in environ and key != "CONTENT_LENGTH":
            text = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{text}"
        environ[key] = text
    if "HTTP_TRANSFER_ENCODING" in environ:
        del environ["HTTP_TRANSFER_ENCODING"]
        environ["CONTENT_LENGTH"] = str(body.seek(0, io.SEEK_END))
        body.seek(0)
    return environ


class Bridge:
    """Asks a WSGI application in a pool of threads."""

    def __init__(self, application: Callable[..., Iterable[bytes]], config: ServingConfig) -> None:
        self._application = application
        self._config = config
        self._waiting = 0
        self.pool = ThreadPoolExecutor(config.threads, thread_name_prefix="page")
        self.stream_pool = ThreadPoolExecutor(STREAM_THREADS, thread_name_prefix="stream")

    def is_crowded(self) -> bool:
        """Say whether requests wait for a thread."""
        return self._waiting > self._config.threads

    async def answer(
        self, scope: Scope, receive: Receive, *, finish: Callable[[Answer], Finished]
    ) -> Answer | Finished:
        """Let the site answer; `finish` runs in the same thread on an answer that is whole."""
        limit, pause = self._config.body_limit, self._config.body_pause_seconds
        body = await read_body(scope["headers"], receive, limit=limit, pause_seconds=pause)
        if self._waiting >= self._config.waiting_limit:
            body.close()
            raise RefusalError(503)
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self.pool, self._call, scope, body, finish)
        finally:
            self._waiting -= 1

    def _call(self, scope: Scope, body: IO[bytes], finish: Callable[[Answer], Finished]) -> Answer | Finished:
        begun: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], _failure: Any = None) -> None:
            names = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
            begun[:] = [int(status[:3]), names]

        try:
            result: Any = self._application(environ_of(scope, body), start_response)
            if getattr(result, "streaming", True) and not isinstance(result, list | tuple):
                return Answer(begun[0], begun[1], stream=result, context=copy_context())
            try:
                whole = b"".join(result)
            finally:
                if hasattr(result, "close"):
                    result.close()
            return finish(Answer(begun[0], begun[1], body=whole))
        finally:
            body.close()

    async def send(self, answer: Answer, scope: Scope, receive: Receive, send: Send) -> None:
        """Write an answer to the network."""
        if answer.stream is None:
            await WholeResponse(answer.status, answer.headers, answer.body).send(scope, send)
            return
        start = {"type": "http.response.start", "status": answer.status, "headers": answer.headers}
        await Streaming(answer, receive, send).run(self.stream_pool, start, is_head=scope["method"] == "HEAD")

    def close(self) -> None:
        """Begin nothing new; what runs is left to finish."""
        self.pool.shutdown(wait=False, cancel_futures=True)
        self.stream_pool.shutdown(wait=False, cancel_futures=True)


class Streaming:
    """Carries one stream from a thread to one reader, stopping when the reader is gone or has stalled."""

    def __init__(self, answer: Answer, receive: Receive, send: Send) -> None:
        self._answer = answer
        self._receive = receive
        self._send = send
        self._loop = asyncio.get_running_loop()
        self._is_gone = False

    async def run(self, pool: ThreadPoolExecutor, start: dict[str, Any], *, is_head: bool) -> None:
        await self._send(start)
        watch = asyncio.create_task(self._watch())
        context = self._answer.context or copy_context()
        self._is_gone = is_head
        try:
            await self._loop.run_in_executor(pool, context.run, self._iterate)
        except Exception as error:  # noqa: BLE001  the head is sent: all that is left is to cut the connection
            logger.error("A stream broke off: %s", describe(error))  # noqa: TRY400  no personal data in logs
            return
        finally:
            watch.cancel()
        await self._send({"type": "http.response.body", "body": b""})

    async def _watch(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._is_gone = True

    def _iterate(self) -> None:
        """Iterate in one thread from beginning to end: a database cursor may not change threads."""
        stream = self._answer.stream
        try:
            for block in () if self._is_gone else stream:
                if self._is_gone:
                    return
                message = {"type": "http.response.body", "body": block, "more_body": True}
                sent = asyncio.run_coroutine_threadsafe(self._deliver(message), self._loop)
                if not sent.result():
                    return
        finally:
            if hasattr(stream, "close"):
                stream.close()

    async def _deliver(self, message: dict[str, Any]) -> bool:
        try:
            async with asyncio.timeout(STALLED_SECONDS):
                await self._send(message)
        except TimeoutError:
            self._is_gone = True
        return not self._is_gone
