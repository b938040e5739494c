"""Tables of dues, looked at and applied."""

from datetime import date

import pytest

from comitia.journal.models import Entry
from comitia.members.actions import apply_dues, plan_dues
from comitia.members.models import Assessment, Payment
from comitia.platform.answers import RefusedError
from tests.factories.dues import make_dues
from tests.factories.members import make_member
from tests.factories.records import AT, OFFICER, regional_officer, table

pytestmark = pytest.mark.django_db
HEADING = "member,year,amount,currency,due_on,payments,waived_on,waiver_reason,instalments,agreed_on"


def apply(read, *, shown=None, by=OFFICER):
    return apply_dues(read, shown=shown, file="digest", by=by, at=AT)


def test_each_row_is_new_changed_the_same_or_an_error():
    make_dues(make_member("Seoul"), paid=500_00)
    make_dues(make_member("Hanoi"))
    make_member("Kigali")
    plan = plan_dues(
        table(
            HEADING,
            "Kigali,2020,300,USD,2020-03-31",
            "Seoul,2020,1500.00,USD,2020-03-31,2020-02-01 500.00; 2020-06-01 1000.00",
            "Hanoi,2020,1500,USD,2020-03-31",
            "Oz,2020,1500,USD,2020-03-31",
        )
    )
    assert [row.state.value for row in plan.rows] == ["new", "changed", "same", "error"]
    assert dict(plan.rows[1].changes) == {
        "payments": (["2020-02-01 500.00"], ["2020-02-01 500.00", "2020-06-01 1000.00"])
    }


def test_applying_writes_what_was_shown_and_again_nothing():
    make_dues(make_member("Seoul"), paid=500_00)
    make_member("Kigali")
    read = table(
        HEADING,
        "Kigali,2020,300,USD,2020-03-31,,,,2020-06-30 100; 2020-12-31 200,2020-05-01",
        "Seoul,2020,1600,USD,2020-03-31,2020-06-01 1000.00,2020-07-01,The Committee decided it",
    )
    plan = apply(read, shown=plan_dues(read).digest)
    assert [one.remark.code for one in plan.findings()] == ["payment_not_in_table"]
    kigali, seoul = Assessment.objects.order_by("member__name")
    assert kigali.instalments == [
        {"due_on": "2020-06-30", "amount": 100_00},
        {"due_on": "2020-12-31", "amount": 200_00},
    ]
    assert (seoul.amount, seoul.waived_on) == (1600_00, date(2020, 7, 1))
    assert list(Payment.objects.order_by("paid_on").values_list("assessment__member__name", "amount")) == [
        ("Seoul", 500_00),
        ("Seoul", 1000_00),
    ]
    entry = Entry.objects.get()
    assert (entry.verb, entry.facts["new"], entry.facts["changed"]) == ("import_dues", ["kigali:2020"], ["seoul:2020"])
    assert [row.state.value for row in apply(read).rows] == ["same", "same"]
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("Oz,2020,1,USD,2020-03-31", "not_a_member"),
        ("Seoul,20,1,USD,2020-03-31", "cell_unreadable"),
        ('Seoul,2020,"1,500",USD,2020-03-31', "sum_unreadable"),
        ("Seoul,2020,1,US$,2020-03-31", "currency_unknown"),
        ("Seoul,2020,1,USD,31.03.2020", "day_unreadable"),
        ("Seoul,2020,0,USD,2020-03-31", "amount"),
        ("Seoul,2020,1,USD,2020-03-31,yesterday", "line_unreadable"),
        ("Seoul,2020,1,USD,2020-03-31,2020-02-01 2", "overpaid"),
        ("Seoul,2020,1,USD,2020-03-31,,2020-02-01", "reason_missing"),
        ("Seoul,2020,2,USD,2020-03-31,,,,2020-02-01 1,2020-01-01", "instalments_differ"),
        ("Seoul,2020,1,USD,2020-03-31,,,,2020-02-01 1", "agreed_on_missing"),
        ("Seoul,,1,USD,2020-03-31", "cell_empty"),
    ],
)
def test_a_row_that_cannot_be_is_left_out_with_its_reason(row, code):
    make_member("Seoul")
    plan = plan_dues(table(HEADING, row))
    assert [[reason.code for reason in one.reasons] for one in plan.rows] == [[code]]
    assert [str(reason) for reason in plan.rows[0].reasons] != [""]


def test_a_member_and_year_come_once_in_a_table():
    make_member("Seoul")
    plan = plan_dues(table(HEADING, *["Seoul,2020,1,USD,2020-03-31"] * 2))
    assert [row.state.value for row in plan.rows] == ["new", "error"]


def test_a_regional_office_imports_no_dues():
    make_member("Seoul")
    with pytest.raises(RefusedError):
        apply(table(HEADING, "Seoul,2020,1,USD,2020-03-31"), by=regional_officer("asia"))
    assert Assessment.objects.count() == 0
