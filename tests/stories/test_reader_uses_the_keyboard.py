"""A reader without a mouse: every stop of the tab key is seen, in order, and nothing is a trap."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.stories.conftest import Site, sign_in

pytestmark = pytest.mark.browser
SHARES_A_SITE = True

MOST_STOPS = 400
# Where the focus is, whether it is seen there, and whether it is marked
STOP = """() => {
  const here = document.activeElement;
  if (here === document.body) return null;
  window.passed ??= new Set();
  const isNew = !passed.has(here);
  passed.add(here);
  // A card is marked around the whole of it, a tick around the words beside it
  const marks = [[here, null], [here, '::after'], [here.nextElementSibling, null]].filter(([one]) => one);
  const isMarked = marks.map(mark => getComputedStyle(...mark)).some(style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 1);
  const box = here.getBoundingClientRect();
  const isSeen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return { words: here.outerHTML.slice(0, 140), isMarked, isSeen, isNew };
}"""


@pytest.mark.parametrize("address", ["/en/", "/en/programme/", "/ar/programme/", "/en/members/", "/en/accounts/login/"])
def test_every_stop_is_seen(open_page: Callable[..., Page], address: str) -> None:
    assert unseen_stops(open_page(address)) == []


def test_every_stop_of_the_registration_is_seen(open_page: Callable[..., Page], site: Site) -> None:
    page = open_page("/en/")
    sign_in(page, site, "hana.civic@comitia.example")
    page.goto("/en/register/press/1/")
    assert unseen_stops(page) == []


def test_the_first_stop_leads_past_the_menu(open_page: Callable[..., Page]) -> None:
    page = open_page("/en/programme/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_menu_opens_and_closes_by_key(open_page: Callable[..., Page]) -> None:
    page = open_page("/en/")
    menu = page.locator(".drop--language")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu.get_by_role("link", name="한국어")).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu.get_by_role("link", name="한국어")).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()


def unseen_stops(page: Page) -> list[str]:
    """Walk through the page by the tab key and give the stops where nobody sees that they are there."""
    unseen: list[str] = []
    count = 0
    while count < MOST_STOPS:
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or not stop["isNew"]:
            break
        count += 1
        if not (stop["isMarked"] and stop["isSeen"]):
            unseen.append(stop["words"])
    assert 10 < count < MOST_STOPS
    return unseen
