"""How everything here is measured: a server in a process of its own, load on it, and the CPU time it took per request.

On a shared machine the CPU milliseconds per request are the figure to trust; rates and latencies compare only inside one
run. Load comes from `wrk` (Debian: apt install wrk).
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
BROWSER = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "es-MX,es;q=0.8,en;q=0.5",
    "Accept-Encoding": "gzip, deflate, br",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
}


@dataclass(frozen=True, slots=True)
class Figures:
    """What one load gave: requests per second, CPU milliseconds per request, latencies in milliseconds, errors."""

    rate: float
    cpu_ms: float
    p50: float
    p99: float
    errors: int


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def tree(pid: int) -> list[int]:
    """List a process and everything it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in tree(int(child)))]


def cpu_seconds(pid: int) -> float:
    """Add the user and system time of a process and of everything it started."""
    total = 0
    for one in tree(pid):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def memory_megabytes(pid: int) -> float:
    """Add the proportional set sizes of a process and of everything it started."""
    total = 0
    for one in tree(pid):
        found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{one}/smaps_rollup").read_text(), re.MULTILINE)
        total += int(found[1]) if found else 0
    return total / 1024


@contextmanager
def server(
    command: Sequence[str], *, address: str, seconds: float = 60, env: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a server, wait until it answers, and stop it in the end; what it prints is thrown away."""
    process = subprocess.Popen(
        command, env={**os.environ, **(env or {})}, start_new_session=True, stdout=subprocess.DEVNULL
    )
    deadline = time.monotonic() + seconds
    try:
        while not _answers(address):
            if process.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"{command[0]} does not answer at {address}")
            time.sleep(0.02)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(8)
        except subprocess.TimeoutExpired:
            process.kill()


@contextmanager
def site(folder: Path, *, act: str = "serve", first: str = "/health") -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Run `comitia serve` (or another act) on a data folder until its first page is there; give the process and its address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    env = {"COMITIA_DATA_DIR": str(folder), "COMITIA_PORT": str(port), "COMITIA_BASE_URL": address}
    with server([sys.executable, "-m", "comitia.config.cli", act], address=f"{address}{first}", env=env) as process:
        yield process, address


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=20):
            return True
    except urllib.error.HTTPError as answer:
        answer.close()
        return True
    except OSError:
        return False


def load(
    pid: int,
    address: str,
    *,
    clients: int = 8,
    seconds: int = 2,
    headers: Mapping[str, str] | None = None,
    script: Sequence[str] = (),
) -> Figures:
    """Ask one address as fast as it answers and measure the server meanwhile.

    `script` is a program for wrk in Lua with its arguments; every client then has a thread, and
    the program writes a line for every answer it did not want.
    """
    if not shutil.which("wrk"):
        sys.exit("This measurement needs wrk (Debian: apt install wrk).")
    command = ["wrk", "--latency", "-t", str(clients if script else 1), "-c", str(clients), "-d", f"{seconds}s"]
    for name, value in (headers or {}).items():
        command += ["-H", f"{name}: {value}"]
    if script:
        command += ["-s", script[0]]
    before = cpu_seconds(pid)
    ran = subprocess.run([*command, address, *script[1:]], capture_output=True, text=True, check=True)
    used, said = cpu_seconds(pid) - before, ran.stdout
    total = re.search(r"(\d+) requests in ([\d.]+)s", said)
    assert total is not None, said
    count, elapsed = int(total[1]), float(total[2])
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    return Figures(
        rate=count / elapsed,
        cpu_ms=used * 1000 / max(1, count),
        p50=_milliseconds(said, "50%"),
        p99=_milliseconds(said, "99%"),
        errors=(int(bad[1]) if bad else 0)
        + (sum(map(int, broken.groups())) if broken else 0)
        + ran.stderr.count("answered"),
    )


def _milliseconds(said: str, share: str) -> float:
    found = re.search(rf"{share}\s+([\d.]+)(us|ms|s)", said)
    return float(found[1]) * {"us": 0.001, "ms": 1, "s": 1000}[found[2]] if found else 0.0
