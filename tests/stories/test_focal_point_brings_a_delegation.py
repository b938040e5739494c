"""Ulaanbaatar's focal point, from the invitation to accepted credentials; on the day its head falls ill and another holds the vote."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.platform.sample_files import pdf
from tests.stories.conftest import OFFICER, Site, set_up_second_factor, sign_in, violations

pytestmark = pytest.mark.browser
FOCAL = "nomin@example.org"
HEAD, DEPUTY, NEW = "Bat Mayor (demonstration)", "Tuya Deputy (demonstration)", "Oyun Speaker"
LETTER = {"name": "mandate.pdf", "mimeType": "application/pdf", "buffer": pdf()}


def test_a_focal_point_brings_a_delegation_and_its_vote_passes_on(open_page: Callable[..., Page], site: Site) -> None:
    officer, focal = open_page("/en/"), open_page("/en/")
    sign_in(officer, site, OFFICER)
    officer.goto("/en/desk/")
    set_up_second_factor(officer)
    invites(officer)
    accepts(focal, site)
    names_one_more(focal)
    brings_the_letter(focal)
    examines(officer)
    expect(holder(officer)).to_have_text(HEAD)

    # On the day: the clock runs from the telephone call to the vote that has passed
    began = time.monotonic()
    hands_over(focal)
    expect(holder(officer)).to_have_text(DEPUTY)
    assert time.monotonic() - began < 60
    is_nobody_elses(site)
    makes_another_head(focal, officer)
    is_nobody_elses(site)


def invites(officer: Page) -> None:
    officer.get_by_role("navigation", name="Desk").get_by_role("link", name="Delegations").click()
    officer.get_by_role("link", name="Ulaanbaatar").click()
    form = officer.get_by_role("main")
    form.get_by_label("E-mail").fill(FOCAL)
    form.get_by_label("Name", exact=False).first.fill("Nomin")
    form.get_by_role("button", name="Invite").click()
    expect(officer.get_by_text("Invited. The letter with the link is on its way.")).to_be_visible()
    assert violations(officer) == []


def accepts(focal: Page, site: Site) -> None:
    focal.goto(site.link_in_letter(FOCAL))
    assert violations(focal) == []
    focal.get_by_role("link", name="Sign in to accept").click()
    focal.get_by_label("E-mail").fill(FOCAL)
    focal.get_by_role("button", name="Send me a link").click()
    focal.goto(site.link_in_letter(FOCAL))
    focal.get_by_label("Your name").fill("Nomin")
    focal.get_by_role("button", name="Open my account").click()
    focal.get_by_role("button", name="Accept").click()
    expect(focal.get_by_role("heading", name="Delegation of Ulaanbaatar")).to_be_visible()
    assert violations(focal) == []


def names_one_more(focal: Page) -> None:
    focal.get_by_role("link", name="Change the people").click()
    focal.get_by_role("button", name="Add a person").click()
    row = focal.locator("fieldset.card").last
    row.get_by_label("Name").fill(NEW)
    row.get_by_label("Role").select_option(label="Alternate")
    assert violations(focal) == []
    focal.get_by_role("button", name="Save the delegation").last.click()
    expect(focal.get_by_role("row", name=NEW)).to_be_visible()


def brings_the_letter(focal: Page) -> None:
    focal.get_by_role("link", name="Bring a letter").click()
    focal.get_by_label("Letter", exact=True).set_input_files(LETTER)
    focal.get_by_label("Signed by").fill("City Council")
    assert violations(focal) == []
    focal.get_by_role("button", name="Send").click()
    expect(focal.get_by_text("Nobody holds the vote")).to_be_visible()
    expect(focal.get_by_text("The letter has not been examined yet.")).to_be_visible()


def examines(officer: Page) -> None:
    officer.get_by_role("navigation", name="Desk").get_by_role("link", name="Credentials").click()
    assert violations(officer) == []
    officer.get_by_role("link", name="Examine Ulaanbaatar").click()
    officer.get_by_role("button", name="Let it out of quarantine").click()
    expect(officer.locator("iframe.letter")).to_be_visible()
    officer.get_by_label("For everybody for whom it is possible").select_option(label="Accept")
    officer.get_by_role("button", name="Decide").click()
    expect(officer.get_by_text("3 credentials are decided.")).to_be_visible()


def hands_over(focal: Page) -> None:
    focal.reload()
    expect(focal.get_by_text(f"{HEAD} holds the vote.")).to_be_visible()
    focal.get_by_role("link", name="Hand over").click()
    focal.get_by_role("button", name=f"Is away {HEAD}").click()
    expect(focal.get_by_text(f"{DEPUTY} holds the vote.")).to_be_visible()
    assert violations(focal) == []


def makes_another_head(focal: Page, officer: Page) -> None:
    """Bring a new letter for another head; until it is examined, the deputy goes on holding the vote."""
    focal.get_by_label("New head").select_option(label=f"{NEW} (Alternate)")
    focal.get_by_label("New letter of mandate").set_input_files(LETTER)
    focal.get_by_role("button", name="Make head").click()
    expect(focal.get_by_text("Done. The page shows who holds the vote now.")).to_be_visible()
    row = officer.get_by_role("row", name="Ulaanbaatar")
    officer.goto("/en/desk/delegations/votes/")
    expect(row.get_by_text("can vote")).to_be_visible()


def holder(officer: Page):
    """Give the cell in which the secretariat reads who holds the vote of the city."""
    officer.goto("/en/desk/delegations/votes/")
    return officer.get_by_role("row", name="Ulaanbaatar").get_by_role("cell").first


def is_nobody_elses(site: Site) -> None:
    """Look beside the pages: the city has one delegation with one holder, who is in it, here and accepted or provisional."""
    found = site.rows(
        """SELECT d.away_since, d.left_at, c.state, c.votes FROM accreditation_delegation g
        JOIN members_member m ON m.id = g.member_id JOIN accreditation_delegate d ON d.id = g.holder_id
        JOIN accreditation_credential c ON c.delegate_id = d.id WHERE m.slug = ?""",
        "ulaanbaatar",
    )
    [(away, left, state, votes)] = found
    assert (away, left, state in {"accepted", "provisional"}, votes) == (None, None, True, 1)
