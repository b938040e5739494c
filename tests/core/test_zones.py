"""Local time and fair hours, tested on the zones of the nineteen members of 2020."""

import csv
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.core.timetable.zones import (
    UnknownZone,
    ZoneName,
    city_of,
    fair_hours,
    fairest,
    find_zone,
    is_night,
    local_span,
    local_time,
    name_of,
    utc_offset_text,
    zone_names,
)

DAY = date(2020, 11, 17)
MEMBERS = {
    "Addis Ababa": "Africa/Addis_Ababa",
    "Beyoğlu": "Europe/Istanbul",
    "Bucharest": "Europe/Bucharest",
    "Chengdu": "Asia/Shanghai",
    "Hebron": "Asia/Hebron",
    "Goyang": "Asia/Seoul",
    "Hanoi": "Asia/Bangkok",
    "Jakarta": "Asia/Jakarta",
    "Khartoum State": "Africa/Khartoum",
    "Kigali": "Africa/Kigali",
    "Makati": "Asia/Manila",
    "Mexico City": "America/Mexico_City",
    "Moscow": "Europe/Moscow",
    "Nairobi": "Africa/Nairobi",
    "Pittsburgh": "America/New_York",
    "Seberang Perai": "Asia/Kuala_Lumpur",
    "Seoul": "Asia/Seoul",
    "Ulaanbaatar": "Asia/Ulaanbaatar",
    "Ulyanovsk Region": "Europe/Ulyanovsk",
}
GOLDEN = Path(__file__).parent.parent / "golden" / "excom2020_timezones.csv"
zones = st.sampled_from(sorted(zone_names())).map(ZoneInfo)
moments = st.datetimes(datetime(1970, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 the strategy adds the zone


def member_zones():
    return [ZoneInfo(zone) for zone in MEMBERS.values()]


def printed(local):
    day = f"{local.wall.day} " if local.day_offset else ""
    return f"{day}{local.wall:%H:%M}"


def test_the_fair_hours_of_2020_are_those_of_the_table():
    lines = [line for line in GOLDEN.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    expected = list(csv.reader(lines))
    moscow = ZoneInfo("Europe/Moscow")
    made = [["utc", "moscow", "members_in_09_18", "members_in_07_23", "members_total", *MEMBERS]]
    for hour in fair_hours(DAY, home=ZoneInfo("UTC"), zones=member_zones()):
        counts = [str(hour.office), str(hour.humane), str(hour.total)]
        made.append([f"{hour.at:%H:%M}", f"{hour.at.astimezone(moscow):%H:%M}", *counts, *map(printed, hour.local)])
    assert made == expected


def test_all_nineteen_are_awake_only_at_16_in_moscow():
    moscow = ZoneInfo("Europe/Moscow")
    (best,) = fairest(fair_hours(DAY, home=moscow, zones=member_zones()))
    assert (best.at.astimezone(moscow).time(), best.humane, best.office) == (time(16), 19, 9)


def test_no_hours_have_no_fairest():
    assert fairest([]) == ()


@pytest.mark.parametrize(("day", "hours"), [(date(2020, 3, 8), 23), (date(2020, 11, 1), 25), (date(2020, 11, 2), 24)])
def test_a_day_with_a_clock_change_has_an_hour_less_or_more(day, hours):
    assert len(fair_hours(day, home=ZoneInfo("America/New_York"), zones=[])) == hours


def test_ten_in_moscow_is_one_in_the_night_in_mexico_city():
    local = local_time(datetime(2020, 11, 17, 7, tzinfo=UTC), zone=ZoneInfo("America/Mexico_City"), day=DAY)
    assert (local.wall.time(), local.day_offset, local.is_night) == (time(1), 0, True)


def test_the_day_is_counted_from_the_day_of_the_event():
    at = datetime(2020, 11, 17, 0, tzinfo=UTC)
    offsets = [
        local_time(at, zone=ZoneInfo(zone), day=DAY).day_offset for zone in ("America/Mexico_City", "Europe/Moscow")
    ]
    assert offsets == [-1, 0]
    assert local_time(at + timedelta(hours=20), zone=ZoneInfo("Asia/Seoul"), day=DAY).day_offset == 1


@pytest.mark.parametrize(
    ("clock", "night"),
    [(time(21, 59, 59), False), (time(22), True), (time(0), True), (time(6, 59), True), (time(7), False)],
)
def test_night_is_from_22_to_7(clock, night):
    assert is_night(clock) == night


@pytest.mark.parametrize(
    ("starts", "ends", "night"),
    [(20, 22, False), (20, 23, True), (6, 8, True), (7, 9, False), (21, 31, True), (12, 12, False)],
)
def test_a_slot_is_in_the_night_if_any_part_of_it_is(starts, ends, night):
    midnight = datetime(2020, 11, 17, tzinfo=UTC)
    span = local_span(
        midnight + timedelta(hours=starts), midnight + timedelta(hours=ends), zone=ZoneInfo("UTC"), day=DAY
    )
    assert span.is_night == night


def test_a_clock_time_without_a_zone_is_no_moment():
    naive = datetime(2020, 11, 17, 7)  # noqa: DTZ001 that is the fault under test
    with pytest.raises(ValueError, match="a moment needs a zone"):
        local_time(naive, zone=ZoneInfo("UTC"), day=DAY)


def test_a_zone_is_found_by_its_name():
    assert find_zone("America/Mexico_City") == ZoneInfo("America/Mexico_City")


@pytest.mark.parametrize(
    ("given_name", "first"),
    [
        ("Mexico City", "America/Mexico_City"),
        ("moscow", "Europe/Moscow"),
        ("Seol", "Asia/Seoul"),
        ("Europe/Moskow", "Europe/Moscow"),
    ],
)
def test_an_unknown_zone_comes_with_the_nearest_known(given_name, first):
    answer = find_zone(given_name)
    assert isinstance(answer, UnknownZone)
    assert (answer.given, answer.nearest[0]) == (given_name, first)


@pytest.mark.parametrize(
    "forged", ["", "../../etc/passwd", "/etc/localtime", "UTC\x00", "utc", "Europe/Moscow ", "localtime", "x" * 100_000]
)
def test_a_forged_name_is_no_zone(forged):
    assert isinstance(find_zone(forged), UnknownZone)


@given(st.text(max_size=40))
def test_any_text_gets_an_answer(text):
    answer = find_zone(text)
    assert answer == ZoneInfo(text) if text in zone_names() else isinstance(answer, UnknownZone)


@pytest.mark.parametrize(
    ("zone", "city"),
    [
        ("America/Mexico_City", "Mexico City"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires"),
        ("America/Sao_Paulo", "São Paulo"),
        ("Asia/Ho_Chi_Minh", "Ho Chi Minh City"),
        ("UTC", "UTC"),
        ("Etc/GMT+5", "UTC−5"),
    ],
)
def test_a_zone_is_named_by_its_city(zone, city):
    assert city_of(zone) == city


def test_every_zone_has_a_name():
    assert [zone for zone in zone_names() if not city_of(zone) or "_" in city_of(zone)] == []


def test_a_zone_in_words_follows_the_season():
    zone = ZoneInfo("America/New_York")
    names = [name_of(zone, at=datetime(2020, 11, day, 12, tzinfo=UTC)) for day in (1, 17)]
    assert [names[1], name_of(zone, at=datetime(2020, 10, 31, tzinfo=UTC))] == [
        ZoneName("New York", "UTC−5"),
        ZoneName("New York", "UTC−4"),
    ]


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (0, "UTC"),
        (540, "UTC+9"),
        (-360, "UTC−6"),
        (345, "UTC+5:45"),
        (-210, "UTC−3:30"),
        (-30, "UTC−0:30"),
        (840, "UTC+14"),
    ],
)
def test_an_offset_is_written_with_a_true_minus(minutes, text):
    assert utc_offset_text(timedelta(minutes=minutes)) == text


@given(moments, zones)
def test_local_time_is_the_same_moment(at, zone):
    local = local_time(at, zone=zone, day=at.date())
    assert local.wall.astimezone(UTC) == at
    assert abs(local.day_offset) <= 1


@given(moments, st.timedeltas(timedelta(0), timedelta(hours=12)), zones)
def test_a_slot_in_the_night_has_a_minute_in_the_night(starts, length, zone):
    span = local_span(starts, starts + length, zone=zone, day=starts.date())
    minutes = [starts, *(starts + timedelta(minutes=step) for step in range(1, int(length / timedelta(minutes=1))))]
    if any(is_night(minute.astimezone(zone).time()) for minute in minutes):
        assert span.is_night


@given(st.dates(date(1990, 1, 1), date(2036, 1, 1)), zones, st.lists(zones, max_size=5))
def test_office_hours_are_humane_and_no_more_than_all(day, home, members):
    for hour in fair_hours(day, home=home, zones=members):
        assert 0 <= hour.office <= hour.humane <= hour.total == len(hour.local) == len(members)
