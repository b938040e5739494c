"""The tree of pages is prepared once, written by actions, and announced when staff change it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from wagtail.models import Page, Site

from comitia.config.demonstration import content
from comitia.journal.models import Entry
from comitia.pages import actions, queries
from comitia.pages.models import HomePage, NewsPage, StandardPage
from comitia.pages.tasks import publish_scheduled
from comitia.platform.actors import SYSTEM
from comitia.platform.bus import subscribe
from comitia.platform.kept import PUBLIC_CHANGED
from tests.factories.accounts import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(at) -> HomePage:
    actions.prepare_site(by=SYSTEM, at=at)
    return HomePage.objects.get()


@pytest.fixture
def heard():
    messages: list[str] = []
    leave = subscribe(PUBLIC_CHANGED, lambda _payload: messages.append("changed"))
    yield messages
    leave()


def test_a_site_is_prepared_once_and_in_the_journal(at) -> None:
    assert actions.prepare_site(by=SYSTEM, at=at) is True
    pages = set(Page.objects.values_list("url_path", flat=True))
    assert pages == {"/", "/home/", "/home/about/", "/home/news/", "/home/accessibility/", "/home/privacy/"}
    assert Site.objects.get().root_page.specific == HomePage.objects.get()
    entries = Entry.objects.count()
    assert actions.prepare_site(by=SYSTEM, at=at) is False
    assert Entry.objects.count() == entries
    assert Entry.objects.filter(verb="prepare_site").count() == 1


def test_the_secretariat_may_edit_and_publish_and_no_more(site) -> None:
    officer = make_person()
    officer.groups.add(Group.objects.get(name="secretariat"))
    rights = site.permissions_for_user(officer)
    assert rights.can_edit()
    assert rights.can_publish()
    assert officer.has_perm("wagtailadmin.access_admin")
    assert not officer.has_perm("accounts.change_person")
    assert not officer.has_perm("wagtailcore.change_site")


def test_a_page_is_written_again_in_place(site, at) -> None:
    for title in ("First", "Second"):
        actions.write_page(kind="text", path="travel/", language="en", title=title, by=SYSTEM, at=at)
    assert [page.title for page in StandardPage.objects.filter(slug="travel")] == ["Second"]


def test_a_translation_belongs_to_its_original(site, at) -> None:
    actions.write_page(kind="home", path="", language="tr", title="Ana sayfa", by=SYSTEM, at=at)
    actions.write_page(kind="text", path="about/", language="tr", title="Birlik hakkında", by=SYSTEM, at=at)
    about = StandardPage.objects.get(locale__language_code="en", slug="about")
    assert about.get_translation(HomePage.objects.get(title="Ana sayfa").locale).title == "Birlik hakkında"
    assert queries.find_page("about/", "tr").page.title == "Birlik hakkında"


def test_the_original_answers_where_there_is_no_translation(site, at) -> None:
    found = queries.find_page("about/", "ar")
    assert (found.page.title, found.language) == ("About the association", "en")


def test_an_address_of_another_language_leads_to_the_same_page(site, at) -> None:
    actions.write_page(kind="home", path="", language="tr", title="Ana sayfa", by=SYSTEM, at=at)
    actions.write_page(kind="text", path="about/", language="tr", title="Birlik hakkında", by=SYSTEM, at=at)
    turkish = StandardPage.objects.get(title="Birlik hakkında")
    turkish.slug = "hakkinda"
    turkish.save()
    assert queries.find_page("about/", "tr").path == "hakkinda/"
    assert queries.find_page("hakkinda/", "en").path == "about/"


def test_a_draft_is_found_by_nobody(site) -> None:
    StandardPage.objects.get(slug="about").unpublish()
    assert queries.find_page("about/", "en") is None


def test_publishing_taking_down_and_deleting_are_announced(site, heard, django_capture_on_commit_callbacks) -> None:
    page = StandardPage.objects.get(slug="about")
    for act in (lambda: page.save_revision().publish(), page.unpublish, page.delete):
        heard.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        assert heard


def test_saving_a_draft_is_not_announced(site, heard, django_capture_on_commit_callbacks) -> None:
    page = StandardPage.objects.get(slug="about")
    page.title = "Not yet"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision()
    assert heard == []
    assert queries.find_page("about/", "en").page.title == "About the association"


def test_a_page_comes_out_when_its_time_has_come(site, at) -> None:
    page = StandardPage.objects.get(slug="about")
    page.title = "From now on"
    page.go_live_at = at
    page.save_revision(approved_go_live_at=at)
    publish_scheduled.func()
    assert queries.find_page("about/", "en").page.title == "From now on"


def test_the_demonstration_speaks_seven_languages(at) -> None:
    content.build(by=SYSTEM, at=at)
    for code in ("en", "ko", "ru", "zh-hans", "es", "tr", "ar"):
        home, about = queries.find_page("", code), queries.find_page("about/", code)
        assert (home.language, about.language) == (code, code)
        assert [block.block_type for block in home.page.body] == [
            "hero",
            "facts",
            "day",
            "running_order",
            "committee",
            "offices",
            "purposes",
            "steps",
            "news",
            "call",
        ]
    assert NewsPage.objects.count() == 3
    assert all(page.sources for page in NewsPage.objects.all())


def test_the_demonstration_leaves_what_staff_have_changed(at) -> None:
    content.build(by=SYSTEM, at=at)
    page = StandardPage.objects.get(slug="about", locale__language_code="en")
    page.title = "Changed by staff"
    page.save_revision().publish()
    content.build(by=SYSTEM, at=at)
    assert queries.find_page("about/", "en").page.title == "Changed by staff"
