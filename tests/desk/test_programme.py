"""The secretariat arranges the programme on the board, by forms, and releases it."""

from __future__ import annotations

import pytest

from comitia.journal.models import Entry
from comitia.organs.models import Mandate, Organ
from comitia.platform.actors import SYSTEM
from comitia.programme import actions
from comitia.programme.models import InterpreterAssignment, Release, Room, Slot, Speaker
from comitia.programme.queries.drafts import find_working_slot
from tests.desk.test_records import typed
from tests.factories.accounts import make_officer, make_person, signed_in
from tests.factories.members import make_member
from tests.factories.programme import AT, draft_slot, make_meeting, make_room, make_slot, make_speaker, moment, release

pytestmark = pytest.mark.django_db
BOARD = "/en/desk/programme/excom-2020/"
JSON = {"headers": {"Accept": "application/json"}}


@pytest.fixture
def officer():
    return signed_in(make_officer())


def page_of(client, address: str = BOARD) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_only_the_secretariat_sees_the_board():
    make_meeting()
    for person in (make_officer("regional_office", region="asia"), make_person()):
        assert signed_in(person).get(BOARD).status_code == 403


def test_the_board_shows_a_session_in_its_row_and_room_and_what_waits(officer):
    meeting = make_meeting()
    make_room(meeting, "hall", order=1)
    make_room(meeting, "attic", order=2)
    draft_slot(meeting, "talk", "10:00", "11:00", room="attic")
    draft_slot(meeting, "later", "", "", room="attic")
    page = page_of(officer)
    assert 'class="session tile kind-plenary from-9 to-13 room-2"' in page
    assert "Readers see no programme before its first release." in page
    assert page.index('id="tile-talk"') < page.index("Without a time") < page.index('id="tile-later"')


def test_an_officer_adds_a_session_by_the_form_and_readers_do_not_see_it(officer, client):
    meeting = make_meeting()
    make_room(meeting, "hall")
    make_speaker(meeting, "vera")
    values = typed(officer, f"{BOARD}sessions/new/") | {
        "titles_en": "Clean air", "kind": "forum", "audience": "everyone", "day": "2020-11-17", "start": "10:00",
        "minutes": "45", "room": "hall", "languages": ["en", "mn"], "speaker_0": "vera", "part_0": "chair",
        "takes_sign_up": "on", "capacity": "20",
    }  # fmt: skip
    assert officer.post(f"{BOARD}sessions/new/", values)["Location"] == f"{BOARD}?day=2020-11-17"
    slot = find_working_slot("excom-2020", "clean-air")
    assert (slot.starts_at, slot.ends_at) == (moment("10:00"), moment("10:45"))
    assert (slot.values["languages"], slot.values["capacity"], slot.speakers) == (["en", "mn"], 20, ("vera",))
    assert client.get("/en/programme/clean-air/").status_code == 404
    page = page_of(officer, f"{BOARD}sessions/clean-air/")
    assert 'name="start" id="id_start" value="10:00"' in page
    assert "(Secretariat): changed a session" in page


def test_what_cannot_be_is_refused_beside_its_field_and_nothing_typed_is_lost(officer):
    make_meeting()
    draft_slot(make_meeting("other", is_current=False), "talk")
    values = typed(officer, f"{BOARD}sessions/new/") | {
        "kind": "forum", "audience": "everyone", "titles_en": "Clean air", "day": "2020-11-17", "start": "", "minutes": "45"
    }  # fmt: skip
    response = officer.post(f"{BOARD}sessions/new/", values)
    page = response.content.decode()
    assert (response.status_code, 'value="Clean air"' in page) == (422, True)
    assert "Give both the day and the start, or leave both empty." in page


def test_an_hour_that_the_clocks_skip_is_refused(officer):
    meeting = make_meeting(zone="Europe/Berlin")
    draft_slot(meeting, "talk")
    response = officer.post(f"{BOARD}sessions/talk/move/", {"day": "2021-03-28", "start": "02:30", "minutes": "30"})
    assert (response.status_code, "The clocks skip this time" in response.content.decode()) == (422, True)


