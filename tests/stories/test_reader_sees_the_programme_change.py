"""A reader has the programme open while an officer changes it: the page says so by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.stories.conftest import OFFICER, Site, set_up_second_factor, sign_in

pytestmark = pytest.mark.browser

ONE_MORE = "meeting,day,date,start,end,tz,title,kind\nEXCOM 2020,1,2020-11-17,17:00,17:30,Europe/Moscow,A toast at a distance,social\n"


def test_two_open_tabs_are_told_that_the_programme_has_changed(
    open_page: Callable[..., Page], site: Site, tmp_path: Path
) -> None:
    reader = open_page("/en/programme/")
    second_tab = reader.context.new_page()
    second_tab.goto("/en/programme/")
    told = "The programme has just changed."
    expect(reader.get_by_text(told)).to_be_hidden()

    officer = open_page("/en/")
    sign_in(officer, site, OFFICER)
    officer.goto("/en/desk/")
    set_up_second_factor(officer)
    officer.goto("/en/desk/imports/")
    (tmp_path / "programme.csv").write_text(ONE_MORE, "utf-8")
    officer.get_by_label("Programme of a past meeting").check()
    officer.get_by_label("File").set_input_files(tmp_path / "programme.csv")
    officer.get_by_role("button", name="Look at the rows").click()
    officer.get_by_role("button", name="Import 1 row").click()
    expect(officer.locator(".notice--success")).to_contain_text("The table is imported.")

    expect(reader.get_by_text(told)).to_be_visible()
    expect(second_tab.get_by_text(told)).to_be_visible()
    reader.get_by_role("link", name="Show the new one").click()
    expect(reader.get_by_text("A toast at a distance")).to_be_visible()
    expect(reader.get_by_text(told)).to_be_hidden()
