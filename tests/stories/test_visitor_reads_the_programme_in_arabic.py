"""A visitor in Mexico City, on a phone, at night: the programme in Arabic."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.stories.conftest import fits, said, violations

pytestmark = pytest.mark.browser
SHARES_A_SITE = True


def test_a_visitor_in_mexico_city_reads_the_programme_in_arabic(open_page: Callable[..., Page]) -> None:
    page = open_page("/en/", phone=True, zone="America/Mexico_City", language="ar")

    # The first page already says when the meeting opens on this phone's clock
    expect(page.locator("local-time")).to_have_text("01:00, Tue")

    # The language is one menu away, and stays
    page.locator(".drop--language summary").click()
    page.locator(".drop__panel").get_by_role("link", name="العربية").click()
    page.locator(".menu summary").click()
    page.locator(".menu").get_by_role("link", name=said("ar", "Programme")).click()
    expect(page).to_have_url(re.compile("/ar/programme/$"))
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.locator("main h1").evaluate("one => getComputedStyle(one).direction") == "rtl"
    assert fits(page)

    # Times are the host's until the visitor says where they are; then the zone is named in words
    expect(page.locator(".zone-bar__words")).to_contain_text("UTC+3")
    assert times_of(page, "opening") == ["10:00", "10:30"]
    expect(page.locator("#session-opening .night")).to_have_count(0)
    page.get_by_label(said("ar", "Show times in")).select_option("America/Mexico_City")
    expect(page.locator(".zone-bar__words")).to_contain_text("UTC\N{MINUS SIGN}6")
    expect(page.locator(".zone-bar__words")).to_contain_text("مكسيكو سيتي")

    # The day begins half an hour after midnight, and says that this is night
    assert times_of(page, "check-in") == ["00:30", "01:00"]
    expect(page.locator("#session-check-in .night")).to_have_text(said("ar", "night"))
    assert times_of(page, "closing") == ["07:30", "08:00"]
    expect(page.locator("#session-closing .night")).to_have_count(0)
    assert fits(page)
    assert violations(page) == []

    # A session tells both clocks
    page.get_by_role("link", name="الافتتاح").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("الافتتاح: ترحيب من موسكو ومن رئاسة WeGO")
    expect(page.locator("aside")).to_contain_text("01:00")
    expect(page.locator("aside")).to_contain_text("10:00")
    expect(page.locator("main")).not_to_contain_text("English")
    assert violations(page) == []


def test_the_zone_chosen_on_its_page_is_that_of_every_page(open_page: Callable[..., Page]) -> None:
    page = open_page("/ar/programme/", phone=True)
    page.get_by_role("link", name=said("ar", "Another time zone")).click()
    page.get_by_label(said("ar", "City or region")).fill("mexico")
    page.get_by_role("button", name=said("ar", "Search")).click()
    page.locator("button[value='America/Mexico_City']").click()
    expect(page).to_have_url(re.compile("/ar/programme/$"))
    assert times_of(page, "check-in") == ["00:30", "01:00"]
    page.goto("/ar/speakers/")
    page.get_by_role("link", name="Haneul Bitgaram").click()
    expect(page.locator("main")).to_contain_text("01:00")


def test_news_that_nobody_has_translated_says_so_and_keeps_its_direction(open_page: Callable[..., Page]) -> None:
    page = open_page("/ar/news/", phone=True)
    page.get_by_role("link", name="The Committee met in Seongnam").click()
    expect(page.locator(".language-note").first).to_be_visible()
    prose = page.locator(".prose").first
    assert prose.evaluate("one => [one.closest('[lang]').lang, getComputedStyle(one).direction]") == ["en", "ltr"]
    assert fits(page)


def times_of(page: Page, session: str) -> list[str]:
    return page.locator(f"#session-{session} .times time").all_inner_texts()
