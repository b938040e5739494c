import pytest

from comitia.journal.models import Entry
from comitia.journal.queries import faults
from comitia.members.actions import apply_members, plan_members
from comitia.members.models import Member, OtherName
from comitia.platform.answers import RefusedError
from tests.factories.members import make_member, make_region
from tests.factories.records import AT, OFFICER, regional_officer, table

pytestmark = pytest.mark.django_db
HEADING = "name,category,region,country_iso2,joined"


def states(plan):
    return [row.state.value for row in plan.rows]


def reasons(plan):
    return [remark.code for row in plan.rows for remark in row.reasons]


def findings(plan):
    return [(row, remark.code) for row, _key, remark in plan.findings()]


def apply(read, *, shown=None, by=OFFICER):
    return apply_members(read, shown=shown, file="digest", by=by, at=AT)


def test_each_row_is_new_changed_the_same_or_an_error():
    make_region("asia")
    make_member("Seoul", region=make_region("asia"), country_code="KR", joined_year=2010, category_as_printed="full")
    make_member("Hanoi", country_code="VN")
    plan = plan_members(
        table(HEADING, "Kigali,full,,RW,2012", "Hanoi,full,asia,VN,2011", "Seoul,full,Asia,KR,2010", ",full,,KR,2010")
    )
    assert states(plan) == ["new", "changed", "same", "error"]
    assert plan.counts == {"new": 1, "changed": 1, "same": 1, "error": 1, "findings": 1}  # Kigali has no region
    assert dict(plan.rows[1].changes) == {"region": ("", "asia"), "joined_year": (None, 2011)}


def test_applying_writes_what_was_shown_in_one_act_with_one_entry_in_the_journal():
    make_region("asia")
    make_member("Hanoi", country_code="VN")
    read = table(HEADING, "Kigali,full member,,RW,2012", "Hanoi,full,asia,VN,2011", "Oz,,,,")
    apply(read, shown=plan_members(read).digest)
    assert list(Member.objects.order_by("name").values_list("name", "slug", "joined_year", "region__code")) == [
        ("Hanoi", "hanoi", 2011, "asia"),
        ("Kigali", "kigali", 2012, None),
    ]
    entry = Entry.objects.get()
    assert (entry.verb, entry.capacity, entry.facts["new"], entry.facts["changed"]) == (
        "import_members",
        "secretariat",
        ["kigali"],
        ["hanoi"],
    )
    assert list(faults()) == []


def test_importing_the_same_table_again_changes_nothing():
    read = table(HEADING, "Kigali,full,,RW,2012")
    apply(read)
    again = apply(read)
    assert states(again) == ["same"]
    assert Entry.objects.count() == 1


def test_a_plan_that_is_no_longer_true_is_not_applied():
    read = table(HEADING, "Hanoi,full,,VN,2011")
    shown = plan_members(read).digest
    make_member("Hanoi", country_code="VN")
    with pytest.raises(RefusedError) as caught:
        apply(read, shown=shown)
    assert caught.value.answer.code == "plan_changed"
    assert Member.objects.get().joined_year is None


def test_another_spelling_is_recognised_reported_and_kept():
    make_member("Hanoi", country_code="VN")
    read = table("name,native_name", "Hà Nội,Hà Nội")
    assert findings(plan_members(read)) == [(2, "other_spelling")]
    apply(read)
    assert Member.objects.get().name == "Hanoi"
    assert list(OtherName.objects.values_list("name", flat=True)) == ["Hà Nội"]
    assert findings(apply(read)) == []


def test_one_name_in_two_countries_is_two_members():
    make_member("San Fernando", country_code="PH")
    plan = plan_members(table(HEADING, "San Fernando (Cádiz),full,,ES,2012"))
    assert states(plan) == ["new"]


def test_the_same_member_twice_in_a_table_is_an_error_of_the_second_row():
    plan = plan_members(table(HEADING, "Beyoğlu,full,,TR,2012", "BEYOGLU,full,,TR,2013"))
    assert (states(plan), reasons(plan)) == (["new", "error"], ["row_twice"])
    assert str(plan.rows[1].reasons[0]) == "Row 2 is about the same member. Leave one of them out."


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ("Seoul,,,KR,2010", "cell_empty"),
        ("Seoul,emperor,,KR,2010", "category_unknown"),
        ("Seoul,full,Atlantis,KR,2010", "region_unknown"),
        ("Seoul,full,,Korea,2010", "cell_unreadable"),
        ("Seoul,full,,KR,soon", "cell_unreadable"),
        ("Seoul,full,,KR,99999999999999999999", "cell_unreadable"),
        ("Seoul,full,,KR,2010,extra", "row_too_long"),
        ("S" * 151 + ",full,,KR,2010", "cell_too_long"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(cells, code):
    plan = plan_members(table(HEADING, cells))
    assert (states(plan), reasons(plan)) == (["error"], [code])


def test_a_table_without_names_is_refused_and_an_unknown_column_is_said():
    with pytest.raises(RefusedError) as caught:
        plan_members(table("city", "Seoul"))
    assert str(caught.value.answer.sentence) == "The file has no column “name”. It must have: name."
    plan = plan_members(table("name,category,mayor", "Seoul,full,somebody"))
    assert findings(plan) == [(0, "column_unknown")]


def test_an_offset_that_disagrees_with_the_zone_is_reported():
    plan = plan_members(table("name,category,timezone,utc_offset_2020_11_17", "Moscow,full,Europe/Moscow,+0400"))
    assert [(remark.code, remark.values["known"]) for _row, _key, remark in plan.findings()] == [
        ("offset_differs", "+0300")
    ]


@pytest.mark.parametrize("name", ["서울", "Москва 🏙️", "\u202eevil\u202c", "\u200fالقدس\u200f", "🏙️"])
def test_names_in_any_script_find_an_address_and_are_found_again(name):
    read = table("name,category", f"{name},full")
    apply(read)
    member = Member.objects.get()
    assert (member.name, bool(member.slug)) == (name, True)
    assert states(plan_members(read)) == ["same"]


def test_only_the_secretariat_imports():
    with pytest.raises(RefusedError) as caught:
        apply(table(HEADING, "Kigali,full,,RW,2012"), by=regional_officer("asia"))
    assert caught.value.answer.code == "not_secretariat"
    assert Member.objects.count() == 0


def test_planning_takes_a_constant_number_of_statements(django_assert_num_queries):
    make_member("Seoul")
    with django_assert_num_queries(4):
        plan_members(table(HEADING, "Seoul,full,,KR,2010"))
    make_member("Hanoi")
    make_member("Kigali")
    with django_assert_num_queries(4):
        plan_members(table(HEADING, "Seoul,full,,KR,2010", "Hanoi,full,,VN,2010", "Baku,full,,AZ,2010"))
