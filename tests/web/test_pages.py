"""Pages that staff edit, as readers and as editors in the preview see them."""

from __future__ import annotations

import gc
import json
import re
from datetime import date

import pytest
from django.test import Client, TestCase
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from comitia.pages import actions
from comitia.pages.models import HomePage, NewsPage, StandardPage
from comitia.platform.actors import SYSTEM
from comitia.platform.bus import publish
from comitia.platform.kept import PUBLIC_CHANGED
from tests.factories.meetings import make_meeting
from tests.factories.members import make_member, make_organisation
from tests.factories.organs import make_committee, make_mandate

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the file in memory from which it stores a rendition to the garbage collector.
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning"),
]

HERO = {
    "type": "hero",
    "value": {"kicker": "", "title": "Agile and connected", "lead": "", "register_label": "Register"},
}
NEWS = {"type": "news", "value": {"title": "Latest", "count": 3}}


@pytest.fixture
def site(at) -> None:
    make_organisation()
    committee = make_committee()
    moscow = make_member("Moscow", native_name="Москва", native_language="ru", latitude=55.8, longitude=37.6)
    make_mandate(moscow, committee)
    make_meeting(organ=committee, host=moscow, zone="Europe/Moscow", is_current=True)
    actions.prepare_site(by=SYSTEM, at=at)


def write_home(at, *body) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):  # what is kept of the page is dropped on commit
        actions.write_page(kind="home", path="", language="en", title="Home", body=body, by=SYSTEM, at=at)


def write_news(at, number: int = 1, **fields) -> NewsPage:
    actions.write_page(
        kind="news",
        path=f"news/story-{number}/",
        language="en",
        title=f"Story {number}",
        fields={"date": f"2020-10-{number:02}", "intro": "It happened.", **fields},
        by=SYSTEM,
        at=at,
    )
    return NewsPage.objects.get(slug=f"story-{number}")


@pytest.fixture
def make_picture():
    yield picture
    gc.collect()


def picture(name: str = "table"):
    return get_image_model().objects.create(
        title=name, description=f"A {name}", file=get_test_image_file(filename=f"{name}.png", size=(320, 200))
    )


def test_facts_on_the_front_page_come_from_the_data(client: Client, site, at) -> None:
    write_home(at, HERO, {"type": "facts", "value": {"facts": ["seats", "members", "founded"], "typed": []}})
    page = client.get("/en/").content.decode()
    assert "17 November 2020" in page
    assert "<dt>Host</dt><dd>Moscow</dd>" in page
    figures = dict(re.findall(r'<dt>([^<]+)</dt><dd class="tally">(?:<bdi[^>]*>)?(\d+)', page))
    assert figures == {
        "member sits on the Committee": "1",
        "member of the association on record": "1",
        "year in which it was founded": "2010",
    }


def test_sections_stand_in_the_order_of_the_staff(client: Client, site, at) -> None:
    steps = {"type": "steps", "value": {"title": "Steps first", "steps": [{"title": "One", "text": ""}]}}
    committee = {"type": "committee", "value": {"title": "Committee then", "text": ""}}
    for body in ((HERO, steps, committee), (HERO, committee, steps)):
        write_home(at, *body)
        page = client.get("/en/").content.decode()
        titles = [block["value"]["title"] for block in body]
        assert sorted(titles, key=page.index) == titles


def test_every_section_can_be_drawn(client: Client, site, at, make_picture) -> None:
    table = make_picture()
    write_news(at)
    words = {"title": "Title", "text": "Text"}
    sections = {
        "hero": HERO["value"],
        "facts": {"facts": ["meetings"], "typed": [{"number": "300+", "words": "expected", "source": "announcement"}]},
        "day": {"title": "Day", "cards": [{"kind": "forum", "title": "Forum", "text": "Talk", "who": "All"}]},
        "running_order": words,
        "committee": words,
        "offices": words,
        "purposes": {**words, "points": ["First purpose"]},
        "steps": {"title": "Steps", "steps": [{"title": "Call", "text": "Open"}]},
        "news": NEWS["value"],
        "text": "<p>Plain <b>text</b></p>",
        "picture": {
            "picture": {"image": table.pk, "decorative": False, "alt_text": "A round table"},
            "caption": "Caption",
            "credit": "Credit",
        },
        "quote": {"text": "Well said", "who": "Somebody"},
        "call": {**words, "label": "Do it", "place": "members/", "url": ""},
    }
    write_home(at, *({"type": kind, "value": value} for kind, value in sections.items()))
    page = client.get("/en/").content.decode()
    for words in (
        "300+",
        "Forum",
        "First purpose",
        "Call",
        "Story 1",
        "<b>text</b>",
        "Caption",
        "Credit",
        "Well said",
        "Do it",
    ):
        assert words in page
    assert 'href="/en/members/"' in page
    assert 'alt="A round table"' in page
    assert 'type="image/avif"' in page
    assert "style=" not in page


