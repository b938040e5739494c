"""The programme as people read it."""

from __future__ import annotations

import re

import pytest

from comitia.members.models import Member
from comitia.platform.actors import Actor
from comitia.programme import actions
from comitia.web.programme.timetable import kept_drawing
from tests.factories.accounts import make_person, signed_in
from tests.factories.programme import make_meeting, make_room, make_sessions, make_slot, make_speaker, name_speaker

pytestmark = pytest.mark.django_db
PUBLIC = "public, max-age=0, must-revalidate"


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def cards(response) -> list[str]:
    return re.findall(r'id="session-([\w-]+)"', response.content.decode())


def test_the_programme_is_read_in_order_of_time_on_the_clock_of_the_host(client):
    meeting = make_meeting()
    make_slot(meeting, "closing", "16:30", "17:00")
    make_slot(meeting, "opening", "10:00", "10:30")
    response = client.get("/en/programme/")
    assert cards(response) == ["opening", "closing"]
    assert "Times are shown in Moscow time (UTC+3)." in text_of(response)
    assert "Tuesday 17 November 2020" in text_of(response)
    assert response["Cache-Control"] == PUBLIC


def test_a_reader_in_mexico_city_sees_night_hours_marked_with_moon_and_word(client):
    meeting = make_meeting()
    make_slot(meeting, "opening", "10:00", "10:30")
    make_slot(meeting, "closing", "16:30", "17:00")
    response = client.get("/en/programme/?zone=America/Mexico_City")
    html = response.content.decode()
    assert "Times are shown in Mexico City time (UTC−6)." in text_of(response)
    night, day = html.split('id="session-opening"')[1].split('id="session-closing"')
    assert ("01:00" in night, "#moon" in night, "night" in night) == (True, True, True)
    assert ("07:30" in day, "#moon" in day.split("</article>")[0]) == (True, False)
    assert html.count('href="/en/programme/opening/?zone=America/Mexico_City"') == 1


def test_the_cookie_counts_before_the_profile_and_the_address_before_the_cookie():
    make_slot(make_meeting(), "opening")
    person = make_person(zone="Asia/Seoul")
    browser = signed_in(person)
    assert "Seoul time" in text_of(browser.get("/en/programme/"))
    browser.cookies["zone"] = "Asia/Tokyo"
    assert "Tokyo time" in text_of(browser.get("/en/programme/"))
    assert "Lagos time" in text_of(browser.get("/en/programme/?zone=Africa/Lagos"))


@pytest.mark.parametrize(
    "query", ["zone=Atlantis/Capital", "zone=", "kind=nonsense", "view=cube", "mine=2", "zone=../../etc"]
)
def test_what_cannot_be_asked_is_left_out(client, query):
    make_slot(make_meeting(), "opening")
    response = client.get(f"/en/programme/?{query}")
    assert (response.status_code, cards(response)) == (200, ["opening"])


def test_the_short_list_of_zones_is_that_of_the_members_with_the_host_first(client):
    make_slot(make_meeting(), "opening")
    for slug, zone in (("seoul", "Asia/Seoul"), ("moscow", "Europe/Moscow"), ("jakarta", "Asia/Jakarta")):
        Member.objects.create(slug=slug, name=slug, category="full", zone=zone)
    html = client.get("/en/programme/").content.decode()
    assert re.findall(r'<option value="([^"]+)"', html) == ["Europe/Moscow", "Asia/Jakarta", "Asia/Seoul"]


def test_kinds_are_chosen_one_by_one_or_several(client):
    meeting = make_meeting()
    for slug, kind, starts in (
        ("opening", "plenary", "10:00"),
        ("talk", "forum", "11:00"),
        ("visit", "showcase", "12:00"),
    ):
        make_slot(meeting, slug, starts, f"{starts[:2]}:30", kind=kind)
    assert cards(client.get("/en/programme/?kind=forum")) == ["talk"]
    assert cards(client.get("/en/programme/?kind=forum&kind=showcase")) == ["talk", "visit"]
    assert cards(client.get("/en/programme/?kind=forum,showcase")) == ["talk", "visit"]
    empty = client.get("/en/programme/?kind=tour")
    assert "No session is of this kind. Show all sessions" in text_of(empty)


def test_the_list_tells_what_sessions_are_about(client):
    make_slot(make_meeting(), "opening", summaries={"en": "The host welcomes everybody."})
    assert "The host welcomes everybody." not in text_of(client.get("/en/programme/"))
    assert "The host welcomes everybody." in text_of(client.get("/en/programme/?view=list"))


def test_a_sample_programme_says_so_until_it_is_replaced(client):
    meeting = make_meeting(is_sample=False)
    make_slot(meeting, "opening")
    assert "Sample programme" not in text_of(client.get("/en/programme/"))


def test_the_sample_says_that_it_is_one(client):
    make_slot(make_meeting(is_sample=True), "opening")
    assert "Sample programme" in text_of(client.get("/en/programme/"))
    assert "Sample programme" in text_of(client.get("/en/programme/opening/"))


def test_without_a_meeting_or_without_sessions_the_page_says_what_next(client):
    assert "No meeting is being prepared now" in text_of(client.get("/en/programme/"))


def test_a_programme_that_is_not_out_says_so(client):
    make_meeting()
    assert "The programme is not out yet." in text_of(client.get("/en/programme/"))


