"""An officer builds a form with a chain of conditions in three languages, and a citizen answers it in a fourth."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.stories.conftest import OFFICER, Site, said, set_up_second_factor, sign_in, violations

pytestmark = pytest.mark.browser

VISA = {"en": "Do you need a visa?", "ko": "비자가 필요하십니까?", "ru": "Нужна ли вам виза?"}
EMBASSY = {"en": "At which embassy?", "ko": "어느 대사관에서 신청하십니까?", "ru": "В каком посольстве?"}
NAIROBI = {"en": "Nairobi", "ko": "나이로비", "ru": "Найроби"}
BERLIN = {"en": "Berlin", "ko": "베를린", "ru": "Берлин"}
WHY = {"en": "Why at that one?", "ko": "왜 그곳입니까?", "ru": "Почему именно там?"}


def test_an_officer_builds_a_form_and_a_citizen_fills_it_in_in_another_language(
    open_page: Callable[..., Page], site: Site
) -> None:
    officer = open_page("/en/")
    sign_in(officer, site, OFFICER)
    officer.goto("/en/desk/")
    set_up_second_factor(officer)
    officer.get_by_role("navigation", name="Desk").get_by_role("link", name="Forms").click()
    assert violations(officer) == []
    officer.get_by_role("link", name="Executive Committee 2020", exact=True).click()
    expect(officer.get_by_text("This is what is asked now.")).to_be_visible()
    assert violations(officer) == []

    officer.get_by_role("link", name="Add a page").click()
    officer.get_by_label("Title of the page").first.fill("Your journey")
    officer.get_by_role("button", name="Save").click()
    asks_about_a_visa(officer)
    asks_for_the_embassy(officer)
    asks_why(officer)
    moves_a_question_up_and_back(officer)
    waits_for_itself_and_is_told(officer)
    tries_it_out(officer)
    publishes(officer)
    fills_it_in_in_spanish(open_page("/en/register/citizen-viewer/"), site)


def begins_a_question(page: Page, kind: str) -> None:
    page.locator("#page-3").get_by_role("link", name="Add a question").click()
    if kind == "Yes or no":
        assert violations(page) == []
    page.get_by_role("link", name=kind, exact=True).click()


def writes(page: Page, name: str, words: dict[str, str]) -> None:
    """Write a text in three languages, each under its own heading."""
    for code, text in words.items():
        box = page.locator(f"[name='{name}_{code}']")
        if not box.is_visible():
            page.locator(f"details.language:has([name='{name}_{code}']) > summary").click()
        box.fill(text)


def depends_on(page: Page, question: str, answer: str) -> None:
    page.get_by_label("Depends on").select_option(label=question)
    page.get_by_role("button", name="Add the condition").click()
    condition = page.locator("fieldset.card").last
    condition.get_by_label(answer, exact=True).check()


def saves(page: Page, name: str = "Add the question") -> None:
    page.get_by_role("button", name=name).click()
    expect(page.get_by_text("The question is in the draft.")).to_be_visible()


def question_row(page: Page, words: str) -> Locator:
    return page.locator(".form-questions > li", has=page.get_by_role("link", name=words, exact=True))


def asks_about_a_visa(page: Page) -> None:
    begins_a_question(page, "Yes or no")
    # Without words nothing is added, and the summary says which are missing
    page.get_by_role("button", name="Add the question").click()
    expect(page.locator(".error-summary")).to_be_focused()
    assert violations(page) == []
    writes(page, "label", VISA)
    page.get_by_label("Must be answered").check()
    saves(page)


def asks_for_the_embassy(page: Page) -> None:
    """Write the answers in rows: one more is added, one moves up, one goes; nothing typed is lost on the way."""
    begins_a_question(page, "One of several answers")
    writes(page, "label", EMBASSY)
    writes(page, "option_0", BERLIN)
    writes(page, "option_1", NAIROBI)
    page.get_by_role("button", name="Remove answer 3").click()
    page.get_by_role("button", name="Move answer 2 up").click()
    expect(page.get_by_label("Answer 1").first).to_have_value("Nairobi")
    depends_on(page, VISA["en"], "Yes")
    page.get_by_label("Must be answered").check()
    assert violations(page) == []
    saves(page)
    expect(question_row(page, EMBASSY["en"])).to_contain_text("Shown only if: “Do you need a visa?” is: Yes")


def asks_why(page: Page) -> None:
    begins_a_question(page, "Long text")
    writes(page, "label", WHY)
    depends_on(page, EMBASSY["en"], "Nairobi")
    page.get_by_label("Must be answered").check()
    saves(page)


def moves_a_question_up_and_back(page: Page) -> None:
    page.get_by_role("button", name="Move up: Why at that one?").click()
    rows = page.locator("#page-3 .form-questions > li")
    expect(rows.nth(1)).to_contain_text("Why at that one?")
    page.get_by_role("button", name="Move down: Why at that one?").click()
    expect(rows.nth(2)).to_contain_text("Why at that one?")


def waits_for_itself_and_is_told(page: Page) -> None:
    """Let a question wait for its own answer: it may stay in the draft, but is not published."""
    page.get_by_role("link", name=VISA["en"], exact=True).click()
    depends_on(page, EMBASSY["en"], "Berlin")
    saves(page, "Save")
    page.get_by_role("link", name="Publish").first.click()
    expect(page.get_by_text("The form cannot be published yet")).to_be_visible()
    assert violations(page) == []
    page.locator(".notice").get_by_role("link", name=VISA["en"]).click()
    page.get_by_role("button", name="Remove the condition").click()
    saves(page, "Save")


def tries_it_out(page: Page) -> None:
    page.get_by_role("navigation", name="Parts of the form builder").get_by_role("link", name="Preview").click()
    page.get_by_label("Category").select_option(label="Citizen viewer")
    page.get_by_role("combobox", name="Language").select_option("ko")
    page.get_by_role("button", name="Show").click()
    visa = page.get_by_role("group", name=VISA["ko"])
    expect(visa).to_be_visible()
    expect(page.get_by_text(EMBASSY["ko"])).to_be_hidden()
    visa.get_by_role("radio").first.check()
    page.get_by_role("button", name="Try these answers").click()
    expect(page.get_by_role("group", name=EMBASSY["ko"])).to_be_visible()
    assert violations(page) == []


def publishes(page: Page) -> None:
    page.get_by_role("navigation", name="Parts of the form builder").get_by_role("link", name="Publish").click()
    expect(page.get_by_text("Every answer there is keeps its meaning.")).to_be_visible()
    expect(page.get_by_text("Not everything is translated")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("main").get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Version 2 is published.")).to_be_visible()


def fills_it_in_in_spanish(page: Page, site: Site) -> None:
    """Answer in Spanish: what is missing there stands in English and says so, and what does not concern one is not asked."""
    page.get_by_label("E-mail").fill("eva@example.org")
    page.get_by_role("button", name="Send me a link").click()
    page.goto(site.link_in_letter("eva@example.org"))
    page.get_by_label("Your name").fill("Eva Ejemplo")
    page.get_by_role("button", name="Open my account").click()
    page.goto("/es/register/citizen-viewer/1/")
    onwards = said("es", "Save and continue")
    page.locator("select").first.select_option("MX")
    page.get_by_role("button", name=onwards).click()
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name=onwards).click()

    visa = page.get_by_role("group", name=VISA["en"])
    expect(visa.locator("legend [lang=en]")).to_have_text(VISA["en"])
    expect(page.get_by_text(EMBASSY["en"])).to_be_hidden()
    assert violations(page) == []
    visa.get_by_label(said("es", "Yes"), exact=True).check()
    page.get_by_role("button", name=onwards).click()
    embassy = page.get_by_role("group", name=EMBASSY["en"])
    expect(page.get_by_label(WHY["en"])).to_be_hidden()
    embassy.get_by_label("Nairobi").check()
    page.get_by_role("button", name=onwards).click()
    page.get_by_label(WHY["en"]).fill("Vivo allí")
    page.get_by_role("button", name=onwards).click()
    expect(page.locator("dl.details")).to_contain_text("Vivo allí")

    # Another answer at the beginning of the chain, and the rest is not asked any more
    page.locator("dl.details > div", has_text=VISA["en"]).get_by_role("link").click()
    page.get_by_role("group", name=VISA["en"]).get_by_label("No", exact=True).check()
    page.get_by_role("button", name=onwards).click()
    expect(page.locator("dl.details")).not_to_contain_text(EMBASSY["en"])
    expect(page.locator("dl.details")).not_to_contain_text("Vivo allí")
    page.get_by_role("radio").first.check()
    page.locator("[name=recording]").first.check()
    page.get_by_role("button", name=said("es", "Send the registration")).click()
    expect(page.locator(".notice--success")).to_be_visible()
    [(answers,)] = site.rows("SELECT answers FROM accreditation_registration ORDER BY id DESC LIMIT 1")
    assert "do_you_need_a_visa" in answers
    assert "embassy" not in answers
