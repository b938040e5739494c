"""The committee sits: the clerk leads on the chair's order, a delegate votes on a telephone, and a visitor sees it all happen."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.stories.conftest import OFFICER, Site, set_up_second_factor, sign_in, violations

pytestmark = pytest.mark.browser
ROOM = "/en/room/excom-2020/"
HEAD = "head-of-kigali@comitia.example"
QUESTION = "That regional offices report to the Committee twice a year"


def test_a_question_is_put_voted_on_and_declared(open_page: Callable[..., Page], site: Site) -> None:
    environment = {**site.environment, "DJANGO_SETTINGS_MODULE": "comitia.config.settings"}
    subprocess.run([sys.executable, "-m", "tests.stories.seating", HEAD], env=environment, check=True)
    clerk, delegate, visitor = open_page("/en/"), open_page("/en/"), open_page(ROOM)
    expect(visitor.get_by_text("Not begun").first).to_be_visible()

    sign_in(clerk, site, OFFICER)
    clerk.goto("/en/desk/")
    set_up_second_factor(clerk)
    clerk.goto(f"{ROOM}chair/")
    clerk.get_by_role("button", name="Call to order").click()
    expect(visitor.get_by_text("Live", exact=True)).to_be_visible()
    clerk.get_by_role("button", name="Adopt the agenda").click()
    clerk.get_by_role("button", name="Call the item").first.click()
    expect(visitor.get_by_text("Under discussion")).to_be_visible()

    sign_in(delegate, site, HEAD)
    delegate.goto(ROOM)
    expect(visitor.get_by_text("16 of 19 members present")).to_be_visible()
    puts_the_question(clerk)
    expect(visitor.get_by_role("heading", name=QUESTION)).to_be_visible()

    # Nothing is loaded again: the paper comes to the delegate's screen by itself
    delegate.get_by_role("radio", name="For").check(force=True)
    delegate.get_by_role("button", name="Cast vote").click()
    expect(delegate.get_by_text("The vote of Kigali has been cast.")).to_be_visible()
    expect(visitor.get_by_text("1 of 16 entitled members have voted").first).to_be_visible()
    assert violations(delegate) == []
    with delegate.expect_request(f"**{ROOM}here/", timeout=25_000) as beat:
        pass
    assert beat.value.response().status == 204

    clerk.get_by_role("button", name="Close the vote").click()
    clerk.get_by_role("button", name="Declare the result").click()
    expect(visitor.get_by_role("heading", name=f"Last result: {QUESTION}")).to_be_visible()
    expect(visitor.get_by_text("1 for of 1 for and against", exact=False)).to_be_visible()
    assert violations(visitor) == []
    assert violations(clerk) == []
    visitor.goto("/en/meetings/excom-2020/record/")
    assert violations(visitor) == []


def puts_the_question(clerk: Page) -> None:
    clerk.locator("summary").filter(has_text="Put a question to the vote").click()
    clerk.get_by_label("The question").fill(QUESTION)
    clerk.get_by_role("button", name="Put a question to the vote").click()
