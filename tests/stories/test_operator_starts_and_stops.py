"""An operator with a terminal: starting, the first link, settings that cannot be, a port that is taken, stopping."""

from __future__ import annotations

import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree

import pytest

from tests.stories.conftest import Site, free_port

pytestmark = pytest.mark.processes


def test_the_demonstration_says_where_it_is_and_stops_when_told(demonstration: Path, tmp_path: Path) -> None:
    copytree(demonstration, tmp_path / "data")
    site = Site(f"http://127.0.0.1:{free_port()}", tmp_path / "data")
    with started(site, "demo") as process:
        said = read_until(process, "Ctrl-C stops it.")
        assert f"Comitia is at {site.url}/" in said
        link = re.search(rf"\(officer@comitia\.example\): ({site.url}/en/accounts/link/\S+/)", said)
        assert link is not None
        with urllib.request.urlopen(link.group(1), timeout=10) as answer:
            assert "You are signing in as officer@comitia.example." in answer.read().decode()

        # A reader who stays connected does not keep it from stopping
        with urllib.request.urlopen(f"{site.url}/en/", timeout=10) as _page:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=10)
        assert process.returncode in {0, 130, -signal.SIGINT}


def test_a_setting_that_cannot_be_is_one_sentence(tmp_path: Path) -> None:
    site = Site(f"http://127.0.0.1:{free_port()}", tmp_path)
    assert refused(site, COMITIA_THREADS="many") == "comitia: COMITIA_THREADS is 'many'; it must be a whole number.\n"
    assert refused(site, COMITIA_PROT="8000") == (
        "comitia: Unknown setting COMITIA_PROT. `comitia settings` lists all of them.\n"
    )


def test_a_port_that_is_taken_is_named(demonstration: Path, tmp_path: Path) -> None:
    copytree(demonstration, tmp_path / "data")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        finished = subprocess.run(
            command("serve"),
            env=Site(f"http://127.0.0.1:{port}", tmp_path / "data").environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert finished.returncode != 0
    assert str(port) in finished.stderr
    assert "in use" in finished.stderr
    assert "Traceback" not in finished.stderr


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "comitia.config.cli", *words]


@contextmanager
def started(site: Site, *words: str) -> Iterator[subprocess.Popen[str]]:
    """Run a command beside the test, and end it whatever happens."""
    with subprocess.Popen(
        command(*words), env=site.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def read_until(process: subprocess.Popen[str], words: str) -> str:
    """Read what a process prints until it says some words."""
    assert process.stdout is not None
    said, until = "", time.monotonic() + 60
    while words not in said and time.monotonic() < until:
        ready, _w, _x = select.select([process.stdout], [], [], 1)
        if ready:
            line = os.read(process.stdout.fileno(), 65536).decode()
            assert line, f"it ended, saying:\n{said}"
            said += line
    assert words in said
    return said


def refused(site: Site, **settings: str) -> str:
    """Start with some settings and give the complaint."""
    finished = subprocess.run(
        command("serve"),
        env={**site.environment, **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (finished.returncode, finished.stdout) == (2, "")
    return finished.stderr
