import pytest

from comitia.journal.models import Entry
from comitia.organs.actions import apply_mandates, plan_mandates
from comitia.organs.models import Mandate
from comitia.platform.answers import RefusedError
from tests.factories.members import make_member
from tests.factories.organs import make_committee
from tests.factories.records import AT, OFFICER, regional_officer, table

pytestmark = pytest.mark.django_db
HEADING = "member,country_iso2,role,term_start,term_end,source,note,organ"


def found(plan):
    return [(row, remark.code) for row, _key, remark in plan.findings()]


def test_terms_that_overlap_or_lack_dates_are_taken_and_reported():
    make_committee()
    make_member("Seoul", country_code="KR")
    plan = plan_mandates(
        table(
            HEADING,
            "Seoul,KR,president city,2010,,a,",
            "Seoul,KR,president city,2017,2020,b,",
            "Seoul,KR,president city,2020,2023,c,",
            "Seoul,KR,vice president city,,,d,INFERRED from the rule",
        )
    )
    assert [row.state.value for row in plan.rows] == ["new"] * 4
    assert found(plan) == [(2, "open_ended"), (3, "overlap"), (4, "overlap"), (5, "undated"), (5, "doubt")]


def test_applying_writes_the_mandates_once():
    make_committee()
    member = make_member("Seoul", country_code="KR")
    read = table(HEADING, "Seoul,KR,executive committee member,2017,2020,a,")
    for _ in range(2):
        apply_mandates(read, shown=None, file="digest", by=OFFICER, at=AT)
    assert Mandate.objects.values_list("member", "role", "starts", "ends").get() == (
        member.pk,
        "member",
        "2017",
        "2020",
    )
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ("Atlantis,,president city,2010,,a,", "member_needed"),
        ("Seoul,KR,emperor,2010,,a,", "role_unknown"),
        ("Seoul,KR,president city,2010,,a,,senate", "organ_unknown"),
        ("Seoul,KR,president city,soon,,a,", "cell_unreadable"),
        ("Seoul,KR,president city,2017-02-30,,a,", "cell_unreadable"),
    ],
)
def test_a_row_that_cannot_be_a_mandate_says_why(cells, code):
    make_committee()
    make_member("Seoul", country_code="KR")
    assert [remark.code for remark in plan_mandates(table(HEADING, cells)).rows[0].reasons] == [code]


def test_only_the_secretariat_imports_mandates():
    with pytest.raises(RefusedError):
        apply_mandates(
            table(HEADING, "Seoul,KR,president city,,,,"), shown=None, file="", by=regional_officer("asia"), at=AT
        )
