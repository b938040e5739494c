from collections import Counter
from pathlib import Path

import pytest

from comitia.accounts.models import Person, RoleGrant
from comitia.accreditation.models import Registration
from comitia.archive.models import AgendaRecord, Attendance
from comitia.archive.queries.imports import reports
from comitia.config import demonstration
from comitia.config.demonstration import OFFICER, build, organisation, past_programmes, people
from comitia.journal.models import Entry
from comitia.journal.queries import faults
from comitia.meetings.models import Meeting
from comitia.members.actions import save_member
from comitia.members.models import Member, RegionalOffice
from comitia.organs.models import Mandate
from comitia.platform.actors import SYSTEM
from tests.factories.records import AT

pytestmark = pytest.mark.django_db
# Every fault of the real tables by file: what it is, and how often. A change here is a change of what is reported.
FINDINGS = {
    "members.csv": {
        "joining_missing": 39,
        "doubt": 13,
        "place_by_proxy": 9,
        "country_missing": 5,
        "region_missing": 5,
        "place_missing": 2,
        "category_unclear": 1,
    },
    "native_names.csv": {"other_spelling": 1},
    "offices.csv": {
        "office_undated": 3,
        "two_hosts": 2,
        "closing_missing": 2,
        "other_spelling": 1,
        "not_a_member": 1,
        "state_disputed": 1,
        "other_date": 1,
        "doubt": 1,
    },
    "meetings.csv": {
        "day_missing": 5,
        "host_missing": 5,
        "doubt": 5,
        "figure_announced": 4,
        "theme_translated": 2,
        "other_spelling": 1,
    },
    "excom_terms.csv": {"doubt": 21, "undated": 19, "open_ended": 3, "overlap": 2},
    "excom_attendance.csv": {"not_a_member": 10, "list_incomplete": 4, "not_a_member_but_near": 2},
    "agenda_items.csv": {"item_unnumbered": 15},
}


@pytest.fixture
def built():
    organisation.build(by=SYSTEM, at=AT)


def test_every_row_of_the_real_tables_is_taken(built):
    assert [(one.file_name, one.counts["error"]) for one in reports()] == [(name, 0) for name in FINDINGS]
    assert [
        model.objects.count() for model in (Member, RegionalOffice, Meeting, Mandate, Attendance, AgendaRecord)
    ] == [
        75,
        9,
        22,
        51,
        60,
        56,
    ]


def test_every_fault_of_the_real_tables_is_reported(built):
    found = {one.file_name: dict(Counter(finding.remark.code for finding in one.findings)) for one in reports()}
    assert found == FINDINGS


@pytest.mark.parametrize(
    "line",
    [
        "offices.csv, row 10 (Latin America: Cuenca): “Cuenca” is not a member. It is kept under this name.",
        "offices.csv, row 6 (Latin America: Mexico City): Another row gives another host for “Latin America”.",
        "offices.csv, row 7 (Africa: Abuja (Abuja Municipal Area Council)): “Abuja (Abuja Municipal Area Council)” is another spelling of “Abuja Municipal Area Council”.",
        "meetings.csv, row 12 (EXCOM 2016): “Beyoğlu (Istanbul)” is another spelling of “Beyoğlu”.",
        "meetings.csv, row 8 (GA 2 2012): The source dates no day of the meeting.",
        "excom_terms.csv, row 21 (Seoul president city 2010): The source dates no end of the term that starts in 2010.",
        "excom_terms.csv, row 22 (Seoul president city 2017): The term overlaps that of row 21: the sources disagree.",
        "native_names.csv, row 7 (Hanoi): “Hà Nội” is another spelling of “Hanoi”.",
    ],
)
def test_a_fault_is_reported_in_a_sentence_with_its_row(built, line):
    assert line in demonstration.Report(tuple(reports())).lines()


def test_the_committee_of_2020_is_complete_and_its_meeting_is_the_current_one(built):
    seats = Mandate.objects.filter(role="member", starts="2017", ends="2020")
    assert seats.count() == 19
    assert seats.exclude(member__native_name="").exclude(member__code="").count() == 19
    assert Meeting.objects.filter(is_current=True).values_list(
        "slug", "state", "zone", "host__name", "programme_is_sample"
    ).get() == (
        "excom-2020",
        "convoked",
        "Europe/Moscow",
        "Moscow",
        True,
    )


def test_attendance_of_2010_belongs_to_the_interim_meeting(built):
    assert Meeting.objects.get(slug="excom-2010").number_as_printed == "interim"
    assert Attendance.objects.filter(meeting__slug="excom-2010").count() == 7


def test_the_programmes_of_past_meetings_are_imported_or_reported(built):
    past_programmes.build(by=SYSTEM, at=AT)
    kept = {one.file_name: one for one in reports() if one.kind == "programme"}
    assert len(kept) == len(list(past_programmes.DATA.glob("*.csv"))) == 14
    left_out = [name for name, one in kept.items() if "new" not in one.counts]
    assert left_out == ["awards_2021_webinars.csv", "uclg_executive_bureau_2020_online.csv"]
    assert [finding.remark.code for finding in kept["excom_2012.csv"].findings].count("overlap") == 2


def test_a_second_build_changes_nothing_that_people_have_changed():
    build(by=SYSTEM, at=AT)
    save_member("seoul", {"zone": "UTC"}, seen=None, by=SYSTEM, at=AT)
    entries = Entry.objects.count()
    report = build(by=SYSTEM, at=AT)
    assert (Member.objects.get(slug="seoul").zone, Entry.objects.count()) == ("UTC", entries)
    assert report.summary().startswith("413 rows of 21 files are in, with 253 findings")
    assert list(faults()) == []


def test_the_people_are_invented_and_one_of_them_is_the_officer():
    build(by=SYSTEM, at=AT)
    with_address, without = Person.objects.exclude(email=""), Person.objects.filter(email="")
    assert all(address.endswith("@comitia.example") for address in with_address.values_list("email", flat=True))
    assert all(name.endswith("(demonstration)") for name in without.values_list("registrations__name", flat=True))
    assert without.count() == 21
    assert RoleGrant.objects.get(role="secretariat").person.email == OFFICER
    assert Counter(Registration.objects.values_list("state", flat=True)) == {
        "submitted": 4,
        "accepted": 25,
        "refused": 1,
    }


def test_every_file_of_the_data_has_its_source_named():
    data = Path(people.DATA).parent
    named = (data / "SOURCES.md").read_text("utf-8")
    tables = [path for path in data.rglob("*.csv") if path.parent.name != "programmes"]
    assert [path.name for path in tables if path.name not in named] == []
