"""An officer arranges the programme with mouse, keyboard and forms, and releases it twice; a reader and a speaker hear of it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.stories.conftest import OFFICER, Site, set_up_second_factor, sign_in, violations

pytestmark = pytest.mark.browser

READER = "clara.ejemplo@comitia.example"


def test_a_programme_is_released_twice(open_page: Callable[..., Page], site: Site) -> None:
    reader = open_page("/en/programme/")
    sign_in(reader, site, READER)
    reader.goto("/en/programme/opening/")
    reader.get_by_role("button", name=re.compile("agenda")).click()
    reader.goto("/en/programme/")

    officer = open_page("/en/")
    sign_in(officer, site, OFFICER)
    officer.goto("/en/desk/")
    set_up_second_factor(officer)
    officer.get_by_role("navigation", name="Desk").get_by_role("link", name="Programme").click()
    expect(officer.get_by_role("heading", level=1)).to_have_text("Programme")
    expect(officer.get_by_text("Readers see the programme as it is here.")).to_be_visible()
    assert violations(officer) == []

    moves_with_the_keyboard(officer)
    moves_with_the_mouse(officer)
    adds_a_break(officer)
    expect(reader.get_by_text("The programme has just changed.")).to_be_hidden()
    releases(officer, "1.1", "The opening begins later.")

    expect(reader.get_by_text("The programme has just changed.")).to_be_visible()
    reader.goto("/en/programme/changes/")
    expect(reader.get_by_role("heading", name="Version 1.1")).to_be_visible()
    expect(reader.locator("#version-2")).to_contain_text("The opening begins later.")
    assert violations(reader) == []
    # On the reader's own clock, in the reader's own language
    assert ":15 (UTC" in site.letters(READER)[0]

    cancels_a_session(officer)
    releases(officer, "1.2", "")
    reader.goto("/en/programme/changes/")
    expect(reader.locator("#version-3")).to_contain_text("Cancelled")
    reader.locator("#version-3").get_by_role("link").first.click()
    expect(reader.get_by_text("This session does not take place.")).to_be_visible()


def moves_with_the_keyboard(page: Page) -> None:
    """Move the opening by a quarter of an hour, look at what is said, put it back, move it again and keep it."""
    handle = page.locator("#tile-opening .tile__move")
    said = page.locator("programme-board > [role=status]")
    handle.focus()
    handle.press("ArrowDown")
    expect(said).to_contain_text("10:15")
    handle.press("Escape")
    expect(said).to_contain_text("Put back to 10:00")
    handle.press("ArrowDown")
    handle.press("Enter")
    expect(said).to_contain_text("is now at 10:15")
    expect(page.locator("#tile-opening .session__time")).to_contain_text("10:15")
    expect(page.locator("#tile-opening .tile__move")).to_be_focused()
    assert violations(page) == []


def moves_with_the_mouse(page: Page) -> None:
    """Drag a session to nine o'clock in its room."""
    tile = page.locator("#tile-agile-city-services")
    page.locator(".board-scroll").evaluate("one => { one.scrollIntoView(); one.scrollTop = 0; }")
    row = page.locator('.programme__hours [data-time="09:00"]').bounding_box()
    box = tile.bounding_box()
    assert row
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + 22, row["y"] + 40, steps=4)
    page.mouse.move(box["x"] + 20, row["y"] + 7, steps=4)
    page.mouse.up()
    expect(tile.locator(".session__time")).to_contain_text("09:00")
    assert violations(page) == []


def adds_a_break(page: Page) -> None:
    page.get_by_role("link", name="Add a break").click()
    page.get_by_label("Start").fill("17:15")
    page.get_by_role("button", name="Add it to the working copy").click()
    expect(page.locator("#tile-break .session__time")).to_contain_text("17:15")


def cancels_a_session(page: Page) -> None:
    page.goto("/en/desk/programme/")
    page.locator(".board .tile.kind-forum").first.get_by_role("link").first.click()
    assert violations(page) == []
    page.get_by_role("button", name="Cancel the session").click()
    expect(page.get_by_role("heading", name="Cancelled")).to_be_visible()


def releases(page: Page, name: str, comment: str) -> None:
    page.get_by_role("link", name="Release").click()
    assert violations(page) == []
    page.get_by_label("Name of the version").fill(name)
    page.get_by_label("What readers should know about it").fill(comment)
    page.get_by_role("button", name="Release").click()
    expect(page.locator(".notice--success")).to_contain_text(f"Version {name} is released.")
    assert violations(page) == []
