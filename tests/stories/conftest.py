"""A journey: the real program on a real port with its own demonstration event, and a real browser in front of it."""

from __future__ import annotations

import base64
import fcntl
import hmac
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.utils.translation import gettext, override
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

AXE = (Path(__file__).parents[1] / "npm" / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What may change while the page stays the same: its colours, and where things stand
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
TURNED_RULES = ["target-size", "scrollable-region-focusable", "page-has-heading-one", "skip-link", "region"]
LAYOUT_RULES = [*COLOUR_RULES, *TURNED_RULES]
# What may change with the language besides: names, which may be missing or said twice, and the language itself
WORD_RULES = [
    "html-has-lang",
    "html-lang-valid",
    "valid-lang",
    "document-title",
    "link-name",
    "button-name",
    "label",
    "select-name",
    "landmark-unique",
    "aria-input-field-name",
    "frame-title",
    "empty-heading",
    "image-alt",
]
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP, PHONE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}, {"width": 320, "height": 640}
# Addresses inside the browser: data, and the viewer in which it shows a PDF
OWN = ("data:", "chrome:", "chrome-extension:")
STANDING_OUT = """[...document.querySelectorAll('body *')].filter(one => {
  const box = one.getBoundingClientRect();
  const stands = box.width && (box.right > innerWidth + 1 || box.left < -1);
  return stands && one.checkVisibility() && !one.closest('.side') && (one.matches('.scroll') || !one.closest('.scroll'));
}).slice(0, 4).map(one => one.outerHTML.slice(0, 120)).join(' | ')"""
OFFICER = "officer@comitia.example"
ADDRESS = re.compile(r"https?://\S+")


@dataclass
class Site:
    """A running Comitia: its address and the folder of its data."""

    url: str
    folder: Path

    def command(self, *words: str) -> str:
        """Run `comitia …` on this site's data and give what it prints."""
        return subprocess.run(
            [sys.executable, "-m", "comitia.config.cli", *words],
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    @property
    def environment(self) -> dict[str, str]:
        port = self.url.rpartition(":")[2]
        return {**os.environ, "COMITIA_DATA_DIR": str(self.folder), "COMITIA_BASE_URL": self.url, "COMITIA_PORT": port}

    def letters(self, to: str) -> list[str]:
        """Give the texts of the letters to an address, newest first."""
        return [text for (text,) in self.rows('SELECT text FROM notices_mail WHERE "to" = ? ORDER BY id DESC', to)]

    def link_in_letter(self, to: str) -> str:
        """Give the address in the newest letter to somebody."""
        found = ADDRESS.search(self.letters(to)[0])
        assert found
        return found.group()

    def rows(self, query: str, *values: str) -> list[tuple[str, ...]]:
        with sqlite3.connect(f"file:{self.folder / 'comitia.sqlite3'}?mode=ro", uri=True) as database:
            return database.execute(query, values).fetchall()

    def sign_in_link(self, email: str) -> str:
        return self.command("sign-in-link", email).strip()


def code_now(secret: str) -> str:
    """Compute what an authenticator app shows for a secret (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, int(time.time() // 30).to_bytes(8, "big"), "sha1")
    place = digest[-1] & 15
    return f"{(int.from_bytes(digest[place : place + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def sign_in(page: Page, site: Site, email: str) -> None:
    """Come in by a link from the operator."""
    page.goto(site.sign_in_link(email))
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def set_up_second_factor(page: Page) -> str:
    """Set up the app that an officer is asked for, pass the recovery codes and give the secret."""
    secret = page.locator(".codes--one").inner_text().replace(" ", "")
    page.get_by_label("Code of six digits").fill(code_now(secret))
    page.get_by_role("button", name="Switch on").click()
    page.get_by_role("link", name="I have kept them: go on").click()
    return secret


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Build the demonstration event once for all processes that test; each site gets a copy."""
    own = tmp_path_factory.getbasetemp()
    folder = (own if worker_id == "master" else own.parent) / "demonstration"
    with (folder.with_suffix(".lock")).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "built").exists():
            Site("http://127.0.0.1:1", folder).command("demo", "--build-only")
            (folder / "built").touch()
    return folder


@pytest.fixture(scope="module")
def host(request: pytest.FixtureRequest) -> str:
    """Give the name under which a module's site is reached; passkeys want `localhost`."""
    return getattr(request.module, "HOST", "127.0.0.1")


