"""Recorded programmes come in as printed, and what does not fit is said."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import comitia.config.demonstration
from comitia.journal.models import Entry
from comitia.members.models import Member, OtherName
from comitia.platform.actors import NOBODY, SYSTEM
from comitia.platform.answers import RefusedError
from comitia.platform.tables import Table, read_table
from comitia.programme import actions
from comitia.programme.models import Appearance, Slot, Speaker
from tests.factories.programme import AT, make_meeting, moment

pytestmark = pytest.mark.django_db
PROGRAMMES = Path(comitia.config.demonstration.__file__).parent / "data" / "wego" / "programmes"
HEADING = "day,date,start,end,tz,title,kind,room,speakers,source,note\n"


def table_of(*lines: str) -> Table:
    return read_table((HEADING + "\n".join(lines)).encode())


def printed(name: str) -> Table:
    return read_table((PROGRAMMES / f"{name}.csv").read_bytes())


def take(table: Table, **more):
    return actions.apply_slots(table, meeting="past", shown=None, file="programme.csv", by=SYSTEM, at=AT, **more)


def test_every_recorded_programme_comes_in_whole_and_a_second_time_changes_nothing():
    taken = {}
    for path in sorted(PROGRAMMES.glob("*.csv")):
        meeting = make_meeting("past", is_current=False)
        table = read_table(path.read_bytes())
        first, second = take(table), take(table)
        taken[path.stem] = (len(table.rows) - first.counts["new"], len(table.rows) - second.counts["same"])
        meeting.delete()
    assert taken == {path.stem: (0, 0) for path in PROGRAMMES.glob("*.csv")}
    assert len(taken) == 14


def test_the_overlap_printed_in_2012_is_kept_and_named_on_both_entries():
    make_meeting("past", zone="")
    plan = take(printed("excom_2012"))
    overlaps = {row.key: str(one) for row in plan.rows for one in row.findings if one.code == "overlap"}
    assert overlaps == {
        "excom-session-ii": "It overlaps “Lunch”, as printed.",
        "lunch": "It overlaps “EXCOM session II”, as printed.",
    }
    assert Slot.objects.get(slug="lunch").start_as_printed == "13:00"


def test_times_without_a_zone_stay_printed_times_and_no_moments():
    make_meeting("past")
    plan = take(printed("excom_2011"))
    slot = Slot.objects.get(slug="lunch")
    assert (slot.start_as_printed, slot.end_as_printed, slot.starts_at, slot.ends_at) == ("13:00", "15:00", None, None)
    assert Counter(one.code for row in plan.rows for one in row.findings) == {"zone_missing": 6, "missing_end": 1}


def test_times_with_a_zone_become_moments():
    make_meeting("past")
    take(table_of("1,2020-11-17,10:00,10:30,Europe/Moscow,Opening,ceremony,Hall,,https://example.org,"))
    slot = Slot.objects.get()
    assert (slot.starts_at, slot.ends_at, slot.room_as_printed) == (moment("10:00"), moment("10:30"), "Hall")


def test_missing_days_and_times_are_findings_and_not_errors():
    make_meeting("past")
    plan = take(printed("excom_2018_quezon_city"))
    assert [(row.state.value, [one.code for one in row.findings]) for row in plan.rows] == [
        ("new", ["missing_time"]),
        *[("new", ["missing_day"])] * 4,
    ]


def test_speakers_are_read_with_positions_and_linked_to_members_by_any_of_their_names():
    make_meeting("past")
    seoul = Member.objects.create(slug="seoul", name="Seoul", category="full")
    frankfurt = Member.objects.create(slug="frankfurt", name="Frankfurt am Main", category="full")
    OtherName.objects.create(member=frankfurt, name="Frankfurt")
    take(printed("ga_2010_inaugural"))
    assert Speaker.objects.get(name="Oh Se-hoon").member == seoul
    roth = Speaker.objects.get(name="Petra Roth")
    assert (roth.member, roth.positions) == (frankfurt, {"en": "Mayor, Frankfurt"})
    chair = Appearance.objects.get(speaker=roth, part="chair")
    assert (chair.position, chair.slot.day.isoformat()) == ("Vice President, WeGO", "2010-09-07")
    assert Appearance.objects.get(speaker__name="Ban Ki-moon").note == "by video"


def test_delegations_stay_text():
    make_meeting("past")
    take(printed("excom_2018_quezon_city"))
    slot = Slot.objects.get(slug="summit-plenary-best-practices-of-members")
    assert slot.speakers_as_printed == "delegations of Seberang Perai, São Paulo, Mexico City, Jakarta"
    assert slot.appearances.count() == 0


def test_kinds_as_printed_become_ours_and_unknown_ones_are_said():
    make_meeting("past")
    plan = take(
        table_of(
            "1,2020-11-17,,,,Members meet,statutory session (members only),,,,",
            "1,2020-11-17,,,,Prizes,awards,,,,",
            "1,2020-11-17,,,,Yoga,yoga,,,,",
            "1,2020-11-17,,,,Something,,,,,",
        )
    )
    assert list(Slot.objects.order_by("order").values_list("kind", "audience", "kind_as_printed")) == [
        ("committee", "delegations", "statutory session (members only)"),
        ("ceremony", "everyone", "awards"),
        ("other", "everyone", "yoga"),
        ("other", "everyone", ""),
    ]
    assert [[one.code for one in row.findings] for row in plan.rows] == [
        ["missing_time"],
        ["missing_time"],
        ["kind_unknown", "missing_time"],
        ["kind_missing", "missing_time"],
    ]


def test_rows_that_cannot_be_read_are_left_out_with_a_reason_and_the_others_come_in():
    make_meeting("past")
    plan = take(
        table_of(
            "1,17.11.2020,,,,Wrong date,forum session,,,,",
            "1,2020-11-17,half past nine,,,Wrong time,forum session,,,,",
            "1,2020-11-17,09:30,,Moscow,Wrong zone,forum session,,,,",
            "1,2020-11-17,09:30,,,,forum session,,,,",
            "1,2020-11-17,09:30,10:00,Europe/Moscow,Good,forum session,,,,",
        )
    )
    assert [[one.code for one in row.reasons] for row in plan.rows] == [
        ["date_wrong"],
        ["time_wrong"],
        ["unknown_zone"],
        ["cell_empty"],
        [],
    ]
    assert list(Slot.objects.values_list("slug", flat=True)) == ["good"]


def test_a_changed_row_changes_the_slot_in_place_and_says_from_what_to_what():
    make_meeting("past")
    line = "1,2020-11-17,{},10:30,Europe/Moscow,Opening,ceremony,,Vera (Mayor),,"
    take(table_of(line.format("10:00")))
    plan = take(table_of(line.format("10:10")))
    assert plan.rows[0].changes["start_as_printed"] == ("10:00", "10:10")
    assert (Slot.objects.get().sequence, Slot.objects.get().starts_at) == (1, moment("10:10"))
    assert Appearance.objects.count() == 1


def test_two_entries_of_one_name_have_two_addresses():
    make_meeting("past")
    take(table_of("1,2020-11-17,,,,Coffee break,break,,,,", "1,2020-11-17,,,,Coffee break,break,,,,"))
    assert sorted(Slot.objects.values_list("slug", flat=True)) == ["coffee-break", "coffee-break-2"]


def test_a_plan_that_is_no_longer_the_one_shown_is_not_applied():
    make_meeting("past")
    shown = actions.plan_slots(table_of("1,2020-11-17,,,,Coffee,break,,,,"), meeting="past").digest
    with pytest.raises(RefusedError) as refusal:
        actions.apply_slots(
            table_of("1,2020-11-17,,,,Tea,break,,,,"), meeting="past", shown=shown, file="x.csv", by=SYSTEM, at=AT
        )
    assert refusal.value.answer.code == "plan_changed"


def test_the_import_is_one_act_and_not_open_to_everybody():
    make_meeting("past")
    table = table_of("1,2020-11-17,,,,Coffee,break,,,,")
    with pytest.raises(RefusedError):
        actions.apply_slots(table, meeting="past", shown=None, file="x.csv", by=NOBODY, at=AT)
    take(table)
    assert [(entry.verb, entry.facts["counts"]["new"]) for entry in Entry.objects.all()] == [("import_programme", 1)]
