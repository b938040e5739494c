"""Everybody can use every page: light or dark, on a desk or a phone, from left to right or from right to left."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from tests.stories.conftest import (
    AXE,
    DESKTOP,
    OFFICER,
    PHONE,
    TURNED_RULES,
    WORD_RULES,
    Site,
    faults_here,
    set_up_second_factor,
    sign_in,
    violations,
    widths,
)

pytestmark = pytest.mark.browser
SHARES_A_SITE = True

LINKS = "[...document.querySelectorAll('a[href]')].map(link => link.getAttribute('href'))"
# Not pages of ours, not pages at all, or leading away from the site as the reader has it
NOT_PAGES = re.compile(
    r"^/(cms|documents|media|static|api|calendar)/|\.(ics|atom|xml|json|csv|xlsx|docx|pdf|py|svg|txt)$|/my/data/$|/download/$|/papers/[0-9a-f-]{36}/[0-9a-f-]{36}/$"
)
# Every link leads somewhere; only what is asked for amiss is refused
EXPECTED = {
    "/en/no-such-page/": {404},
    "/en/accounts/link/forged/": {410},
    "/en/accounts/confirm-email/forged/": {200, 404},
    "/en/accounts/password/reset/key/1-forged/": {200},
    "/en/accounts/3rdparty/login/error/": {401},
}
LED_TO_BY_ACTS = [
    f"/en/accounts/{page}/"
    for page in (
        "login/sent",
        "inactive",
        "confirm-email",
        "password/reset/done",
        "password/reset/key/done",
        "3rdparty/login/cancelled",
    )
]
CATEGORIES = ("member", "solution-provider", "press")  # these three ask every kind of question


def test_a_visitor(open_page: Callable[..., Page]) -> None:
    page = open_page("/en/")
    assert faults_of_pages(page, ["/en/", "/en/patterns/", *EXPECTED, *LED_TO_BY_ACTS]) == {}


def test_a_participant(open_page: Callable[..., Page], site: Site) -> None:
    page = open_page("/en/")
    sign_in(page, site, "hana.civic@comitia.example")
    forms = [f"/en/register/{category}/{step}/" for category in CATEGORIES for step in (1, 2)]
    starts = ["/en/programme/", "/en/programme/opening/", "/en/register/", "/en/agenda/", "/en/my/"]
    starts += ["/en/accounts/3rdparty/", "/en/accounts/logout/"]
    assert faults_of_pages(page, starts + forms, under=("register/", "my/", "accounts/")) == {}


def test_an_officer(open_page: Callable[..., Page], site: Site) -> None:
    page = open_page("/en/")
    sign_in(page, site, OFFICER)
    page.goto("/en/desk/")
    set_up_second_factor(page)
    starts = ["/en/desk/", "/en/desk/patterns/", "/en/accounts/2fa/"]
    assert faults_of_pages(page, starts, under=("desk/", "accounts/2fa/")) == {}


def faults_of_pages(page: Page, starts: list[str], *, under: tuple[str, ...] = ("",)) -> dict[str, list[str]]:
    """Follow every link from the starting pages, one page of each kind, and give the faults by address and state."""
    page.add_init_script(AXE)
    seen: set[str] = set()
    to_see = deque(starts)
    faults: dict[str, list[str]] = {}
    while to_see:
        address = to_see.popleft()
        kind = kind_of(address)
        if kind in seen:
            continue
        seen.add(kind)
        found, links = faults_and_links(page, address)
        faults |= {f"{address} {state}": faults for state, faults in found.items() if faults}
        to_see += [link for link in links if link.startswith(tuple(f"/en/{part}" for part in under))]
    return faults


def kind_of(address: str) -> str:
    """Name the kind of a page: its route and view; pages that staff write are kinds of their own, news is one."""
    parts = urlsplit(address)
    view = parse_qs(parts.query).get("view", [""])[0]
    try:
        route = resolve(parts.path)
    except Resolver404:
        return parts.path
    if route.url_name == "wagtail_serve":
        return re.sub(r"/news/.+", "/news/one/", parts.path)
    step = [
        str(value) for name, value in route.kwargs.items() if name in {"category", "step"} and "step" in route.kwargs
    ]
    return " ".join([route.url_name or parts.path, view, *step])


def faults_and_links(page: Page, address: str) -> tuple[dict[str, list[str]], list[str]]:
    """Look at a page in four states: axe-core finds nothing, and on a phone nothing stands out sideways."""
    answer = page.goto(address)
    assert answer is not None
    found = faults_here(page)
    if answer.status not in EXPECTED.get(address, {200}):
        found["answer"] = [str(answer.status)]
    links = links_on(page)
    page.set_viewport_size(PHONE)
    page.goto(address.replace("/en/", "/ar/", 1))
    found["right to left"] = violations(page, rules=TURNED_RULES + WORD_RULES) + widths(page)
    page.set_viewport_size(DESKTOP)
    return found, links


def links_on(page: Page) -> list[str]:
    """List the pages of this site that a page leads to."""
    here = urlsplit(page.url).netloc
    links = [urlsplit(urljoin(page.url, link)) for link in page.evaluate(LINKS)]
    return [
        f"{link.path}?{link.query}" if link.query else link.path
        for link in links
        if link.netloc == here and not NOT_PAGES.search(link.path)
    ]
