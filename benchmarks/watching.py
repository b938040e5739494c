"""Thousands of watchers in a process of their own, and events for them: at one a second, each with the moment it was sent.

The watchers are `watchers.c`, compiled when it is needed (Debian: apt install gcc).
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from benchmarks.measure import cpu_seconds, memory_megabytes

TOPIC = "programme:excom-2020"
SUBJECT = "room"
WEB_SOCKET = (
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: http://127.0.0.1\r\n\r\n"
)
SETTLED_SECONDS = 1.5

Publish = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Watched:
    """What the watchers saw: milliseconds from sending an event to reading it, and what a watcher costs the server."""

    open: int
    failed: int
    connect_seconds: float
    p50: float
    p99: float
    last: float
    delivered: float
    kilobytes: float
    cpu_us: float


@contextmanager
def compiled() -> Iterator[Path]:
    """Compile the watchers into a temporary folder."""
    if not shutil.which("cc"):
        sys.exit("This measurement needs a compiler of C (Debian: apt install gcc).")
    with tempfile.TemporaryDirectory(prefix="comitia-benchmark-") as folder:
        program = Path(folder) / "watchers"
        source = Path(__file__).with_name("watchers.c")
        subprocess.run(["cc", "-O2", "-o", str(program), str(source)], check=True)
        yield program


def watch(
    program: Path,
    kind: str,
    count: int,
    *,
    request: bytes,
    ports: Sequence[int],
    pids: Sequence[int],
    publish: Publish,
    size: int,
    seconds: int,
) -> Watched:
    """Open the watchers, publish an event of `size` bytes each second, and measure the servers meanwhile."""
    asked = program.with_name("request")
    asked.write_bytes(request)
    memory = sum(map(memory_megabytes, pids))
    command = [str(program), kind, str(count), SUBJECT, str(asked), *map(str, ports)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as watchers:
        assert watchers.stdin is not None
        assert watchers.stdout is not None
        begun = json.loads(watchers.stdout.readline())
        time.sleep(SETTLED_SECONDS)
        before = sum(map(cpu_seconds, pids))
        publish_each_second(publish, size=size, seconds=seconds)
        used = sum(map(cpu_seconds, pids)) - before
        memory = sum(map(memory_megabytes, pids)) - memory
        watchers.stdin.close()
        found = json.loads(watchers.stdout.read())
    return Watched(
        open=begun["open"],
        failed=begun["failed"] + found["lost"],
        connect_seconds=begun["seconds"],
        p50=found["p50"],
        p99=found["p99"],
        last=found["last"],
        delivered=found["delivered"] / (seconds * count),
        kilobytes=memory * 1024 / count,
        cpu_us=used * 1e6 / max(1, found["delivered"]),
    )


def publish_each_second(publish: Publish, *, size: int, seconds: int) -> None:
    """Publish at the pace of one event a second, and wait a second after the last."""
    begun = time.monotonic()
    for number in range(seconds):
        time.sleep(max(0.0, begun + number - time.monotonic()))
        mark = f"sent={time.monotonic_ns()};"
        publish("x" * (size - len(mark)) + mark)
    time.sleep(max(0.0, begun + seconds + 1 - time.monotonic()))


@contextmanager
def publishing_to_site(port: int) -> Iterator[Publish]:
    """Publish through a page of the server that tells the bus, as an act of the site does."""
    connection = HTTPConnection("127.0.0.1", port)

    def publish(text: str) -> None:
        connection.request("POST", "/publish", json.dumps({"topic": TOPIC, "event": {"html": text}}))
        answer = connection.getresponse()
        assert answer.read() == b"ok"

    yield publish
    connection.close()


@contextmanager
def publishing_to_nats(port: int) -> Iterator[Publish]:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b'CONNECT {"verbose":false}\r\n')
        yield lambda text: connection.sendall(f"PUB {SUBJECT} {len(text)}\r\n{text}\r\n".encode())
