"""The desk shows everybody their own part of the work, and tells the others where theirs is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.stories.conftest import Site, set_up_second_factor, sign_in, violations

pytestmark = pytest.mark.browser
SHARES_A_SITE = True


def test_a_regional_office_sees_its_region_and_no_other(open_page: Callable[..., Page], site: Site) -> None:
    page = open_page("/en/")
    sign_in(page, site, "europe@comitia.example")
    page.goto("/en/desk/")
    set_up_second_factor(page)
    menu = page.get_by_role("navigation", name="Desk").get_by_role("link")
    assert [words.strip() for words in menu.all_inner_texts()] == [
        "Waiting for me",
        "Registrations",
        "Delegations",
        "Invitations",
        "Mailings",
        "Members",
    ]

    # Of the registrations, those for members of Europe: a speaker of Ulyanovsk, nobody of Mexico City
    menu.get_by_text("Registrations").click()
    expect(page.get_by_role("row", name="Dmitri Primerov")).to_be_visible()
    expect(page.get_by_role("row", name="Clara Ejemplo")).to_have_count(0)

    # Of the members, those of Europe may be changed
    menu = page.get_by_role("navigation", name="Desk").get_by_role("link")
    menu.get_by_text("Members").click()
    expect(page.get_by_role("row", name="Ulyanovsk Region")).to_be_visible()
    expect(page.get_by_role("row", name="Mexico City")).to_have_count(0)

    # What is not theirs is refused in words, not hidden behind a broken page
    for address in ("/en/desk/journal/", "/en/desk/imports/", "/en/desk/roles/", "/cms/"):
        page.goto(address)
        expect(page.locator("main")).to_contain_text("This page is for people with another role.")
    answer = page.goto("/en/desk/members/one/mexico-city/")
    assert answer is not None
    assert answer.status in {403, 404}


def test_a_citizen_is_told_that_the_desk_is_not_theirs(open_page: Callable[..., Page], site: Site) -> None:
    page = open_page("/en/")
    sign_in(page, site, "hana.civic@comitia.example")
    page.locator(".drop--account summary").click()
    expect(page.get_by_role("link", name="Secretariat desk")).to_have_count(0)
    answer = page.goto("/en/desk/registrations/")
    assert answer is not None
    assert answer.status == 403
    expect(page.locator("main")).to_contain_text("your own pages are in the menu")
    assert violations(page) == []
