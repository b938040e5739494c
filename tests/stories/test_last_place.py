"""The last place: who comes second waits; when the first withdraws, the second is offered the place and confirms it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.stories.conftest import OFFICER, Site, set_up_second_factor, sign_in, violations

pytestmark = pytest.mark.browser
FIRST, SECOND, THIRD = "first@example.org", "second@example.org", "third@example.org"


def test_the_last_place_goes_on_to_who_waits(open_page: Callable[..., Page], site: Site) -> None:
    officer = open_page("/en/")
    sign_in(officer, site, OFFICER)
    officer.goto("/en/desk/")
    set_up_second_factor(officer)
    leaves_one_place(officer, site)

    first, second, third = (comes_in(open_page, site, one) for one in (FIRST, SECOND, THIRD))
    for page in (first, second, third):
        fills_in(page)
    sends(first)
    expect(first.locator(".notice--success")).to_contain_text("You are registered.")
    waits(second, turn=1)
    waits(third, turn=2)
    assert "so you are on its waiting list" in site.letters(SECOND)[0]
    sees_the_list(officer)

    withdraws(first)
    is_offered(second, site)
    third.reload()
    expect(third.get_by_text("number 1 on the list")).to_be_visible()
    confirms(second)
    assert "You are registered" in site.letters(SECOND)[0]
    nobody_else_gets_in(first)
    assert site.rows(
        "SELECT p.email, r.state FROM accreditation_registration r JOIN accounts_person p ON p.id = r.person_id "
        "WHERE p.email IN (?, ?, ?) ORDER BY p.email",
        FIRST,
        SECOND,
        THIRD,
    ) == [(FIRST, "withdrawn"), (SECOND, "accepted"), (THIRD, "waiting")]


def leaves_one_place(officer: Page, site: Site) -> None:
    """Limit the citizens who watch to one more than there are, with a waiting list."""
    [(taken,)] = site.rows(
        "SELECT COUNT(*) FROM accreditation_registration r JOIN accreditation_category c ON c.id = r.category_id "
        "WHERE c.code = 'citizen-viewer' AND r.places <> '{}'"
    )
    officer.get_by_role("navigation", name="Desk").get_by_role("link", name="Places").click()
    officer.get_by_role("link", name="Citizen viewer").first.click()
    officer.locator("[name=places]").fill(f"{int(taken) + 1}")
    officer.get_by_label("People can wait when all places are taken").check()
    assert violations(officer) == []
    officer.get_by_role("button", name="Save").click()
    expect(officer.locator(".notice--success")).to_contain_text("The places are saved.")


def comes_in(open_page: Callable[..., Page], site: Site, email: str) -> Page:
    page = open_page("/en/")
    page.goto(site.sign_in_link(email))
    page.get_by_label("Your name").fill(email.partition("@")[0].capitalize())
    page.get_by_role("button", name="Open my account").click()
    return page


def fills_in(page: Page) -> None:
    """Fill in all pages while there is still a place."""
    page.goto("/en/register/citizen-viewer/")
    page.get_by_label("In which country").select_option(label="Mexico")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("Energy").check()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("Nobody").check()
    page.get_by_role("group", name="recording").get_by_label("Yes").check()


def sends(page: Page) -> None:
    page.get_by_role("button", name="Send the registration").click()


def waits(page: Page, *, turn: int) -> None:
    """Send it too late, lose nothing, and join the list."""
    sends(page)
    expect(page.get_by_text("No place is left in this category.")).to_be_visible()
    expect(page.locator("dl.details")).to_contain_text("Mexico")
    assert violations(page) == []
    page.get_by_role("button", name="Join the waiting list").click()
    expect(page.locator(".notice--success")).to_contain_text("You are on the waiting list.")
    expect(page.get_by_text(f"number {turn} on the list")).to_be_visible()
    assert violations(page) == []


def sees_the_list(officer: Page) -> None:
    officer.reload()
    expect(officer.get_by_role("row", name="Second")).to_contain_text("1")
    expect(officer.get_by_role("row", name="Third")).to_contain_text("2")
    assert violations(officer) == []


def withdraws(page: Page) -> None:
    page.get_by_role("link", name="Withdraw").click()
    page.get_by_role("button", name="Withdraw").click()
    expect(page.locator(".notice--success")).to_contain_text("You have withdrawn.")


def is_offered(page: Page, site: Site) -> None:
    """Follow the letter to the place that is kept."""
    assert "has become free and is kept for you until" in site.letters(SECOND)[0]
    page.goto(site.link_in_letter(SECOND))
    expect(page.get_by_text("A place is free for you")).to_be_visible()
    assert violations(page) == []


def confirms(page: Page) -> None:
    page.get_by_role("button", name="Confirm my place").click()
    expect(page.locator(".notice--success")).to_contain_text("You are registered.")
    assert violations(page) == []


def nobody_else_gets_in(page: Page) -> None:
    """Who gave the place up finds it taken."""
    page.get_by_role("link", name="Register again").click()
    for _page in range(2):
        if page.get_by_role("button", name="Save and continue").count():
            page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("Nobody").check()
    page.get_by_role("group", name="recording").get_by_label("Yes").check()
    sends(page)
    expect(page.get_by_text("No place is left in this category.")).to_be_visible()
