"""The shell of every page: language, direction, navigation, menus and words."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.utils.translation import override

from comitia.web import wording
from comitia.web.shell import NATIVE_NAMES, environment, icon

OPENING = datetime(2020, 11, 17, 7, tzinfo=UTC)
CLOSING = datetime(2020, 11, 17, 14, tzinfo=UTC)


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "direction"),
    [("en", "ltr"), ("ko", "ltr"), ("ru", "ltr"), ("zh-hans", "ltr"), ("es", "ltr"), ("tr", "ltr"), ("ar", "rtl")],
)
def test_a_page_says_its_language_and_direction(client, language, direction):
    assert f'<html lang="{language}" dir="{direction}">' in page(client, f"/{language}/patterns/")


@pytest.mark.django_db
def test_every_language_is_offered_for_the_same_page_with_its_query(client):
    html = page(client, "/ko/patterns/?zone=Asia/Seoul")
    alternates = re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', html)
    assert alternates == [(code, f"/{code}/patterns/?zone=Asia/Seoul") for code in NATIVE_NAMES]


@pytest.mark.django_db
def test_nothing_is_inline_and_nothing_comes_from_elsewhere(client):
    html = page(client, "/en/patterns/")
    assert re.findall(r'\sstyle="|<style|\son[a-z]+="|<script(?![^>]*\ssrc=)', html) == []
    assert re.findall(r'(?:src|href)="(https?:)?//', html) == []


@pytest.mark.django_db
def test_a_visitor_is_offered_to_sign_in_and_a_person_is_offered_to_sign_out(client, django_user_model):
    before = page(client, "/en/patterns/")
    client.force_login(django_user_model.objects.create(email="ana@example.org", name="Ana Ñandú", created_at=OPENING))
    after = page(client, "/en/patterns/")
    sign_in, sign_out = 'href="/en/accounts/login/?next=%2Fen%2Fpatterns%2F"', 'action="/en/accounts/logout/"'
    assert (sign_in in before, sign_out in before) == (True, False)
    assert (sign_in in after, sign_out in after) == (False, True)
    assert '<span class="drop__name">Ana Ñandú</span>' in after


@pytest.mark.django_db
def test_a_name_cannot_break_out_of_the_header(client, django_user_model):
    client.force_login(django_user_model.objects.create(email="x@example.org", name="<b>x</b>", created_at=OPENING))
    assert '<span class="drop__name">&lt;b&gt;x&lt;/b&gt;</span>' in page(client, "/en/patterns/")


@pytest.mark.django_db
def test_a_form_with_errors_says_so_in_the_title_and_leads_to_each_field(client):
    html = page(client, "/en/patterns/")
    targets = re.findall(r'<li><a href="#([^"]+)">', html.partition('class="error-summary"')[2].partition("</div>")[0])
    assert targets == ["id_email", "id_category_0", "id_consent"]
    assert [f'id="{target}"' in html for target in targets] == [True, True, True]


def test_a_time_says_its_zone_and_the_day_it_ends_on_when_that_is_another():
    with override("en"):
        assert wording.time_range(OPENING, CLOSING, "Europe/Moscow") == (
            '<span class="times"><time datetime="2020-11-17T10:00+03:00">10:00</time>'
            '–<time datetime="2020-11-17T17:00+03:00">17:00</time></span>'
        )
        assert wording.time_range(OPENING, CLOSING, "Pacific/Auckland") == (
            '<span class="times"><time datetime="2020-11-17T20:00+13:00">20:00</time>'
            '–<time datetime="2020-11-18T03:00+13:00">Wed 18 Nov, 03:00</time></span>'
        )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "17 November 2020"),
        ("ko", "2020년 11월 17일"),
        ("ru", "17 ноября 2020"),
        ("zh-hans", "2020年11月17日"),
        ("es", "17 de noviembre de 2020"),
        ("tr", "17 Kasım 2020"),
        ("ar", "17 نوفمبر 2020"),
    ],
)
def test_a_date_is_said_in_the_language_of_the_page(language, words):
    with override(language):
        assert wording.date_text(date(2020, 11, 17)) == f'<time datetime="2020-11-17">{words}</time>'


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/Moscow", "Moscow time (UTC+3)"),
        ("America/Mexico_City", "Mexico City time (UTC\N{MINUS SIGN}6)"),
        ("Asia/Kathmandu", "Kathmandu time (UTC+5:45)"),
        ("UTC", "UTC"),
    ],
)
def test_a_zone_is_said_in_words(zone, words):
    with override("en"):
        assert wording.zone_text(zone, OPENING) == words


def test_the_first_wish_that_is_a_zone_wins_and_utc_is_the_last_resort():
    assert wording.known_zone("Mars/Olympus", "", "Asia/Seoul", "Europe/Moscow") == "Asia/Seoul"
    assert wording.known_zone("../../etc/passwd") == "UTC"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ana Ñandú", "AÑ"),
        ("jean-luc de la cruz", "JC"),
        ("서울 시장", "서시"),
        ("🎉 Olga", "O"),
        ("ana@example.org", "A"),
        ("\u200b\u202e", ""),
    ],
)
def test_initials_are_letters_of_the_first_and_the_last_word(name, letters):
    assert wording.initials(name) == letters


def test_words_put_into_a_sentence_are_escaped():
    template = environment(autoescape=True, extensions=["jinja2.ext.i18n"]).from_string(
        '{{ _("Hello %(name)s", name=name) }}'
    )
    assert template.render(name="<i>") == "Hello &lt;i&gt;"


def test_every_icon_that_is_asked_for_by_name_is_in_the_sprite(settings):
    web = settings.PACKAGE / "web"
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (web / "static/icons.svg").read_text("utf-8")))
    templates = [*web.rglob("*.html"), *(settings.PACKAGE / "desk").rglob("*.html")]
    words = "\n".join(path.read_text("utf-8") for path in templates)
    asked = set(re.findall(r'\bicon\("([a-z0-9-]+)"', words)) | set(
        re.findall(r'\b(?:glyph|after)="([a-z0-9-]+)"', words)
    )
    assert asked - drawn == set()
    assert icon("check", flip=True).count("icon--flip") == 1
