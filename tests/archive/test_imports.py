from datetime import timedelta

import pytest

from comitia.archive.actions import apply_table, bring_table, import_file, look_at
from comitia.archive.models import AgendaRecord, Attendance, Import
from comitia.archive.queries.imports import brought_table, count_findings
from comitia.members.models import Member
from comitia.programme.models import Slot
from tests.factories.meetings import make_meeting
from tests.factories.members import make_member
from tests.factories.records import AT, OFFICER, regional_officer
from tests.factories.refusals import refusal

pytestmark = pytest.mark.django_db
MEMBERS = b"name,category\nKigali,full\n"


def bring(content=MEMBERS, *, kind="members", by=OFFICER, at=AT):
    return bring_table(kind=kind, file_name="table.csv", content=content, by=by, at=at)


def take(kind, *lines):
    return import_file(kind=kind, file_name="table.csv", content="\n".join(lines).encode(), by=OFFICER, at=AT)


def test_a_table_is_looked_at_before_anything_is_written():
    reference = bring()
    assert look_at(reference, by=OFFICER).counts["new"] == 1
    assert Member.objects.count() == 0


def test_an_applied_table_leaves_its_report_and_not_its_content():
    reference = bring(b"name,category,region\nKigali,full,\n")
    apply_table(reference, shown=look_at(reference, by=OFFICER).digest, by=OFFICER, at=AT)
    report = brought_table(reference)
    assert (report.counts["new"], [str(found.remark) for found in report.findings]) == (
        1,
        ["No region is given for “Kigali”."],
    )
    assert bytes(Import.objects.get().content) == b""
    assert count_findings() == 1
    assert refusal(apply_table, reference, shown="", by=OFFICER, at=AT) == "import_gone"


def test_a_table_is_not_applied_if_the_data_changed_since_it_was_shown():
    reference = bring()
    shown = look_at(reference, by=OFFICER).digest
    make_member("Kigali", category="associate")
    assert refusal(apply_table, reference, shown=shown, by=OFFICER, at=AT) == "plan_changed"
    assert Member.objects.get().category == "associate"
    assert brought_table(reference).applied_at is None


def test_a_table_that_is_none_is_refused_and_not_kept():
    assert refusal(bring, b"PK\x03\x04") == "not_a_spreadsheet"
    assert refusal(bring, b"city\nSeoul\n") == "column_missing"
    assert refusal(bring, kind="recipes") == "kind_unknown"
    assert refusal(bring, b"name,category\n" + b"Kigali,full\n" * 20_001) == "too_many_rows_at_once"
    assert Import.objects.count() == 0


def test_a_table_nobody_applied_is_forgotten_after_a_day():
    old = bring()
    bring(at=AT + timedelta(days=1, minutes=1))
    assert refusal(look_at, old, by=OFFICER) == "import_gone"


def test_only_the_secretariat_brings_tables():
    by = regional_officer("asia")
    reference = bring()
    assert refusal(bring, by=by) == "not_secretariat"
    assert refusal(look_at, reference, by=by) == "not_secretariat"
    assert refusal(apply_table, reference, shown="", by=by, at=AT) == "not_secretariat"


def test_attendance_is_kept_under_the_name_as_printed_even_of_cities_that_are_no_members():
    make_meeting("excom-2010", year=2010)
    make_member("Seoul", country_code="KR")
    plan = take(
        "attendance",
        "meeting,year,city,country_iso2,status,note",
        "EXCOM 2010,2010,Seoul,KR,participant,partial",
        "EXCOM 2010,2011,Milan,IT,observer,partial",
    )
    assert list(
        Attendance.objects.order_by("pk").values_list("meeting__slug", "member__slug", "name_as_printed", "status")
    ) == [
        ("excom-2010", "seoul", "Seoul", "participant"),
        ("excom-2010", None, "Milan", "observer"),
    ]
    assert [(row, remark.code) for row, _key, remark in plan.findings()] == [
        (2, "list_incomplete"),
        (3, "not_a_member"),
        (3, "year_differs"),
    ]


def test_a_row_about_an_unknown_meeting_is_an_error():
    make_meeting("excom-2010", year=2010)
    plan = take("attendance", "meeting,city,status", "EXCOM 1999,Seoul,participant", "the big party,Seoul,participant")
    assert [row.reasons[0].code for row in plan.rows] == ["meeting_unknown", "meeting_unknown"]


def test_an_agenda_keeps_its_order_and_its_numbers_as_printed():
    make_meeting("excom-2016", year=2016)
    lines = ["meeting,item,title", "EXCOM 2016,1,Offices", "EXCOM 2016,1a,Europe", "EXCOM 2016,,Other"]
    take("agendas", *lines)
    assert list(AgendaRecord.objects.order_by("order").values_list("order", "number_as_printed", "title")) == [
        (1, "1", "Offices"),
        (2, "1a", "Europe"),
        (3, "", "Other"),
    ]
    lines[2] = "EXCOM 2016,1a,Europe and Asia"
    assert [row.state.value for row in take("agendas", *lines).rows] == ["same", "changed", "same"]


def test_a_programme_goes_to_the_one_meeting_it_names():
    make_meeting("excom-2012", year=2012)
    heading = "meeting,day,date,start,end,title,kind"
    plan = take(
        "programme",
        heading,
        "EXCOM 2012,1,2012-11-12,11:30,13:30,Session II,statutory session",
        "EXCOM 2012,1,2012-11-12,13:00,15:00,Lunch,break",
    )
    assert Slot.objects.filter(meeting__slug="excom-2012").count() == 2
    assert {remark.code for _row, _key, remark in plan.findings()} >= {"overlap"}
    assert refusal(take, "programme", heading, "Some fair 2012,1,,,,Talk,workshop") == "meeting_unknown"
    assert (
        refusal(take, "programme", heading, "EXCOM 2012,1,,,,Talk,workshop", "GA 2012,1,,,,Talk,workshop")
        == "several_meetings"
    )
