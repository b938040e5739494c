"""A citizen signs up by a link in a letter, registers, changes their mind, and takes their data along."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect

from tests.stories.conftest import Site, violations

pytestmark = pytest.mark.browser


def test_a_citizen_signs_up_by_link_and_registers(open_page: Callable[..., Page], site: Site) -> None:
    citizen = "ana@example.org"
    page = open_page("/en/programme/opening/")

    # Whoever wants to take part chooses how, and then says who they are
    page.get_by_role("banner").get_by_role("link", name="Register").click()
    page.get_by_role("link", name="Choose Citizen viewer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in or sign up")
    ask_for_link(page, citizen)
    assert violations(page) == []

    # The letter's link only shows a button, so that no program uses it up; the account asks for a name
    page.goto(site.link_in_letter(citizen))
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome")
    assert violations(page) == []
    page.get_by_role("button", name="Open my account").click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_label("Your name").fill("Ana Ciudadana 🌆")
    page.get_by_role("button", name="Open my account").click()

    # They are where they were going: the first page of the form
    expect(page.get_by_role("heading", level=1)).to_have_text("Citizen viewer")
    assert path_of(page) == "/en/register/citizen-viewer/1/"
    page.get_by_role("button", name="Save and continue").click()
    expect(page.locator(".error-summary")).to_be_focused()
    assert page.title().startswith("Error:")
    assert violations(page) == []
    page.get_by_label("In which country").select_option(label="Mexico")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("Energy").check()
    page.get_by_role("button", name="Save and continue").click()

    leaves_midway_and_comes_back(page)
    page.get_by_label("Everyone").check()
    page.get_by_role("group", name="recording").get_by_label("Yes").check()
    expect(page.locator("dl.details")).to_contain_text("Mexico")
    page.get_by_role("button", name="Send the registration").click()

    # They are in, with a letter and a calendar file that another program can read
    expect(page.locator(".notice--success")).to_contain_text("You are registered.")
    assert "You are registered in the category “Citizen viewer”" in site.letters(citizen)[0]
    with page.expect_download() as file:
        page.get_by_role("link", name="Calendar file").click()
    events = Calendar.from_ical(Path(file.value.path()).read_bytes()).walk("VEVENT")
    assert [str(event["SUMMARY"]) for event in events] == ["Executive Committee 2020"]
    page.get_by_role("link", name="Who else takes part").click()
    expect(page.get_by_role("row", name="Ana Ciudadana 🌆")).to_contain_text("Citizen viewer")

    changes_an_answer(page)
    withdraws(page)
    takes_the_data_along(page)
    erases_the_account(page, citizen)
    assert site.letters(citizen) == []
    assert "The chain is whole." in site.command("journal", "verify")


def test_a_link_works_once_and_says_so(open_page: Callable[..., Page], site: Site) -> None:
    page = open_page("/en/agenda/")
    ask_for_link(page, "twice@example.org")
    link = site.link_in_letter("twice@example.org")
    page.goto(link)
    page.get_by_label("Your name").fill("Twice Asked")
    page.get_by_role("button", name="Open my account").click()
    assert path_of(page) == "/en/agenda/"

    other = open_page(urlsplit(link).path)
    expect(other.get_by_role("heading", level=1)).to_have_text("This link has been used")
    assert violations(other) == []
    other.get_by_role("link", name="Send me a new link").click()
    assert path_of(other) == "/en/accounts/login/"


def test_a_session_lost_midway_loses_no_word(open_page: Callable[..., Page], site: Site) -> None:
    page = open_page("/en/register/citizen-viewer/")
    ask_for_link(page, "lost@example.org")
    page.goto(site.link_in_letter("lost@example.org"))
    page.get_by_label("Your name").fill("Lost Midway")
    page.get_by_role("button", name="Open my account").click()
    page.get_by_label("In which country").select_option(label="Mexico")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("What do you need").fill("A long and careful answer")

    # The cookie of the session is gone; that of the form is still there
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.locator("main")).to_contain_text("A long and careful answer")
    assert violations(page) == []

    # Without either cookie the form has expired, and still nothing typed is lost
    page.goto("/en/accounts/login/")
    page.get_by_label("E-mail").fill("typed@example.org")
    page.context.clear_cookies()
    page.get_by_role("button", name="Send me a link").click()
    expect(page.locator("main")).to_contain_text("typed@example.org")
    assert violations(page) == []


def leaves_midway_and_comes_back(page: Page) -> None:
    """Leaving midway loses nothing: the way back leads to the page that is open."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    page.goto("/en/")
    page.locator(".drop--account summary").click()
    page.get_by_role("link", name="My registration").click()
    page.get_by_role("link", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")


def changes_an_answer(page: Page) -> None:
    """Change one answer: what was sent before counts until the change is sent too."""
    page.goto("/en/register/")
    page.get_by_role("link", name="Change", exact=True).click()
    page.get_by_role("link", name="Change In which country").click()
    page.get_by_label("In which country").select_option(label="Kenya")
    page.get_by_role("button", name="Save and continue").click()
    page.goto("/en/register/")
    expect(page.locator("dl.details")).to_contain_text("Mexico")
    expect(page.locator("main")).to_contain_text("You have begun a change and not sent it yet.")
    page.get_by_role("link", name="Continue").click()
    page.get_by_role("button", name="Send the registration").click()
    expect(page.locator("dl.details")).to_contain_text("Kenya")


def withdraws(page: Page) -> None:
    page.get_by_role("link", name="Withdraw").click()
    page.get_by_role("button", name="Withdraw").click()
    expect(page.locator(".notice--success")).to_contain_text("You have withdrawn.")
    page.goto("/en/participants/")
    expect(page.get_by_role("row", name="Ana Ciudadana 🌆")).to_have_count(0)


def takes_the_data_along(page: Page) -> None:
    page.goto("/en/my/")
    with page.expect_download() as file:
        page.get_by_role("link", name="Download my data").click()
    data = Path(file.value.path()).read_text("utf-8")
    assert json.loads(data)["registrations"]
    assert "Ana Ciudadana 🌆" in data


def erases_the_account(page: Page, email: str) -> None:
    """Everything is erased, once they have typed their address."""
    page.get_by_role("link", name="Erase my data").click()
    page.get_by_role("button", name="Erase my data").click()
    expect(page.locator(".error-summary")).to_be_visible()
    page.get_by_label("Type your e-mail address").fill(email)
    page.get_by_role("button", name="Erase my data").click()
    expect(page.locator(".notice--success")).to_contain_text("Your data is erased")


def ask_for_link(page: Page, email: str) -> None:
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mailbox")


def path_of(page: Page) -> str:
    return urlsplit(page.url).path
