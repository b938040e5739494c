"""An officer changes the words of the home page, and readers see them at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.stories.conftest import OFFICER, Site, set_up_second_factor, sign_in

pytestmark = pytest.mark.browser


def test_an_officer_edits_the_home_page(open_page: Callable[..., Page], site: Site) -> None:
    reader = open_page("/en/")
    expect(reader.get_by_role("heading", level=1)).to_have_text("Rethinking smart cities: agile and connected")
    officer = open_page("/en/")
    sign_in(officer, site, OFFICER)
    officer.goto("/en/desk/")
    set_up_second_factor(officer)
    officer.get_by_role("link", name="Texts and images").click()
    officer.goto("/cms/pages/")
    officer.get_by_role("link", name="Home", exact=True).click()
    officer.locator("#body-0-value-title").fill("Cities that meet online")
    officer.get_by_role("button", name="More actions").click()
    officer.get_by_role("button", name="Publish", exact=True).click()
    expect(officer.locator(".messages")).to_contain_text("published")

    # Readers see it at once, in this language only
    reader.reload()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Cities that meet online")
    reader.goto("/es/")
    expect(reader.get_by_role("heading", level=1)).not_to_have_text("Cities that meet online")
