"""What readers get of a programme: their language, their clock, a constant number of statements."""

from __future__ import annotations

from datetime import date

import pytest

from comitia.members.models import Member
from comitia.organs.models import Mandate, Organ
from comitia.platform.actors import SYSTEM, Actor
from comitia.platform.tables import read_table
from comitia.programme import actions, queries
from tests.factories.accounts import make_person
from tests.factories.programme import AT, make_meeting, make_room, make_sessions, make_slot, make_speaker

pytestmark = pytest.mark.django_db


def test_the_day_of_moscow_is_night_in_mexico_city():
    meeting = make_meeting()
    make_slot(meeting, "check-in", "09:30", "10:00")
    make_slot(meeting, "session", "14:30", "16:30")
    make_slot(meeting, "closing", "16:30", "17:00")
    programme = queries.programme("excom-2020", language="en", zone="America/Mexico_City")
    [day] = programme.days
    assert day.day == date(2020, 11, 17)
    assert [(f"{hour.starts:%H:%M}", hour.is_night) for hour in day.hours] == [
        ("00:30", True),
        ("05:30", True),
        ("06:00", True),
        ("06:30", True),
        ("07:00", False),
        ("07:30", False),
    ]
    assert [(place.session.slug, place.session.is_night) for place in day.places] == [
        ("check-in", True),
        ("session", True),
        ("closing", False),
    ]


def test_in_a_far_zone_one_day_becomes_two():
    meeting = make_meeting()
    make_slot(meeting, "opening", "10:00", "10:30")
    make_slot(meeting, "closing", "16:30", "17:00")
    programme = queries.programme("excom-2020", language="en", zone="Pacific/Auckland")
    assert [day.day for day in programme.days] == [date(2020, 11, 17), date(2020, 11, 18)]
    programme = queries.programme("excom-2020", language="en", zone="Pacific/Pago_Pago")
    assert [day.day for day in programme.days] == [date(2020, 11, 16), date(2020, 11, 17)]


def test_rooms_are_columns_in_their_order_and_a_session_for_all_lies_across_them():
    meeting = make_meeting()
    make_room(meeting, "forum", order=2)
    make_room(meeting, "committee", order=1)
    make_slot(meeting, "opening", "10:00", "10:30")
    make_slot(meeting, "talk", "10:30", "11:30", room="forum")
    make_slot(meeting, "vote", "10:30", "12:30", room="committee")
    [day] = queries.programme("excom-2020", language="en", zone="Europe/Moscow").days
    assert [(str(column.room), column.number) for column in day.columns] == [("Committee", 1), ("Forum", 2)]
    assert [(at.session.slug, at.row, at.end, at.column, at.span) for at in day.places] == [
        ("opening", 1, 2, 1, 2),
        ("talk", 2, 4, 2, 1),
        ("vote", 2, 6, 1, 1),
    ]


def test_texts_come_in_the_language_asked_for_or_say_which_they_are_in():
    make_slot(make_meeting(), "opening", titles={"en": "Opening", "ar": "الافتتاح"}, summaries={"en": "Welcome."})
    page = queries.session_page("excom-2020", "opening", language="ar", zone="Europe/Moscow")
    assert (page.session.title.value, page.session.title.is_fallback) == ("الافتتاح", False)
    assert (page.session.summary.value, page.session.summary.language, page.session.summary.is_fallback) == (
        "Welcome.",
        "en",
        True,
    )


def test_a_session_page_knows_its_neighbours_in_time():
    meeting = make_meeting()
    for slug, starts, ends in (("b", "11:00", "12:00"), ("a", "10:00", "11:00"), ("c", "12:00", "13:00")):
        make_slot(meeting, slug, starts, ends)
    pages = {
        slug: queries.session_page("excom-2020", slug, language="en", zone="Europe/Moscow") for slug in ("a", "b", "c")
    }
    assert {
        slug: (page.previous and page.previous.slug, page.following and page.following.slug)
        for slug, page in pages.items()
    } == {"a": (None, "b"), "b": ("a", "c"), "c": ("b", None)}
    assert queries.session_page("excom-2020", "d", language="en", zone="Europe/Moscow") is None


def test_slots_without_times_are_kept_apart():
    meeting = make_meeting()
    make_slot(meeting, "tour", "", "", day=date(2020, 11, 17))
    make_slot(meeting, "dinner", "", "")
    programme = queries.programme("excom-2020", language="en", zone="Europe/Moscow")
    assert [session.slug for session in programme.days[0].untimed] == ["tour"]
    assert [session.slug for session in programme.undated] == ["dinner"]


