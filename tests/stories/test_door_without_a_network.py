"""At the door the network is cut: people are checked in all the same, and once it is back all arrive exactly once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.stories.conftest import OFFICER, Site, set_up_second_factor, sign_in, violations

pytestmark = pytest.mark.browser
HOST = "localhost"

PEOPLE = ("door.zero@example.org", "door.one@example.org", "door.two@example.org", "door.three@example.org")


def test_check_in_with_the_network_cut(open_page: Callable[..., Page], site: Site) -> None:
    codes = [entry_code(open_page, site, email) for email in PEOPLE]
    page = open_page("/en/", phone=True)
    sign_in(page, site, OFFICER)
    page.goto("/en/desk/")
    set_up_second_factor(page)
    page.goto("/en/desk/check-in/")
    expect(page.get_by_text("Connected: everything is sent.")).to_be_visible()
    assert violations(page) == []

    check(page, codes[0])
    expect(page.locator("[data-answer] .notice--success")).to_contain_text("door.zero")
    assert violations(page) == []
    check(page, codes[0].replace("-", "").lower())
    expect(page.locator("[data-answer]")).to_contain_text("Was inside already since")

    page.context.set_offline(True)
    for code in codes[1:]:
        check(page, code)
        expect(page.locator("[data-answer] .notice--success")).to_contain_text(code)
        expect(page.locator("[data-answer]")).to_contain_text("Kept on this device")
    check(page, "0000-0000-0000")
    expect(page.locator("[data-answer] .notice--error")).to_contain_text("not on the list of this device")
    expect(page.get_by_text("No network. 3 kept on this device.")).to_be_visible()
    assert violations(page) == []
    assert len(passages(site)) == 2

    # The phone throws the page away meanwhile
    page.goto("/en/desk/check-in/")
    expect(page.get_by_text("No network. 3 kept on this device.")).to_be_visible()
    page.get_by_text("Out", exact=True).click()
    check(page, codes[1])
    expect(page.get_by_text("No network. 4 kept on this device.")).to_be_visible()

    page.context.set_offline(False)
    expect(page.get_by_text("Connected: everything is sent.")).to_be_visible()
    expect(page.locator("[data-here]")).to_contain_text("3 inside, 4 came")
    page.reload()
    expect(page.get_by_text("Connected: everything is sent.")).to_be_visible()
    assert sorted(passages(site)) == sorted(
        [(codes[0], "in"), (codes[0], "in"), (codes[1], "in"), (codes[1], "out"), (codes[2], "in"), (codes[3], "in")]
    )


def entry_code(open_page: Callable[..., Page], site: Site, email: str) -> str:
    """Register somebody who is accepted at once, and give the code on their own page."""
    page = open_page("/en/")
    page.goto(site.sign_in_link(email))
    page.get_by_label("Your name").fill(email.partition("@")[0])
    page.get_by_role("button", name="Open my account").click()
    page.goto("/en/register/citizen-viewer/")
    page.get_by_label("In which country").select_option(label="Mexico")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("Energy").check()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("Nobody").check()
    page.get_by_role("group", name="recording").get_by_label("Yes").check()
    page.get_by_role("button", name="Send the registration").click()
    expect(page.get_by_role("heading", name="Your code for the door")).to_be_visible()
    assert violations(page) == []
    return page.locator(".codes--one").inner_text()


def check(page: Page, code: str) -> None:
    page.get_by_label("Code or name").fill(code)
    page.get_by_label("Code or name").press("Enter")


def passages(site: Site) -> list[tuple[str, str]]:
    """List what the site has on record, by code and direction."""
    rows = site.rows(
        "SELECT r.entry_code, c.direction FROM accreditation_checkin c "
        "JOIN accreditation_registration r ON r.id = c.registration_id"
    )
    return [("-".join([code[:4], code[4:8], code[8:]]), direction) for code, direction in rows]
