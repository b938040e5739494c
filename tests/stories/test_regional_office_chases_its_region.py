"""The regional office chases its region and no other; who is invited comes in by the link, or declines."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.stories.conftest import ADDRESS, OFFICER, Site, set_up_second_factor, sign_in, violations

pytestmark = pytest.mark.browser

OFFICE = "europe@comitia.example"
IN_EUROPE, ELSEWHERE = "vera@ulyanovsk.example", "luz@mexico.example"
FOCAL_IN_EUROPE, FOCAL_ELSEWHERE = "focal@ulyanovsk.example", "focal@mexico.example"


def test_the_regional_office_chases_only_its_region(open_page: Callable[..., Page], site: Site) -> None:
    change(site, "UPDATE accreditation_category SET entry = 'invitation' WHERE code = 'expert-speaker'")
    secretariat, office = at_the_desk(open_page, site, OFFICER), at_the_desk(open_page, site, OFFICE)

    # The secretariat invites focal points and speakers in two regions
    secretariat.goto("/en/desk/delegations/")
    secretariat.get_by_role("button", name="Open", exact=True).click()
    for city, address in (("Ulyanovsk Region", FOCAL_IN_EUROPE), ("Mexico City", FOCAL_ELSEWHERE)):
        invites_a_focal_point(secretariat, city, address)
    invites_a_speaker(secretariat, "Vera Primerova", IN_EUROPE, "Ulyanovsk Region")
    invites_a_speaker(secretariat, "Luz Ejemplo", ELSEWHERE, "Mexico City")
    a_day_passes(site)

    chases_delegations(office, site)
    chases_the_invited(office, site)
    writes_to_who_has_not_answered(office, site)

    comes_in(open_page, site)
    declines(open_page, site)
    learns_what_was_answered(secretariat)


def chases_delegations(office: Page, site: Site) -> None:
    """See and remind, of the delegations, those of Europe."""
    office.goto("/en/desk/delegations/")
    expect(office.get_by_role("row", name="Ulyanovsk Region")).to_be_visible()
    expect(office.get_by_role("row", name="Mexico City")).to_have_count(0)
    office.get_by_label(re.compile("^or with")).check()
    office.get_by_role("button", name="Remind the focal points").click()
    expect(office.locator(".notice--success")).to_contain_text("A reminder goes to 1 delegation.")
    assert [len(site.letters(one)) for one in (FOCAL_IN_EUROPE, FOCAL_ELSEWHERE)] == [2, 1]


def chases_the_invited(office: Page, site: Site) -> None:
    """See and remind, of the invitations, those for members of Europe, and invite for them alone."""
    menu(office, "Invitations")
    expect(office.get_by_role("row", name="Vera Primerova")).to_contain_text("Not answered")
    expect(office.get_by_role("row", name="Luz Ejemplo")).to_have_count(0)
    assert violations(office) == []
    office.get_by_label(re.compile("^or with all")).check()
    office.get_by_role("button", name="Remind").click()
    expect(office.locator(".notice--success")).to_contain_text("A reminder goes to 1 person.")
    assert [len(site.letters(one)) for one in (IN_EUROPE, ELSEWHERE)] == [2, 1]
    office.get_by_role("link", name="Invite somebody").click()
    offered = office.get_by_label("Member").locator("option").all_inner_texts()
    assert ("Ulyanovsk Region" in offered, "Mexico City" in offered) == (True, False)
    assert violations(office) == []


def writes_to_who_has_not_answered(office: Page, site: Site) -> None:
    """Write to those who have not answered: the text lies ready, and it goes to those of Europe."""
    menu(office, "Mailings")
    office.get_by_role("link", name="Write a mailing").first.click()
    office.get_by_role("link", name="Invited and not answered").click()
    expect(office.get_by_role("row", name="Vera Primerova")).to_be_visible()
    expect(office.get_by_role("row", name="Luz Ejemplo")).to_have_count(0)
    assert violations(office) == []
    office.get_by_role("button", name="Write to 1 person").click()
    assert violations(office) == []
    subject = office.get_by_label(re.compile("^Subject")).first
    expect(subject).to_have_value("Not answered yet: your invitation to {meeting}")
    subject.fill("{name}, are you coming?")
    office.get_by_role("button", name="Save and look at the letter").click()
    expect(office.locator(".error-summary")).to_contain_text("It may be in the text, not in a subject.")
    office.get_by_label(re.compile("^Subject")).first.fill("Are you coming to {meeting}?")
    office.get_by_role("button", name="Save and look at the letter").click()
    expect(office.get_by_role("heading", level=1)).to_have_text("Send to 1 person?")
    expect(office.locator("main")).to_contain_text("Are you coming to Executive Committee 2020?")
    expect(office.locator("main")).to_contain_text("Dear Vera Primerova,")
    assert violations(office) == []
    office.get_by_role("button", name="Send 1 letter").click()
    expect(office.locator("watch-progress")).to_contain_text("1 letter was written.")
    assert violations(office) == []
    assert [len(site.letters(one)) for one in (IN_EUROPE, ELSEWHERE)] == [3, 1]


def comes_in(open_page: Callable[..., Page], site: Site) -> None:
    """Open the newest link, sign up, accept, register, and be admitted at once."""
    links = [found for text in site.letters(IN_EUROPE) if (found := ADDRESS.search(text)[0])]
    page = open_page(urlsplit(links[-1]).path)
    expect(page.locator("main")).to_contain_text("a newer one has been sent")
    assert violations(page) == []
    page.goto(links[0])
    expect(page.get_by_role("heading", level=1)).to_have_text("Invitation to Executive Committee 2020")
    expect(page.locator("main")).to_contain_text(
        "Vera Primerova, World Smart Sustainable Cities Organization invites you"
    )
    expect(page.locator("main")).to_contain_text("Tell us about clean air.")
    assert violations(page) == []
    page.get_by_role("link", name="Sign in to accept").click()
    page.get_by_label("E-mail").fill(IN_EUROPE)
    page.get_by_role("button", name="Send").first.click()
    page.goto(site.link_in_letter(IN_EUROPE))
    page.get_by_label("Your name").fill("Vera Primerova")
    page.get_by_role("button", name="Open my account").click()
    assert violations(page) == []
    page.get_by_role("button", name="Accept and register").click()
    expect(page.locator(".notice--success")).to_contain_text("You have accepted the invitation.")
    page.get_by_label("organisation").first.fill("City of Ulyanovsk")
    page.get_by_label("position").first.fill("Engineer")
    page.get_by_label("In which country").select_option(label="Russia")
    page.get_by_role("button", name="Save and continue").click()
    page.locator("[name=talk]").fill("Clean air")
    page.locator("[name=summary]").fill("What sensors tell.")
    page.locator("[name=languages]").first.check()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("Everyone").check()
    page.get_by_role("group", name="recording").get_by_label("Yes").check()
    page.get_by_role("button", name="Send the registration").click()
    expect(page.locator(".notice--success")).to_contain_text("You are registered.")


def declines(open_page: Callable[..., Page], site: Site) -> None:
    """Decline, with a reason and without an account, on a telephone."""
    page = open_page(urlsplit(site.link_in_letter(ELSEWHERE)).path, phone=True)
    page.get_by_label("Reason").fill("I am away that week.")
    page.get_by_role("button", name="Decline").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Invitation declined")
    assert violations(page) == []
    page.goto(urlsplit(site.link_in_letter(ELSEWHERE)).path)
    expect(page.locator("main")).to_contain_text("This invitation has been declined.")


def learns_what_was_answered(secretariat: Page) -> None:
    """See both answers, the reason, and the registration that came of it."""
    menu(secretariat, "Invitations")
    expect(secretariat.get_by_role("row", name="Vera Primerova")).to_contain_text("Accepted")
    secretariat.get_by_role("link", name="Luz Ejemplo").click()
    expect(secretariat.locator("main")).to_contain_text("I am away that week.")
    assert violations(secretariat) == []
    secretariat.goto("/en/desk/invitations/?state=accepted")
    secretariat.get_by_role("link", name="Vera Primerova").click()
    secretariat.locator("dl.details").get_by_role("link", name="Accepted").click()
    expect(secretariat.locator("main")).to_contain_text("Clean air")


def at_the_desk(open_page: Callable[..., Page], site: Site, email: str) -> Page:
    page = open_page("/en/")
    sign_in(page, site, email)
    page.goto("/en/desk/")
    set_up_second_factor(page)
    return page


def invites_a_focal_point(page: Page, city: str, address: str) -> None:
    page.goto("/en/desk/delegations/")
    page.get_by_role("link", name=city).click()
    page.get_by_label("E-mail").fill(address)
    page.get_by_role("button", name="Invite").click()
    expect(page.locator(".notice--success").first).to_contain_text("Invited.")


def invites_a_speaker(page: Page, name: str, address: str, city: str) -> None:
    page.goto("/en/desk/invitations/new/")
    page.get_by_label("E-mail").fill(address)
    page.get_by_label("Name").fill(name)
    page.get_by_label("Category").select_option(label="Expert speaker")
    page.get_by_label("Member").select_option(label=city)
    page.get_by_label("Message").fill("Tell us about clean air.")
    page.get_by_label("Admit at once").check()
    page.get_by_role("button", name="Invite").click()
    expect(page.locator(".notice--success")).to_contain_text("Invited.")


def menu(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Desk").get_by_role("link", name=name).click()


def a_day_passes(site: Site) -> None:
    """Let the invitations be a day old: nobody gets two letters within half a day."""
    for table in ("accreditation_focalpoint", "accreditation_invitation"):
        change(site, f"UPDATE {table} SET invited_at = datetime(invited_at, '-1 day')")


def change(site: Site, statement: str) -> None:
    with sqlite3.connect(site.folder / "comitia.sqlite3", timeout=30) as database:
        database.execute(statement)
    database.close()