def test_a_page_without_translation_says_so_and_marks_its_language(client: Client, site) -> None:
    response = client.get("/ar/about/")
    page = response.content.decode()
    assert response.status_code == 200
    assert '<html lang="ar" dir="rtl">' in page
    assert 'class="language-note"' in page
    assert '<div lang="en" dir="ltr">' in page
    assert 'class="language-note"' not in client.get("/en/about/").content.decode()


def test_a_page_that_does_not_exist_is_not_found(client: Client, site) -> None:
    assert client.get("/en/nothing/").status_code == 404


def test_news_come_latest_first_and_in_pages(client: Client, site, at) -> None:
    for number in range(1, 15):
        write_news(at, number)
    first, second = (client.get(f"/en/news/?page={page}").content.decode() for page in (1, 2))
    assert first.index("Story 14") < first.index("Story 13")
    assert "Story 2<" not in first
    assert second.index("Story 2<") < second.index("Story 1<")


def test_untranslated_news_are_marked_in_a_list(client: Client, site, at) -> None:
    write_news(at)
    assert '<article class="card card--news" lang="en" dir="ltr">' in client.get("/ko/news/").content.decode()


def test_a_story_names_its_sources(client: Client, site, at) -> None:
    write_news(at, sources="https://example.org/a ; minutes of the meeting")
    page = client.get("/en/news/story-1/").content.decode()
    assert 'href="https://example.org/a"' in page
    assert "minutes of the meeting" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_an_uncached_front_page_takes_as_many_statements_for_one_story_as_for_three(
    client: Client, site, at, make_picture, django_assert_num_queries, rows
) -> None:
    for number in range(1, rows + 1):
        write_news(at, number, picture=make_picture(f"picture-{number}"))
    client.get("/en/news/")  # the sizes of the pictures are made once
    write_home(
        at,
        HERO,
        {"type": "committee", "value": {"title": "Who", "text": ""}},
        NEWS,
        *(
            {"type": "picture", "value": {"picture": {"image": make_picture(f"p{number}").pk, "decorative": True}}}
            for number in range(rows)
        ),
    )
    client.get("/en/")
    publish(PUBLIC_CHANGED, {})
    with django_assert_num_queries(22):
        client.get("/en/")


def test_the_preview_shows_what_readers_will_get(client: Client, site) -> None:
    page = StandardPage.objects.get(slug="about")
    page.title, page.lead = "Draft of about", "Not out yet"
    preview = page.make_preview_request().content.decode()
    assert "<h1>Draft of about</h1>" in preview
    assert 'class="site-header"' in preview
    assert "Draft of about" not in client.get("/en/about/").content.decode()


def test_the_preview_of_a_new_page_works_before_it_is_saved(site) -> None:
    page = NewsPage(title="Not saved", slug="not-saved", date=date(2020, 11, 1), intro="Soon")
    page.locale_id = HomePage.objects.get().locale_id
    assert "<h1>Not saved</h1>" in page.make_preview_request().content.decode()


def test_a_translated_page_is_previewed_in_its_language(site, at) -> None:
    actions.write_page(kind="home", path="", language="ar", title="الرئيسية", body=[HERO], by=SYSTEM, at=at)
    page = HomePage.objects.get(locale__language_code="ar")
    assert '<html lang="ar" dir="rtl">' in page.make_preview_request().content.decode()


def test_links_between_pages_lead_to_the_language_of_the_page(client: Client, site, at) -> None:
    about = StandardPage.objects.get(slug="about")
    link = {"type": "text", "value": f'<p><a linktype="page" id="{about.pk}">About</a></p>'}
    write_home(at, HERO, link)
    assert '<a href="/en/about/">About</a>' in client.get("/en/").content.decode()


def test_what_staff_type_is_escaped(client: Client, site, at) -> None:
    write_home(at, json.loads(json.dumps(HERO).replace("Agile and connected", "<script>x</script>")))
    assert "<script>x" not in client.get("/en/").content.decode()


def test_pages_may_be_kept_by_the_front(client: Client, site) -> None:
    for path in ("/en/", "/ko/about/", "/en/news/"):
        assert client.get(path).headers["Cache-Control"] == "public, max-age=0, must-revalidate"
