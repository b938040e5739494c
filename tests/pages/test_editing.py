"""What an officer finds in Wagtail: the menu, and which languages lack a translation."""

from __future__ import annotations

import re

import pytest

from comitia.pages import actions
from comitia.pages.models import StandardPage
from comitia.platform.actors import SYSTEM
from tests.factories.accounts import make_officer, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(at):
    actions.prepare_site(by=SYSTEM, at=at)
    return signed_in(make_officer())


def test_the_secretariat_gets_in_and_finds_pages_pictures_and_documents(officer) -> None:
    response = officer.get("/cms/")
    assert response.status_code == 200
    names = re.findall(r'"name": "([a-z-]+)"', response.content.decode())
    assert {"explorer", "images", "documents"} <= set(names)
    assert not {"users", "groups", "sites", "locales", "help"} & set(names)


def test_the_editor_says_which_languages_lack_a_translation(officer, at) -> None:
    actions.write_page(kind="home", path="", language="tr", title="Ana sayfa", by=SYSTEM, at=at)
    actions.write_page(kind="text", path="about/", language="tr", title="Birlik hakkında", by=SYSTEM, at=at)
    page = StandardPage.objects.get(slug="about", locale__language_code="en")
    text = officer.get(f"/cms/pages/{page.pk}/edit/").content.decode()
    assert "Not published yet in: 한국어, Русский, 中文, Español, العربية." in text


def test_a_page_can_be_edited_previewed_and_published(officer) -> None:
    page = StandardPage.objects.get(slug="privacy")
    fields = {
        "title": "Privacy",
        "slug": "privacy",
        "lead": "Short",
        "body-count": "0",
        "search_description": "",
        "seo_title": "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    assert officer.post(f"/cms/pages/{page.pk}/edit/preview/", fields).json()["is_valid"]
    preview = officer.get(f"/cms/pages/{page.pk}/edit/preview/")
    assert "<h1>Privacy</h1>" in preview.content.decode()
    officer.post(f"/cms/pages/{page.pk}/edit/", {**fields, "action-publish": "action-publish"})
    page.refresh_from_db()
    assert (page.title, page.live) == ("Privacy", True)


def test_people_without_the_role_do_not_get_in(client) -> None:
    assert client.get("/cms/").status_code == 302
