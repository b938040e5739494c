"""An officer of the secretariat has a day at the desk: registrations, the home page, a table of members, the journal."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.stories.conftest import OFFICER, Site, code_now, said, set_up_second_factor, sign_in, violations

pytestmark = pytest.mark.browser

MEMBERS = (
    "name,category,region,country,population,population_year,timezone\n"
    "Sampleville,full member,Europe,Estonia,12000,2020,Europe/Tallinn\n"
    "Seoul,full member,Asia,Korea (Rep.),9668465,2020,Asia/Seoul\n"
    "Nowhere,full member,Europe,Estonia,7,2020,Mars/Olympus\n"
)
CLARA, DMITRI, FARID = (f"{name}@comitia.example" for name in ("clara.ejemplo", "dmitri.primerov", "farid.mithal"))


def test_an_officer_keeps_the_desk(open_page: Callable[..., Page], site: Site, tmp_path: Path) -> None:
    page = open_page("/en/")

    # An officer's role asks for a second factor before the desk opens
    sign_in(page, site, OFFICER)
    page.goto("/en/desk/")
    expect(page.locator(".notice")).to_contain_text("Your role requires a second factor.")
    assert violations(page) == []
    secret = set_up_second_factor(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Waiting for me")
    expect(page.locator(".waiting")).to_contain_text("4 registrations to decide")
    accepts_two_at_once(page, site)
    refuses_one_with_a_reason(page, site)
    takes_the_list_along(page)
    imports_members(page, tmp_path / "members.csv")
    reads_the_journal(page, site)
    comes_in_with_a_code(page, site, secret)


def accepts_two_at_once(page: Page, site: Site) -> None:
    """Accept two people at once; the number is named before, and the outcome after."""
    page.get_by_role("link", name="Decide").click()
    page.get_by_label("Choose Clara Ejemplo").check()
    page.get_by_label("Choose Dmitri Primerov").check()
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Accept 2 registrations?")
    assert violations(page) == []
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 registrations accepted")
    assert violations(page) == []
    for email, language, name in ((CLARA, "es", "Clara Ejemplo"), (DMITRI, "ru", "Dmitri Primerov")):
        assert site.letters(email)[0].startswith(said(language, "Dear %(name)s,") % {"name": name})
        assert f"/{language}/register/" in site.letters(email)[0]


def refuses_one_with_a_reason(page: Page, site: Site) -> None:
    """Refuse one, which needs a reason; the person reads it in the letter."""
    page.goto("/en/desk/registrations/?state=submitted")
    page.get_by_role("link", name="Farid Mithal").click()
    page.get_by_role("button", name="Refuse").click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_label("Reason").fill("The fair is full. See you in 2021!")
    page.get_by_role("button", name="Refuse").click()
    expect(page.locator(".notice--success")).to_contain_text("Refused.")
    assert "The fair is full. See you in 2021!" in site.letters(FARID)[0]


def takes_the_list_along(page: Page) -> None:
    """Take the list along as a spreadsheet."""
    page.goto("/en/desk/registrations/?state=accepted")
    with page.expect_download() as file:
        page.get_by_role("link", name="XLSX").click()
    rows = list(load_workbook(BytesIO(Path(file.value.path()).read_bytes())).active.values)
    assert {"Clara Ejemplo", "Dmitri Primerov"} <= {cell for row in rows for cell in row}
    assert "Farid Mithal" not in {cell for row in rows for cell in row}


def imports_members(page: Page, table: Path) -> None:
    """Look at a table of members row by row, then apply it."""
    page.get_by_role("navigation", name="Desk").get_by_role("link", name="Imports").click()
    table.write_text(MEMBERS, "utf-8")
    page.get_by_label("Members", exact=True).check()
    page.get_by_label("File").set_input_files(table)
    page.get_by_role("button", name="Look at the rows").click()
    expect(page.locator("tr.is-new")).to_contain_text("Sampleville")
    expect(page.locator("tr.is-changed")).to_contain_text("9668465")
    expect(page.locator("tr.is-error")).to_contain_text("Mars/Olympus")
    assert violations(page) == []
    page.get_by_role("button", name="Import 2 rows").click()
    expect(page.locator(".notice--success")).to_contain_text("The table is imported.")
    page.goto("/en/members/?q=Sampleville")
    expect(page.locator("main").get_by_role("link", name="Sampleville")).to_be_visible()


def reads_the_journal(page: Page, site: Site) -> None:
    """Find everything in the journal, and its chain whole."""
    page.goto("/en/desk/journal/")
    told = page.locator(".journal").inner_text()
    assert told.count("Olivia Officer (demonstration)") >= 4
    page.get_by_role("button", name="Check the chain").click()
    expect(page.locator(".notice--success")).to_contain_text("The chain is whole")
    assert "The chain is whole." in site.command("journal", "verify")


def comes_in_with_a_code(page: Page, site: Site, secret: str) -> None:
    """Sign in again: the code of the app is asked for."""
    page.context.clear_cookies()
    sign_in(page, site, OFFICER)
    expect(page.get_by_role("heading", level=1)).to_have_text("One more step")
    page.get_by_label("Code of your app").fill("000000")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator(".error-summary")).to_be_visible()
    page.get_by_label("Code of your app").fill(code_now(secret))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/en/desk/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Waiting for me")
