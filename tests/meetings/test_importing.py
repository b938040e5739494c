import pytest

from comitia.meetings.actions import apply_meetings, plan_meetings
from comitia.meetings.models import Meeting
from comitia.platform.answers import RefusedError
from tests.factories.members import make_member
from tests.factories.records import AT, OFFICER, regional_officer, table

pytestmark = pytest.mark.django_db
HEADING = (
    "kind,number,year,date_start,date_end,host_city,country_iso2,timezone,theme,participants,format,status,source,note"
)


def apply(read):
    return apply_meetings(read, shown=None, file="digest", by=OFFICER, at=AT)


def test_a_meeting_is_read_as_printed_and_its_faults_are_reported():
    make_member("Beyoğlu", country_code="TR")
    plan = apply(
        table(
            HEADING,
            "EXCOM,,2016,2016-10-11,2016-10-14,Beyoğlu (Istanbul),TR,Europe/Istanbul,Cities (translated),about 50 expected,in person,held,a,",
            "GA,7,2026,,,,,,,,,call for bids,b,",
        )
    )
    assert list(
        Meeting.objects.order_by("year").values_list("slug", "host__slug", "host_as_printed", "mode", "state", "theme")
    ) == [
        ("excom-2016", "beyoglu", "Beyoğlu (Istanbul)", "in_person", "held", {"en": "Cities"}),
        ("ga-2026", None, "", "", "call_for_bids", {}),
    ]
    assert [(row, remark.code) for row, _key, remark in plan.findings()] == [
        (2, "other_spelling"),
        (2, "theme_translated"),
        (2, "figure_announced"),
        (3, "day_missing"),
        (3, "host_missing"),
    ]


def test_two_meetings_of_one_kind_and_year_are_told_apart_by_number():
    read = table(HEADING, "EXCOM,15,2024,,,,,,,,,held,,", "EXCOM,16,2024,,,,,,,,,planned,,")
    apply(read)
    assert sorted(Meeting.objects.values_list("slug", "number_as_printed")) == [
        ("excom-2024", "15"),
        ("excom-2024-2", "16"),
    ]
    assert [row.state.value for row in plan_meetings(read).rows] == ["same", "same"]


def test_a_table_does_not_make_the_current_meeting_a_past_one():
    Meeting.objects.create(slug="excom-2020", kind="executive_committee", year=2020, state="convoked", is_current=True)
    apply(table(HEADING, "EXCOM,,2020,2020-11-17,2020-11-17,,,Europe/Moscow,,,online,held,,"))
    assert Meeting.objects.values_list("state", "mode").get() == ("convoked", "online")


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ("party,,2020,,,,,,,,,held,,", "kind_unknown"),
        ("GA,,,,,,,,,,,held,,", "cell_empty"),
        ("GA,,2020,17.11.2020,,,,,,,,held,,", "cell_unreadable"),
        ("GA,,2020,2020-11-18,2020-11-17,,,,,,,held,,", "ends_before_start"),
        ("GA,,2020,,,,,Mars/Base,,,,held,,", "zone_unknown"),
        ("GA,,2020,,,,,,,,by post,held,,", "mode_unknown"),
        ("GA,,2020,,,,,,,,,maybe,,", "state_unknown"),
    ],
)
def test_a_row_that_cannot_be_a_meeting_says_why(cells, code):
    assert [remark.code for remark in plan_meetings(table(HEADING, cells)).rows[0].reasons] == [code]


def test_only_the_secretariat_imports_meetings():
    with pytest.raises(RefusedError):
        apply_meetings(
            table(HEADING, "GA,,2020,,,,,,,,,held,,"), shown=None, file="", by=regional_officer("asia"), at=AT
        )
