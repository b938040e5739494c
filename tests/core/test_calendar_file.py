"""Calendar files, read back by three other programs: icalendar, vobject (with dateutil) and ical."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from comitia.core.timetable.calendar_file import Entry, EntryStatus, calendar_file

CHANGED = datetime(2020, 11, 1, 12, tzinfo=UTC)
MOSCOW = ZoneInfo("Europe/Moscow")
NEW_YORK = ZoneInfo("America/New_York")
CASABLANCA = ZoneInfo("Africa/Casablanca")


def entry(starts=datetime(2020, 11, 17, 7, tzinfo=UTC), hours=1.0, **fields):
    ends = None if hours is None else starts + timedelta(hours=hours)
    return Entry(
        **{
            "uid": "slot-1@example.org",
            "title": "Opening",
            "starts": starts,
            "ends": ends,
            "zone": MOSCOW,
            "last_modified": CHANGED,
        }
        | fields
    )


def spans_of_icalendar(written):
    return [
        (event.start.astimezone(UTC), event.end.astimezone(UTC))
        for event in icalendar.Calendar.from_ical(written).events
    ]


def spans_of_vobject(written):
    # vobject remembers a zone by its name for the life of the process, with the years of the first file that described it.
    zones_remembered = getattr(vobject.icalendar, "__tzidMap")
    for name in [name for name in zones_remembered if name != "UTC"]:
        del zones_remembered[name]
    calendar = vobject.readOne(written.decode())
    return [(event.dtstart.value.astimezone(UTC), event.dtend.value.astimezone(UTC)) for event in calendar.vevent_list]


def spans_of_ical(written):
    calendar = IcsCalendarStream.calendar_from_ics(written.decode())
    return [(event.dtstart.astimezone(UTC), event.dtend.astimezone(UTC)) for event in calendar.events]


def only_event(written):
    (event,) = icalendar.Calendar.from_ical(written).events
    return event


def test_an_entry_is_written_with_all_its_fields():
    full = entry(
        title="Заседание; выборы, 선거",
        description="One\nTwo",
        location="Room 1, online",
        url="https://example.org/s/1",
        sequence=3,
        status=EntryStatus.CANCELLED,
    )
    event = only_event(calendar_file([full], name="My agenda"))
    assert {field: str(event[field]) for field in ("uid", "summary", "description", "location", "url", "status")} == {
        "uid": "slot-1@example.org",
        "summary": "Заседание; выборы, 선거",
        "description": "One\nTwo",
        "location": "Room 1, online",
        "url": "https://example.org/s/1",
        "status": "CANCELLED",
    }
    assert (event["sequence"], event["dtstamp"].dt, event["last-modified"].dt) == (3, CHANGED, CHANGED)


def test_the_calendar_is_to_publish_and_has_its_name():
    calendar = icalendar.Calendar.from_ical(calendar_file([], name="Моя программа"))
    assert (calendar["method"], calendar["version"], calendar["name"], calendar["x-wr-calname"]) == (
        "PUBLISH",
        "2.0",
        "Моя программа",
        "Моя программа",
    )


def test_empty_texts_are_left_out():
    assert {"description", "location", "url"} & {
        name.lower() for name in only_event(calendar_file([entry()], name="x"))
    } == set()


def test_times_are_local_with_the_zone_described():
    written = calendar_file([entry()], name="x")
    assert b"DTSTART;TZID=Europe/Moscow:20201117T100000\r\n" in written
    assert [str(zone["tzid"]) for zone in icalendar.Calendar.from_ical(written).timezones] == ["Europe/Moscow"]


def test_utc_needs_no_description():
    written = calendar_file([entry(zone=ZoneInfo("UTC"))], name="x")
    assert b"DTSTART:20201117T070000Z\r\n" in written
    assert b"VTIMEZONE" not in written


def test_a_change_of_clocks_is_described_on_the_clock_before_it():
    written = calendar_file([entry(zone=NEW_YORK)], name="x").decode()
    lines = [
        line
        for line in written.split("\r\n")
        if line.startswith(("BEGIN:STANDARD", "BEGIN:DAYLIGHT", "DTSTART:", "TZOFFSET"))
    ]
    assert lines == [
        *("BEGIN:STANDARD", "DTSTART:20191230T190000", "TZOFFSETFROM:-0500", "TZOFFSETTO:-0500"),
        *("BEGIN:DAYLIGHT", "DTSTART:20200308T020000", "TZOFFSETFROM:-0500", "TZOFFSETTO:-0400"),
        *("BEGIN:STANDARD", "DTSTART:20201101T020000", "TZOFFSETFROM:-0400", "TZOFFSETTO:-0500"),
    ]


@pytest.mark.parametrize("read", [spans_of_icalendar, spans_of_vobject, spans_of_ical])
@pytest.mark.parametrize(
    ("zone", "around"),
    [
        (NEW_YORK, datetime(2020, 11, 1, 6, tzinfo=UTC)),
        (NEW_YORK, datetime(2020, 3, 8, 7, tzinfo=UTC)),
        (CASABLANCA, datetime(2020, 5, 31, 2, tzinfo=UTC)),
        (ZoneInfo("Australia/Lord_Howe"), datetime(2020, 10, 3, 15, 30, tzinfo=UTC)),
        (ZoneInfo("Asia/Kathmandu"), datetime(2020, 1, 1, tzinfo=UTC)),
        (MOSCOW, datetime(2020, 12, 31, 21, tzinfo=UTC)),
    ],
)
def test_other_programs_read_the_same_moments_around_a_change_of_clocks(read, zone, around):
    starts = [around + timedelta(minutes=30 * step) for step in range(-8, 9)]
    entries = [entry(start, uid=f"slot-{number}@example.org", zone=zone) for number, start in enumerate(starts)]
    assert read(calendar_file(entries, name="x")) == [(start, start + timedelta(hours=1)) for start in starts]


def test_a_point_in_time_has_no_end():
    assert "DTEND" not in only_event(calendar_file([entry(hours=None)], name="x"))


def test_line_breaks_in_an_address_or_identifier_start_no_new_property():
    forged = entry(
        uid="a\r\nX-FORGED:1",
        url="https://example.org/\r\nX-FORGED:2",
        title="a\u2028X-FORGED:3\x00\x80\ud800",
        location="b\rX-FORGED:4",
    )
    written = calendar_file([forged], name="x\nX-FORGED:5")
    event = only_event(written)
    assert b"\nX-FORGED" not in written
    assert (event["uid"], event["url"], event["summary"], event["location"]) == (
        "aX-FORGED:1",
        "https://example.org/X-FORGED:2",
        "a\nX-FORGED:3",
        "b\nX-FORGED:4",
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"starts": datetime(2020, 11, 17, 7)},  # noqa: DTZ001 that is the fault under test
        {"ends": datetime(2020, 11, 17, 8)},  # noqa: DTZ001 that is the fault under test
        {"last_modified": datetime(2020, 11, 17, 7)},  # noqa: DTZ001 that is the fault under test
        {"ends": datetime(2020, 11, 17, 6, tzinfo=UTC)},
    ],
)
def test_an_entry_that_names_no_time_is_refused(wrong):
    with pytest.raises(ValueError, match=r"a moment needs a zone|ends before it starts"):
        calendar_file(
            [entry(**({"starts": wrong.pop("starts")} | {"hours": None} if "starts" in wrong else wrong))], name="x"
        )


texts = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=200)


@given(texts, texts, texts)
def test_any_text_comes_back_in_lines_of_75_bytes(title, description, name):
    written = calendar_file([entry(title=title, description=description)], name=name)
    event = only_event(written)
    assert (str(event["summary"]), str(event.get("description", ""))) == (title, description)
    assert vobject.readOne(written.decode()).contents["name"][0].value == name
    assert max(len(line) for line in written.split(b"\r\n")) <= 75
    assert written.count(b"\n") == written.count(b"\r\n")


zones = st.sampled_from(
    ["America/New_York", "Europe/London", "Africa/Casablanca", "Asia/Tehran", "Pacific/Apia", "America/Sao_Paulo"]
).map(ZoneInfo)
moments = st.integers(1_262_304_000, 2_082_758_400).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@settings(max_examples=50)
@given(moments, st.integers(0, 400), zones)
def test_any_moment_is_read_the_same_by_other_programs(starts, hours, zone):
    written = calendar_file([entry(starts, hours, zone=zone)], name="x")
    expected = [(starts, starts + timedelta(hours=hours))]
    assert spans_of_icalendar(written) == spans_of_vobject(written) == expected


def test_the_same_entries_give_the_same_bytes():
    entries = [entry(zone=zone) for zone in (NEW_YORK, MOSCOW, CASABLANCA)]
    assert calendar_file(entries, name="x") == calendar_file(entries, name="x")