def test_the_board_moves_a_session_by_the_form_that_works_without_script(officer):
    meeting = make_meeting()
    make_room(meeting, "hall")
    make_slot(meeting, "talk", "10:00", "11:00")
    place = typed(officer, f"{BOARD}sessions/talk/move/") | {"start": "11:30", "room": "hall"}
    assert officer.post(f"{BOARD}sessions/talk/move/", place).status_code == 302
    slot = find_working_slot("excom-2020", "talk")
    assert (slot.starts_at, slot.values["room"], slot.values["fills_all_rooms"]) == (moment("11:30"), "hall", False)
    answer = officer.post(f"{BOARD}sessions/talk/move/", place | {"start": "12:00"}, **JSON)
    assert (answer.status_code, "Somebody else changed" in answer.json()["sentence"]) == (422, True)
    assert Slot.objects.get().starts_at == moment("10:00")


def test_the_second_of_two_officers_sees_what_differs_and_may_save_again(officer):
    meeting = make_meeting()
    draft_slot(meeting, "talk", "10:00", "11:00", kind="forum")
    address = f"{BOARD}sessions/talk/"
    mine = typed(officer, address) | {"titles_en": "Mine", "languages": ["en", "ko"]}
    draft_slot(meeting, "talk", "10:00", "11:00", kind="forum", titles={"en": "Theirs"})
    response = officer.post(address, mine)
    page = " ".join(response.content.decode().split())
    assert (response.status_code, "<bdi>Theirs</bdi>" in page, "<bdi>Mine</bdi>" in page) == (422, True, True)
    again = mine | {"seen": find_working_slot("excom-2020", "talk").record("en").token}
    assert f'value="{again["seen"]}"' in page
    assert officer.post(address, again).status_code == 302
    assert find_working_slot("excom-2020", "talk").values["titles"] == {"en": "Mine"}


def test_everything_that_does_not_fit_is_named_and_linked(officer):
    meeting = make_meeting()
    meeting.organ = Organ.objects.create(code="executive-committee")
    meeting.save()
    seoul = make_member("Seoul", zone="America/Mexico_City")
    Mandate.objects.create(organ=meeting.organ, member=seoul, role="member", starts="2019", ends="2022")
    actions.save_room("excom-2020", "hall", names={"en": "Hall"}, order=1, capacity=30, by=SYSTEM, at=AT)
    make_room(meeting, "attic", order=2)
    make_speaker(meeting, "vera", member="seoul")
    named = {"speakers": [{"speaker": "vera"}]}
    draft_slot(meeting, "vote", "10:00", "12:00", room="attic", kind="committee")
    draft_slot(meeting, "talk", "10:00", "11:00", room="hall", **named)
    draft_slot(meeting, "walk", "10:30", "11:30", room="hall", capacity=40, takes_sign_up=True, **named)
    draft_slot(meeting, "lunch", "11:00", "12:00", kind="break")
    page = page_of(officer)
    link = '<a href="/en/desk/programme/excom-2020/sessions/{0}/">{1}</a>'.format
    talk, walk, vote, lunch = (link(slug, slug.capitalize()) for slug in ("talk", "walk", "vote", "lunch"))
    assert f"{talk} and {walk} are in the same room at the same time: Hall." in page
    assert f"Vera is in {talk} and in {walk} at the same time." in page
    assert f"{vote} and {lunch} are at the same time, and one of them fills all rooms." in page
    assert f"Vera speaks in {talk} while the organ on which Seoul sits meets: {vote}." in page
    assert f"It is night for Vera when {talk} begins or ends: it begins at 01:00 there." in page
    assert f"{walk} has 40 places, and its room holds 30: Hall." in page


def test_fewer_places_than_people_who_signed_up_is_a_warning(officer):
    meeting = make_meeting()
    slot = make_slot(meeting, "workshop", takes_sign_up=True, capacity=2)
    for _number in range(2):
        person = make_person()
        actions.sign_up(person, "excom-2020", slot.slug, by=SYSTEM.__class__(person=person.reference), at=AT)
    draft_slot(meeting, "workshop", takes_sign_up=True, capacity=1)
    assert "has 1 places, and 2 people have signed up" in page_of(officer)
    assert "2 of 1 places are taken." in page_of(officer, f"{BOARD}sessions/workshop/places/")