@pytest.fixture(scope="session")
def shared_site(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve a copy for all modules whose stories leave nothing that another would stumble over (`SHARES_A_SITE`)."""
    with _served(demonstration, tmp_path_factory.mktemp("site") / "data", "127.0.0.1") as served:
        yield served


@pytest.fixture(scope="module")
def site(
    request: pytest.FixtureRequest, demonstration: Path, tmp_path_factory: pytest.TempPathFactory, host: str
) -> Iterator[Site]:
    """Serve a copy of the demonstration event in a process of its own, or the one shared by modules that say so."""
    if getattr(request.module, "SHARES_A_SITE", False):
        yield request.getfixturevalue("shared_site")
        return
    with _served(demonstration, tmp_path_factory.mktemp("site") / "data", host) as served:
        yield served


@contextmanager
def _served(demonstration: Path, folder: Path, host: str) -> Iterator[Site]:
    shutil.copytree(demonstration, folder)
    served = Site(f"http://{host}:{free_port()}", folder)
    log = (folder / "log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "comitia.config.cli", "serve"],
        env=served.environment,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        _wait_for(served, process)
        yield served
    finally:
        process.terminate()
        assert process.wait(timeout=10) is not None
        log.close()


def _wait_for(site: Site, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{site.url}/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the site did not start:\n{(site.folder / 'log').read_text()}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start a browser; it ends with its module, because no database works in a thread where one is driven."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield launched
        launched.close()


@pytest.fixture
def open_page(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Open a page in a browser of its own: `open_page("/en/", phone=True, dark=True, script=False, zone="America/Mexico_City")`.

    Whatever the browser refuses (a script, a style, a third party) fails the test.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_(
        path: str,
        *,
        phone: bool = False,
        dark: bool = False,
        script: bool = True,
        zone: str = "UTC",
        language: str = "en",
    ) -> Page:
        context = browser.new_context(
            base_url=site.url,
            viewport=PHONE if phone else DESKTOP,
            has_touch=phone,
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            timezone_id=zone,
            locale=language,
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda request: complaints.append(request.url) if not request.url.startswith((site.url, *OWN)) else None,
        )
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()
    # a refused form answers 4xx, which Chromium also reports on the console, as it does when a story cuts the network
    expected = ("the server responded with a status of 4", "net::ERR_INTERNET_DISCONNECTED")
    assert [text for text in complaints if not any(words in text for words in expected)] == []


def violations(page: Page, *, rules: list[str] | None = None) -> list[str]:
    """Give what axe-core finds on a page by all its rules or some, each with the element concerned.

    Stories look at the states that no link leads to; every page and every component in the dark, on a phone and from
    right to left is looked at by following all links (`test_everybody_can_use_every_page`).
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    asked = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": AXE_TAGS}
    options = {"runOnly": asked, "resultTypes": ["violations"], "preload": False}
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [f"{item['id']}: {node['html'][:200]}" for item in found for node in item["nodes"]]


def fits(page: Page) -> bool:
    """Say whether the page needs no sideways scrolling."""
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def widths(page: Page) -> list[str]:
    """Tell at which widths of a phone the page needs sideways scrolling, and what stands out."""
    too_wide = []
    for size in (PHONE, NARROW):
        if page.viewport_size != size:
            page.set_viewport_size(size)
        if not fits(page):
            too_wide.append(f"wider than {size['width']}: {page.evaluate(STANDING_OUT)}")
    return too_wide


def faults_here(page: Page) -> dict[str, list[str]]:
    """Look at the page as it is, light, dark and on a phone, and give the faults of each."""
    found = {"light": violations(page)}
    page.emulate_media(color_scheme="dark")
    found["dark"] = violations(page, rules=COLOUR_RULES)
    page.emulate_media(color_scheme="light")
    before = page.viewport_size
    page.set_viewport_size(PHONE)
    found["phone"] = violations(page, rules=LAYOUT_RULES) + widths(page)
    page.set_viewport_size(before or DESKTOP)
    return {state: faults for state, faults in found.items() if faults}


def said(language: str, message: str) -> str:
    """Say words of the interface in a language, as the catalogues have them."""
    with override(language):
        return gettext(message)