def test_kinds_filter_and_every_kind_stays_on_offer():
    meeting = make_meeting()
    make_slot(meeting, "opening", kind="plenary")
    make_slot(meeting, "talk", "11:00", "12:00", kind="forum")
    programme = queries.programme("excom-2020", language="en", zone="Europe/Moscow", kinds=["forum"])
    assert ([place.session.slug for place in programme.days[0].places], programme.kinds, programme.count) == (
        ["talk"],
        ("plenary", "forum"),
        1,
    )


def test_the_zones_to_choose_from_are_those_of_the_members_who_sit_that_year():
    organ = Organ.objects.create(code="excom", names={"en": "Executive Committee"})
    meeting = make_meeting()
    meeting.organ = organ
    meeting.save()
    for slug, zone, starts, ends in (
        ("seoul", "Asia/Seoul", "2017-06-27", ""),
        ("goyang", "Asia/Seoul", "2017", "2020"),
        ("barcelona", "Europe/Madrid", "2010", "2017"),
        ("almaty", "Asia/Almaty", "2021", ""),
        ("andek", "", "2017", ""),
    ):
        member = Member.objects.create(slug=slug, name=slug, category="full", zone=zone)
        Mandate.objects.create(organ=organ, member=member, role="member", starts=starts, ends=ends)
    assert queries.zones_of_members("excom-2020") == ("Asia/Seoul",)


def test_without_an_organ_the_zones_are_those_of_all_members():
    make_meeting()
    for slug, zone in (("seoul", "Asia/Seoul"), ("goyang", "Asia/Seoul"), ("moscow", "Europe/Moscow"), ("andek", "")):
        Member.objects.create(slug=slug, name=slug, category="full", zone=zone)
    assert queries.zones_of_members("excom-2020") == ("Asia/Seoul", "Europe/Moscow")


def test_a_recorded_programme_is_shown_as_printed_with_its_findings():
    make_meeting("past", zone="")
    lines = (
        "day,date,start,end,tz,title,kind,room,speakers,source,note\n"
        "1,2012-11-12,11:30,13:30,,Session II,statutory session,,,https://example.org,\n"
        "1,2012-11-12,13:00,15:00,,Lunch,break,,,https://example.org,\n"
        "1-3,,,,,Matchmaking,matchmaking,,,https://example.org,through the three days\n"
    )
    actions.apply_slots(read_table(lines.encode()), meeting="past", shown=None, file="x.csv", by=SYSTEM, at=AT)
    programme = queries.recorded_programme("past", language="en")
    assert [
        (
            day.day,
            [(slot.title.value, slot.start_as_printed, [one.code for one in slot.findings]) for slot in day.slots],
        )
        for day in programme.days
    ] == [
        (date(2012, 11, 12), [("Session II", "11:30", ["overlap"]), ("Lunch", "13:00", ["overlap"])]),
        (None, [("Matchmaking", "", ["missing day"])]),
    ]
    assert (programme.findings, programme.sources) == (3, ("https://example.org",))


def test_a_programme_made_here_is_no_recorded_one():
    make_slot(make_meeting(), "opening")
    assert not queries.recorded_programme("excom-2020", language="en")


@pytest.mark.parametrize("count", [1, 3])
def test_every_reading_takes_the_same_statements_for_one_and_for_three(count, django_assert_num_queries):
    slots = make_sessions(make_meeting(), count)
    for number in range(count - 1):
        make_speaker(slots[0].meeting, f"more-{number}")
    person = make_person()
    for slot in slots:
        actions.bookmark_slot(person, "excom-2020", slot.slug, by=Actor(person=person.reference))
    here = {"language": "en", "zone": "Europe/Moscow"}
    site = {"zone": "Europe/Moscow", "language": "en", "site": "https://example.org"}
    for statements, read in (
        (1, lambda: queries.programme("excom-2020", **here)),
        (3, lambda: queries.session_page("excom-2020", "session-0", **here)),
        (1, lambda: queries.speakers("excom-2020", language="en")),
        (2, lambda: queries.speaker_page("excom-2020", "vera", **here)),
        (2, lambda: queries.agenda(person, "excom-2020", **here)),
        (1, lambda: queries.kept_slots(person)),
        (2, lambda: queries.programme_entries("excom-2020", **site)),
        (2, lambda: queries.agenda_entries("excom-2020", person.pk, **site)),
        (2, lambda: queries.session_records("excom-2020")),
        (1, lambda: queries.speaker_records("excom-2020")),
        (2, lambda: queries.recorded_programme("excom-2020", language="en")),
    ):
        with django_assert_num_queries(statements):
            read()
