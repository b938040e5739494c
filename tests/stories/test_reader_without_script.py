"""Everything works for a reader whose browser runs no script."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.stories.conftest import Site

pytestmark = pytest.mark.browser
SHARES_A_SITE = True


def test_every_page_of_the_menus_is_complete_without_script(open_page: Callable[..., Page]) -> None:
    page = open_page("/en/", script=False)
    links = page.locator(".nav a, .site-footer nav:not(.langs) a")
    addresses = {link.get_attribute("href") or "" for link in links.all()}
    assert len(addresses) > 8
    for address in sorted(addresses):
        answer = page.goto(address)
        assert answer is not None
        assert (address, answer.status) == (address, 200)
        expect(page.locator("main h1")).to_have_count(1)
        # What only script can do is not offered
        buttons = page.locator("main button:visible")
        assert {button.get_attribute("type") for button in buttons.all()} <= {"submit", None}
        assert all(button.evaluate("one => one.form !== null") for button in buttons.all())


def test_zone_and_language_are_chosen_by_forms_and_links(open_page: Callable[..., Page]) -> None:
    page = open_page("/en/", script=False)
    expect(page.locator("local-time")).to_have_text(re.compile("10:00 in Moscow"))
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Programme").click()
    page.get_by_label("Show times in").select_option("America/Mexico_City")
    page.locator(".zone-bar").get_by_role("button", name="Apply").click()
    expect(page.locator("#session-check-in .times")).to_have_text("00:30–01:00")

    # Only some kinds, as a list; the zone stays
    page.get_by_label("Forum", exact=True).uncheck()
    page.locator(".filters").get_by_role("button", name="Apply").click()
    expect(page.locator("#session-agile-city-services")).to_have_count(0)
    expect(page.locator("#session-check-in .times")).to_have_text("00:30–01:00")
    page.get_by_role("link", name="List with summaries").click()
    expect(page.locator("#session-check-in")).to_contain_text("Delegations open the room")

    # Another zone, from all there are, and then another language
    page.get_by_role("link", name="Another time zone").click()
    page.get_by_label("City or region").fill("Seoul")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("button", name="Seoul time").click()
    expect(page.locator("#session-check-in .times")).to_have_text("15:30–16:00")
    page.locator(".drop--language summary").click()
    page.locator(".drop--language").get_by_role("link", name="한국어").click()
    assert page.locator("html").get_attribute("lang") == "ko"
    expect(page.locator("#session-check-in .times")).to_have_text("15:30–16:00")


def test_members_are_found_by_a_form(open_page: Callable[..., Page]) -> None:
    page = open_page("/en/members/", script=False)
    page.get_by_label("Name or country, in any script").fill("서울")
    page.get_by_role("button", name="Search").click()
    page.locator("main").get_by_role("link", name="Seoul").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Seoul")


def test_signing_in_and_registering_need_no_script(open_page: Callable[..., Page], site: Site) -> None:
    page = open_page("/en/register/", script=False)
    page.get_by_role("link", name="Choose Observer").click()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    page.get_by_label("E-mail").fill("plain@example.org")
    page.get_by_role("button", name="Send me a link").click()
    page.goto(site.link_in_letter("plain@example.org"))
    page.get_by_label("Your name").fill("Plain Reader")
    page.get_by_role("button", name="Open my account").click()
    page.get_by_label("Which city, organisation or company").fill("Institute of Plain Pages")
    page.get_by_label("What is your position there?").fill("Reader")
    page.get_by_label("In which country").select_option(label="Kenya")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("Nobody").check()
    page.get_by_role("group", name="recording").get_by_label("No").check()
    page.get_by_role("button", name="Send the registration").click()
    expect(page.locator(".notice--success")).to_contain_text("Your registration has arrived.")

    # A session is kept, and the agenda gets its private address
    page.goto("/en/programme/opening/")
    page.get_by_role("button", name="Add to my agenda").click()
    page.goto("/en/agenda/")
    expect(page.locator("main")).to_contain_text("Opening: welcome by Moscow")
    page.get_by_role("button", name="Make a private address").click()
    expect(page.get_by_label("Your private address")).to_have_value(re.compile(r"/calendar/.+\.ics$"))

    # And out
    page.locator(".drop--account summary").click()
    page.get_by_role("banner").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()
