"""What every answer carries, and what no answer does: headers, cookies, inline code, links that lead nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from comitia.desk.credentials import LETTER_POLICY, PAGE_POLICY
from comitia.platform.attachments import POLICY
from comitia.web.security_headers import STRICT, WAGTAIL
from tests.security.addresses import routes
from tests.security.secret_words import AT
from tests.security.test_access import CMS_OPEN, LEFT_OUT
from tests.security.world import World, make_world

pytestmark = pytest.mark.django_db

LANGUAGES = ("en", "ko", "ru", "zh-hans", "es", "tr", "ar")
ELSEWHERE = ("https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)//evil.example")
# The choice of a zone gives nobody a right, and its form is on pages kept for all; the API knows nobody by cookies
WITHOUT_TOKEN = {"zone"}
HERE = "/en/members/?then=here"


@pytest.fixture(autouse=True)
def _first_of_november() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


class Page(HTMLParser):
    """The links of a page, and whatever in it a strict content policy would refuse."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.inline: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.add(given["href"])
        is_code = tag == "style" or (tag == "script" and "src" not in given and given.get("type") != "application/json")
        if is_code or "style" in given or any(name.startswith("on") for name in given):
            self.inline.append(self.get_starttag_text() or tag)
        for name in ("src", "href", "action", "formaction"):
            address = given.get(name, "").strip().lower()
            if address.startswith("javascript:") or (
                tag not in {"a", "link"} and address.startswith(("http:", "https:", "//"))
            ):
                self.inline.append(self.get_starttag_text() or tag)


def answers(world: World, reader: str) -> Iterator[tuple[str, HttpResponse]]:
    """Read every address as one of the readers."""
    client = world.client(reader)
    for route in routes():
        if route.name not in LEFT_OUT:
            for address in route.filled(world.values_of):
                yield address, opened(client, address)


def opened(client: Client, address: str) -> HttpResponse:
    """Read an address to its end, which closes the file that it may hand out."""
    return read_out(client.get(address))


def read_out(response: HttpResponse) -> HttpResponse:
    """Read a file that is handed out to its end."""
    if response.streaming:
        list(response.streaming_content)
    return response


def policy_of_letters(address: str) -> str:
    """Give what is allowed to a letter of mandate and to the page that frames it."""
    if "/letter/" in address:
        return LETTER_POLICY if "/desk/" in address else "sandbox; default-src 'none'"
    return PAGE_POLICY if re.fullmatch("/en/desk/credentials/[0-9a-f-]{36}/", address) else STRICT


def page_of(response: HttpResponse) -> Page | None:
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    return Page(response.content.decode()) if is_html else None


@pytest.mark.parametrize("reader", ["visitor", "participant", "secretariat"])
def test_every_answer_is_strict_and_every_link_leads_somewhere(reader: str) -> None:
    world = make_world()
    weak: list[str] = []
    inline: dict[str, list[str]] = {}
    links: set[str] = set()
    for address, response in answers(world, reader):
        weak += [f"{address} {header}" for header in weak_headers(address, response)]
        page = None if address.startswith("/cms/") else page_of(response)
        if page and page.inline:
            inline[address] = page.inline
        if page and response.status_code == 200 and not address.endswith("patterns/"):
            links |= {urljoin(address, link).partition("#")[0] for link in page.links}
    own = {link for link in links if link.startswith(("/en/", "/cms/", "/api/", "/documents/"))}
    client = world.client(reader)
    dead = sorted(link for link in own if opened(client, link).status_code >= 400)
    assert len(own) > 25
    assert (weak, inline, dead) == ([], {}, [])


def weak_headers(address: str, response: HttpResponse) -> list[str]:
    """Name the security headers of an answer that are missing or laxer than they may be."""
    # A page seen from Wagtail before it is published is as strict as afterwards.
    policies = {STRICT, WAGTAIL} if address.startswith("/cms/") else {STRICT, policy_of_letters(address)}
    if response.headers.get("Content-Disposition", "").startswith("attachment"):
        policies.add(POLICY)
    wanted = {
        "Content-Security-Policy": policies,
        "X-Content-Type-Options": {"nosniff"},
        "X-Frame-Options": {"SAMEORIGIN", "DENY"},
        "Referrer-Policy": {"same-origin", "no-referrer"},
        "Cross-Origin-Opener-Policy": {"same-origin"},
    }
    weak = [name for name, values in wanted.items() if response.headers.get(name) not in values]
    is_private = "sessionid" in response.cookies or response.status_code == 403
    return weak + ["Cache-Control"] * (is_private and "public" in response.headers.get("Cache-Control", ""))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_menus_of_every_language_lead_somewhere(language: str) -> None:
    client = make_world().client("participant")
    page = page_of(client.get(f"/{language}/"))
    assert page
    own = {link.partition("#")[0] for link in page.links if link.startswith("/")}
    assert {link.split("/")[1] for link in own} == set(LANGUAGES)
    here = {link for link in own if link.startswith(f"/{language}/")}
    assert len(here) > 12
    assert {link: client.get(link).status_code for link in here} == dict.fromkeys(here, 200)


def test_every_form_wants_its_token() -> None:
    world = make_world()
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.people["secretariat"])
    taken = {
        route.name
        for route in routes()
        if route.name not in LEFT_OUT
        and not route.path.startswith("api/")
        and client.post(next(route.filled(world.values_of))).status_code != 403
    }
    assert taken == WITHOUT_TOKEN


@pytest.mark.parametrize("reader", ["visitor", "participant"])
def test_nobody_is_sent_to_another_site(reader: str) -> None:
    world = make_world()
    heeding = set()
    for route in routes():
        if route.path.startswith("cms/") and route.name not in CMS_OPEN:
            continue
        address = next(route.filled(world.values_of))
        for method in ("get", "post"):
            if leads_to(world, reader, method, address, then=HERE):
                heeding.add(route.name)
                led = [one for one in ELSEWHERE if leads_to(world, reader, method, address, then=one)]
                assert (address, led) == (address, [])
    assert "account_logout" in heeding


def leads_to(world: World, reader: str, method: str, address: str, *, then: str) -> bool:
    """Say whether an address that is told where to go next goes or links there, or to another site whatever it is told."""
    client = world.client(reader)
    response = getattr(client, method)(address, {"next": then}, headers={"referer": "https://evil.example/"})
    read_out(response)
    location = response.headers.get("Location", "")
    assert urlsplit(location.replace("\\", "/")).netloc == "", address
    page = page_of(response)
    there = then[:10] if then in ELSEWHERE else then
    return location.startswith(there) or bool(page and [one for one in page.links if one.lstrip().startswith(there)])


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(settings) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.LANGUAGE_COOKIE_SECURE = True
    world, jar = make_world(), {}
    for reader in ("visitor", "secretariat"):
        client = world.client(reader)
        for route in routes():
            if route.name not in LEFT_OUT:
                address = next(route.filled(world.values_of))
                for response in (
                    client.get(address, secure=True),
                    client.post(address, {"zone": "Asia/Seoul"}, secure=True),
                ):
                    read_out(response)
                    jar |= {
                        name: (bool(one["httponly"]), bool(one["secure"]), one["samesite"])
                        for name, one in response.cookies.items()
                        if one.value
                    }
        client.logout()
    assert jar == dict.fromkeys(jar, (True, True, "Lax"))
    assert {"csrftoken", "zone", "sessionid"} <= jar.keys()
