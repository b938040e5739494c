"""The real program on the database of a test, and browsers that speak HTTP to it."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from django.db import connection, connections
from django.test import Client

from comitia.accounts.models import Person
from tests.environment import DATA_DIR

TOKEN = "a" * 32


@dataclass
class Site:
    """A running `comitia serve`."""

    port: int
    folder: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "comitia.config.cli", "serve"], env=self.environment, stdout=log, stderr=log
            )
        until = time.monotonic() + 40
        while time.monotonic() < until and self.process.poll() is None:
            try:
                if Browser(self).get("/health")[0] == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError(self.log())

    def kill(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "comitia.config.cli", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def log(self) -> str:
        return (self.folder / "log").read_text("utf-8")


@dataclass
class Browser:
    """Keeps cookies and sends forms with their token."""

    site: Site
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> tuple[int, str]:
        return self._ask("GET", path, None, "")

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        body = urlencode({"csrfmiddlewaretoken": TOKEN, **fields}).encode()
        return self._ask("POST", path, body, "application/x-www-form-urlencoded")

    def upload(self, path: str, *, name: str, content: bytes, **fields: str) -> tuple[int, str]:
        """Send a file together with the fields of a form."""
        parts = [
            f'--edge\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in {"csrfmiddlewaretoken": TOKEN, **fields}.items()
        ]
        head = f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
        return self._ask(
            "POST", path, b"".join([*parts, head, content, b"\r\n--edge--\r\n"]), "multipart/form-data; boundary=edge"
        )

    def _ask(self, method: str, path: str, body: bytes | None, content_type: str) -> tuple[int, str]:
        """Give status and text of the answer, or the address it leads to."""
        there = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=40)
        jar = "; ".join(f"{name}={value}" for name, value in {"csrftoken": TOKEN, **self.cookies}.items())
        headers = {"Cookie": jar, "Origin": f"http://127.0.0.1:{self.site.port}"}
        if body is not None:
            headers["Content-Type"] = content_type
        try:
            there.request(method, path, body, headers)
            answer = there.getresponse()
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                name, _is, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.headers["Location"] or answer.read().decode("utf-8", "replace")
        finally:
            there.close()


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[Site]:
    """Serve the database that the test's own process uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COMITIA_")}
    environment |= {
        "COMITIA_DATA_DIR": str(folder),
        "COMITIA_SECRET_KEY_FILE": str(DATA_DIR / "secret_key"),
        "COMITIA_PORT": str(port),
        "COMITIA_BASE_URL": f"http://127.0.0.1:{port}",
        **settings,
    }
    if connection.vendor == "postgresql":
        name = connection.settings_dict["NAME"]
        environment["COMITIA_DATABASE_URL"] = f"postgresql://postgres@/{name}?host={os.environ['TEST_POSTGRESQL']}"
    connections.close_all()
    site = Site(port, folder, environment)
    site.start()
    try:
        yield site
    finally:
        site.kill()


def browser_of(site: Site, person: Person) -> Browser:
    """Give a browser in which the person is signed in."""
    client = Client()
    client.force_login(person)
    connection.close()
    return Browser(site, {"sessionid": client.cookies["sessionid"].value})


def at_once(acts: list) -> list:
    """Do all of it in the same moment; give what came of each."""
    with ThreadPoolExecutor(len(acts)) as pool:
        return [begun.result() for begun in [pool.submit(act) for act in acts]]


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())