def test_a_programme_is_released_twice_and_the_second_time_says_what_moved(officer, client):
    meeting = make_meeting()
    draft_slot(meeting, "talk", "10:00", "11:00")
    first = typed(officer, f"{BOARD}release/")
    assert first["name"] == "1.0"
    assert officer.post(f"{BOARD}release/", first).status_code == 302
    draft_slot(meeting, "talk", "11:00", "12:00")
    assert "1 change is not released" in page_of(officer)
    assert "10:00</time>–11:00, all rooms</del> →" in page_of(officer, f"{BOARD}release/")
    second = typed(officer, f"{BOARD}release/")
    draft_slot(meeting, "walk", "14:00", "15:00")
    refused = officer.post(f"{BOARD}release/", second)
    assert (refused.status_code, "Somebody changed the programme" in refused.content.decode()) == (422, True)
    officer.post(f"{BOARD}release/", typed(officer, f"{BOARD}release/"))
    assert [one.name for one in Release.objects.order_by("number")] == ["1.0", "1.1"]
    assert client.get("/en/programme/walk/").status_code == 200
    officer.post(f"{BOARD}releases/1/restore/")
    assert find_working_slot("excom-2020", "talk").starts_at == moment("10:00")


def test_a_session_is_cancelled_and_put_back(officer):
    meeting = make_meeting()
    draft_slot(meeting, "talk")
    release(meeting)
    officer.post(f"{BOARD}sessions/talk/drop/")
    assert "at the next release" in page_of(officer)
    officer.post(f"{BOARD}sessions/talk/back/")
    assert (Slot.objects.get().draft, "at the next release" in page_of(officer)) == (None, False)


def test_an_officer_keeps_rooms_speakers_and_interpreters(officer):
    meeting = make_meeting()
    draft_slot(meeting, "talk", "08:00", "12:00")
    officer.post(f"{BOARD}rooms/new/", {"names_en": "Hall", "order": "1", "capacity": "80", "channels": ["en", "ko"]})
    assert Room.objects.values_list("slug", "capacity", "channels").get() == ("hall", 80, ["en", "ko"])
    officer.post(f"{BOARD}speakers/new/", {"name": "Vera", "language": "ko", "email": "v@example.org", "zone": "UTC"})
    assert Speaker.objects.values_list("slug", "language", "email").get() == ("vera", "ko", "v@example.org")
    values = typed(officer, f"{BOARD}speakers/vera/") | {"zone": "Asia/Soul"}
    assert "This is no time zone." in officer.post(f"{BOARD}speakers/vera/", values).content.decode()
    officer.post(f"{BOARD}interpreters/new/", {"name": "Ana", "languages": ["en", "ko"], "is_remote": "on"})
    number = meeting.interpreters.get().pk
    booth = {"slot": "talk", "interpreter": number, "source": "en", "target": "ko", "turn": "1"}
    officer.post(f"{BOARD}interpreters/assign/", booth)
    page = page_of(officer, f"{BOARD}interpreters/")
    assert "Ana interprets from afar for 4:00 hours on one day, more than three" in page
    assert "has one interpreter; nobody should interpret alone." in page
    assert officer.post(f"{BOARD}interpreters/assign/", booth | {"target": "en"}).status_code == 422
    officer.post(f"{BOARD}interpreters/end/{InterpreterAssignment.objects.get().pk}/")
    assert InterpreterAssignment.objects.count() == 0
    verbs = ["save_room", "save_speaker", "save_interpreter", "assign_interpreter", "end_assignment"]
    assert list(Entry.objects.filter(verb__in=verbs).order_by("number").values_list("verb", flat=True)) == verbs


@pytest.mark.parametrize("count", [1, 3])
def test_pages_take_the_same_statements_for_one_session_and_for_three(officer, count, django_assert_num_queries):
    meeting = make_meeting()
    for number in range(count):
        make_room(meeting, f"room-{number}")
        make_speaker(meeting, f"vera-{number}")
        draft_slot(
            meeting, f"slot-{number}", "10:00", "11:00", room=f"room-{number}", speakers=[{"speaker": f"vera-{number}"}]
        )
        one = actions.save_interpreter(
            "excom-2020", None, name=f"Ana {number}", languages=["en"], is_remote=True, by=SYSTEM, at=AT
        )
        actions.assign_interpreter(
            "excom-2020", f"slot-{number}", interpreter=one.pk, source="en", target="ko", by=SYSTEM, at=AT
        )
    for statements, address in (
        (12, ""),
        (13, "sessions/slot-0/"),
        (15, "release/"),
        (6, "releases/"),
        (5, "rooms/"),
        (5, "speakers/"),
        (13, "interpreters/"),
    ):
        officer.get(BOARD + address)
        with django_assert_num_queries(statements):
            officer.get(BOARD + address)