def test_the_arabic_page_runs_from_right_to_left_and_marks_what_is_not_translated(client):
    meeting = make_meeting()
    make_slot(meeting, "opening", titles={"en": "Opening", "ar": "الافتتاح"}, summaries={"en": "Welcome."})
    make_slot(meeting, "closing", "16:30", "17:00", titles={"en": "Closing"})
    html = client.get("/ar/programme/").content.decode()
    assert '<html lang="ar" dir="rtl">' in html
    assert "الافتتاح" in html
    assert '<span lang="en" dir="ltr">Closing</span>' in html
    page = client.get("/ar/programme/opening/").content.decode()
    assert '<div class="prose" lang="en" dir="ltr">' in page
    assert page.count('class="language-note"') == 1
    assert client.get("/en/programme/opening/").content.decode().count('class="language-note"') == 0


def test_a_session_page_tells_time_place_languages_and_who_speaks(client):
    meeting = make_meeting()
    make_room(meeting, "forum-a", en="Forum A")
    Member.objects.create(slug="seoul", name="Seoul", category="full")
    make_slot(meeting, "talk", "11:00", "12:30", room="forum-a", kind="forum", languages=["en", "zh-hans"])
    make_speaker(meeting, "haneul", name="Haneul Bitgaram", member="seoul", is_fictional=True)
    name_speaker(meeting, "talk", "haneul", part="keynote")
    text = text_of(client.get("/en/programme/talk/?zone=Asia/Seoul"))
    for words in (
        "Seoul time (UTC+9) Tuesday 17 November 2020 , 17:00 – 18:30",
        "At the meeting Tuesday 17 November 2020 , 11:00 – 12:30 – Moscow time (UTC+3)",
        "Room Forum A",
        "Who may attend Open to all",
        "Languages English, Chinese (Simplified)",
        "Haneul Bitgaram Keynote Mayor Seoul Fictional person of the demonstration",
    ):
        assert words in text


def test_an_unknown_session_is_not_found(client):
    make_meeting()
    assert client.get("/en/programme/nothing/").status_code == 404
    assert client.get("/en/speakers/nobody/").status_code == 404
    assert client.get("/en/programme/nothing.ics").status_code == 404


def test_speakers_are_listed_and_have_a_page_with_their_sessions(client):
    meeting = make_meeting()
    make_slot(meeting, "opening")
    make_speaker(meeting, "vera", name="Vera", biographies={"en": "Runs the counters."}, is_fictional=True)
    name_speaker(meeting, "opening", "vera")
    assert "The speakers of this sample programme are invented." in text_of(client.get("/en/speakers/"))
    page = client.get("/en/speakers/vera/")
    assert "Runs the counters." in text_of(page)
    assert "Fictional person of the demonstration" in text_of(page)
    assert cards(page) == ["opening"]


def test_what_people_write_is_never_markup(client):
    meeting = make_meeting()
    nasty = "<script>alert(1)</script>\N{RIGHT-TO-LEFT OVERRIDE}🙂"
    make_slot(meeting, "opening", titles={"en": nasty}, summaries={"ru": nasty})
    make_speaker(meeting, "vera", name=nasty, positions={"ru": nasty})
    name_speaker(meeting, "opening", "vera")
    for path in ("programme/", "programme/?view=list", "programme/opening/", "speakers/", "speakers/vera/"):
        html = client.get(f"/en/{path}").content.decode()
        assert ("<script>alert" in html, "&lt;script&gt;alert" in html) == (False, True), path


def test_a_change_is_seen_at_once_although_the_drawing_is_kept(client, django_capture_on_commit_callbacks):
    meeting = make_meeting()
    make_slot(meeting, "opening", titles={"en": "Opening"})
    client.get("/en/programme/")
    with django_capture_on_commit_callbacks(execute=True):
        make_slot(meeting, "opening", titles={"en": "A new opening"})
    assert "A new opening" in text_of(client.get("/en/programme/"))


def test_only_zones_that_many_share_fill_the_memory(client):
    make_slot(make_meeting(), "opening")
    for zone in ("Pacific/Apia", "Africa/Lagos", "America/Lima"):
        client.get(f"/en/programme/?zone={zone}")
    assert kept_drawing.cache_info().currsize == 0
    client.get("/en/programme/")
    assert kept_drawing.cache_info().currsize == 1


@pytest.mark.parametrize("count", [1, 3])
def test_pages_take_the_same_statements_for_one_and_for_three_sessions(client, count, django_assert_num_queries):
    make_sessions(make_meeting(), count)
    client.get("/en/")
    for path, statements in (
        ("programme/", 5),
        ("programme/?kind=forum", 1),
        ("programme/?view=list", 1),
        ("programme/session-0/", 3),
        ("speakers/", 1),
        ("speakers/vera/", 2),
        ("programme.ics", 2),
        ("programme/session-0.ics", 2),
    ):
        with django_assert_num_queries(statements):
            assert client.get(f"/en/{path}").status_code == 200


def test_a_signed_in_reader_of_forty_sessions_costs_at_most_eight_statements(django_assert_max_num_queries):
    slots = make_sessions(make_meeting(), 40)
    person = make_person()
    for slot in slots[:10]:
        actions.bookmark_slot(person, "excom-2020", slot.slug, by=Actor(person=person.reference))
    browser = signed_in(person)
    browser.get("/en/programme/")
    with django_assert_max_num_queries(8):
        response = browser.get("/en/programme/")
    assert (len(cards(response)), response.content.decode().count("data-mine")) == (40, 10)
    assert response.get("Cache-Control") is None
