"""An officer designs a badge and prints it; the file is read back: names of every script, the code for the door, the size."""

from __future__ import annotations

from collections.abc import Callable

import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from qrcode.constants import ERROR_CORRECT_Q
from qrcode.main import QRCode

from comitia.platform.qr import QUIET
from tests.stories.conftest import OFFICER, Site, set_up_second_factor, sign_in, violations

pytestmark = pytest.mark.browser
WIDTH, HEIGHT = 100, 70
CODE = {"x": 60, "y": 30, "side": 35}
PEOPLE = {
    "minsu@example.org": "김민수",
    "xiaoming@example.org": "王小明",
    "rahman@example.org": "عبد الرحمن",
    "abebe@example.org": "አበበ ቢቂላ",
}
WORDS = "Smart cities after the pandemic"
DOTS = 12  # of a picture of the page, for each millimetre


def test_an_officer_designs_a_badge_and_prints_it(open_page: Callable[..., Page], site: Site) -> None:
    for email, name in PEOPLE.items():
        registers(open_page, site, email, name)
    page = open_page("/en/")
    sign_in(page, site, OFFICER)
    page.goto("/en/desk/")
    set_up_second_factor(page)

    begins(page)
    designs(page)
    says_what_is_wrong(page)
    codes = codes_of_viewers(site)
    found = {text_of(badge).splitlines()[1]: badge for badge in prints(page, len(codes))}
    assert sorted(found) == sorted(codes)
    for name in PEOPLE.values():
        badge, wanted = found[name], modules_of(codes[name])
        assert text_of(badge).splitlines() == ["Citizen viewer", name, "Mexico", WORDS]
        assert [round(side / 72 * 25.4, 1) for side in badge.get_size()] == [WIDTH, HEIGHT]
        assert modules_on(badge, wanted) == wanted
    is_in_the_history(page)


def registers(open_page: Callable[..., Page], site: Site, email: str, name: str) -> None:
    page = open_page("/en/")
    page.goto(site.sign_in_link(email))
    page.get_by_label("Your name").fill(name)
    page.get_by_role("button", name="Open my account").click()
    page.goto("/en/register/citizen-viewer/")
    page.get_by_label("In which country").select_option(label="Mexico")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("Energy").check()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("Nobody").check()
    page.get_by_role("group", name="recording").get_by_label("Yes").check()
    page.get_by_role("button", name="Send the registration").click()
    expect(page.locator(".notice--success")).to_contain_text("You are registered.")


def begins(page: Page) -> None:
    page.get_by_role("navigation", name="Desk").get_by_role("link", name="Badges").click()
    page.get_by_label("Name", exact=False).first.fill("Viewers")
    page.get_by_label("Size").select_option(label="Card (86 x 54 mm)")
    assert violations(page) == []
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Badge: Viewers")


def designs(page: Page) -> None:
    """Give the badge another size, no member, the code elsewhere, and words of its own; the drawing follows."""
    page.locator("[name=width]").fill(str(WIDTH))
    page.locator("[name=height]").fill(str(HEIGHT))
    sets(page, "Member or affiliation", remove=True)
    sets(page, "Code for the door", x=CODE["x"], y=CODE["y"], width=CODE["side"], height=CODE["side"])
    drawing = page.locator(".badge-designer__drawing img")
    before = drawing.get_attribute("src")
    page.get_by_label("Another element").select_option(label="Words of your own")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("Nothing is saved yet.")).to_be_visible()
    expect(drawing).not_to_have_attribute("src", before or "")
    sets(page, "Words of your own", words=WORDS, y=60, x=5, width=50, height=8, size=9)
    page.get_by_label("Citizen viewer", exact=True).last.check()
    assert violations(page) == []
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".notice--success")).to_contain_text("The badge is saved.")


def says_what_is_wrong(page: Page) -> None:
    """Move something over the edge: it is told by its name, and what was saved stays."""
    sets(page, "Words of your own", x=90)
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".error-summary")).to_contain_text("It stands over the edge of the badge.")
    assert violations(page) == []
    page.get_by_role("navigation", name="Desk").get_by_role("link", name="Badges").click()
    page.get_by_role("link", name="Viewers", exact=True).click()


def codes_of_viewers(site: Site) -> dict[str, str]:
    """Give the codes for the door of all accepted citizens who watch, also those of the demonstration, by name."""
    return dict(
        site.rows(
            "SELECT p.name, r.entry_code FROM accreditation_registration r JOIN accounts_person p ON p.id = r.person_id "
            "JOIN accreditation_category c ON c.id = r.category_id WHERE c.code = ? AND r.state = ?",
            "citizen-viewer",
            "accepted",
        )
    )


def prints(page: Page, number: int) -> list[pypdfium2.PdfPage]:
    page.get_by_role("link", name="Print").first.click()
    expect(page.get_by_text(f"{number} people who are accepted match.")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Print").click()
    expect(page.get_by_text(f"{number} badges are ready.")).to_be_visible(timeout=60_000)
    assert violations(page) == []
    with page.expect_download() as file:
        page.get_by_role("link", name="Take the PDF").click()
    return list(pypdfium2.PdfDocument(file.value.path()))


def is_in_the_history(page: Page) -> None:
    page.get_by_role("link", name="The design").click()
    expect(page.locator("main")).to_contain_text("had badges printed")
    assert violations(page) == []


def sets(page: Page, title: str, *, remove: bool = False, words: str = "", **numbers: float) -> None:
    """Fill in the fields of an element of the badge."""
    element = page.locator("details.card").filter(has=page.get_by_role("heading", name=title)).last
    if element.get_attribute("open") is None:
        element.locator("summary").click()
    for name, number in numbers.items():
        element.locator(f"[name$='-{name}']").fill(str(number))
    if words:
        element.locator("[name$='-words']").fill(words)
    if remove:
        element.get_by_label("Remove").check()


def text_of(badge: pypdfium2.PdfPage) -> str:
    return badge.get_textpage().get_text_range().strip()


def modules_of(code: str) -> list[list[bool]]:
    """Give what is dark in the code for a text."""
    drawn = QRCode(error_correction=ERROR_CORRECT_Q, border=0)
    drawn.add_data(code, optimize=0)
    drawn.make()
    return [[bool(module) for module in row] for row in drawn.modules]


def modules_on(badge: pypdfium2.PdfPage, wanted: list[list[bool]]) -> list[list[bool]]:
    """Look at a picture of the page where the middle of each module of the code is to be."""
    picture: Image.Image = badge.render(scale=DOTS * 25.4 / 72).to_pil().convert("L")
    module = CODE["side"] / (len(wanted) + 2 * QUIET)

    def is_dark(row: int, column: int) -> bool:
        x, y = (start + (place + QUIET + 0.5) * module for start, place in ((CODE["x"], column), (CODE["y"], row)))
        return picture.getpixel((int(x * DOTS), int(y * DOTS))) < 128

    return [[is_dark(row, column) for column in range(len(wanted))] for row in range(len(wanted))]
