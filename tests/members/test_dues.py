"""Dues on record, and the standing that follows, in sentences a member understands."""

from datetime import date

import pytest

from comitia.core.governance.standing import Purpose
from comitia.journal.models import Entry
from comitia.journal.queries import faults
from comitia.members.actions import (
    agree_instalments,
    assess,
    record_payment,
    remove_assessment,
    save_assessment,
    take_back_payment,
    waive,
    withdraw_waiver,
)
from comitia.members.models import Assessment, Payment
from comitia.members.queries.dues import assessment, record_of_assessment, standings
from tests.factories.dues import VOTE_NEEDS_ALL_PAID, make_dues
from tests.factories.members import make_member
from tests.factories.records import AT, OFFICER, regional_officer
from tests.factories.refusals import refusal

pytestmark = pytest.mark.django_db
TODAY = AT.date()
DUES = {"amount": "1500", "currency": "usd", "due_on": date(2020, 3, 31), "note": ""}


def refused(act, *args, by=OFFICER, **kwargs) -> str:
    return refusal(act, *args, **kwargs, by=by, at=AT)


def standing(member, *, at=TODAY, purpose=Purpose.VOTE):
    return standings([member.pk], rule=VOTE_NEEDS_ALL_PAID, at=at, purpose=purpose)[member.pk]


def test_dues_are_assessed_once_for_each_member_and_year():
    make_member("Seoul")
    assess("seoul", 2020, DUES, by=OFFICER, at=AT)
    assert Assessment.objects.values_list("amount", "currency", "due_on").get() == (1500_00, "USD", date(2020, 3, 31))
    assert Entry.objects.values_list("verb", "subject").get() == ("assess_dues", "dues:seoul:2020")
    assert refused(assess, "seoul", 2020, DUES) == "assessed_already"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": "1,500"}, "sum_unreadable"),
        ({"amount": "15.001"}, "sum_unreadable"),
        ({"amount": "0"}, "amount"),
        ({"currency": "XYZ"}, "currency_unknown"),
        ({"currency": "JPY", "amount": "1500.00"}, "sum_unreadable"),
    ],
)
def test_a_sum_that_is_none_is_refused_and_nothing_is_written(changes, code):
    make_member("Seoul")
    assert refused(assess, "seoul", 2020, DUES | changes) == code
    assert (Assessment.objects.count(), Entry.objects.count()) == (0, 0)


def test_only_the_secretariat_keeps_dues():
    make_dues(make_member("Seoul"))
    by = regional_officer("asia")
    pay = {"amount": "10", "paid_on": TODAY, "mark": ""}
    assert refused(assess, "seoul", 2021, DUES, by=by) == "not_secretariat"
    assert refused(record_payment, "seoul", 2020, **pay, by=by) == "not_secretariat"
    assert refused(waive, "seoul", 2020, waived_on=TODAY, reason="x", by=by) == "not_secretariat"


def test_a_payment_cures_the_standing_from_its_day_on_and_the_one_taken_back_ends_it():
    seoul = make_member("Seoul")
    make_dues(seoul)
    record_payment("seoul", 2020, amount="1500.00", paid_on=date(2020, 11, 2), mark="B 7", by=OFFICER, at=AT)
    assert [bool(standing(seoul, at=day)) for day in (date(2020, 11, 1), date(2020, 11, 2))] == [False, True]
    take_back_payment("seoul", 2020, Payment.objects.get().pk, reason="It came back.", by=OFFICER, at=AT)
    assert bool(standing(seoul)) is False
    entry = Entry.objects.get(verb="take_back_payment")
    assert (entry.facts["amount"], entry.particulars.data, list(faults())) == (
        "1500.00",
        {"reason": "It came back."},
        [],
    )


@pytest.mark.parametrize(
    ("pay", "code"),
    [
        ({"amount": "1500.01"}, "overpaid"),
        ({"amount": "0"}, "payment_amount"),
        ({"amount": "-5"}, "sum_unreadable"),
        ({"paid_on": date(2020, 11, 18)}, "in_the_future"),
    ],
)
def test_a_payment_that_cannot_be_is_refused(pay, code):
    make_dues(make_member("Seoul"))
    assert refused(record_payment, "seoul", 2020, **{"amount": "5", "paid_on": TODAY, "mark": "", **pay}) == code
    assert Payment.objects.count() == 0


def test_a_waiver_needs_its_reason_and_can_be_withdrawn():
    seoul = make_member("Seoul")
    make_dues(seoul)
    assert refused(waive, "seoul", 2020, waived_on=TODAY, reason=" ") == "reason_missing"
    waive("seoul", 2020, waived_on=TODAY, reason="The Committee decided it.", by=OFFICER, at=AT)
    assert bool(standing(seoul)) is True
    withdraw_waiver("seoul", 2020, reason="The decision was about another year.", by=OFFICER, at=AT)
    assert bool(standing(seoul)) is False


def test_instalments_put_off_what_is_due_and_must_add_up():
    seoul = make_member("Seoul")
    make_dues(seoul)
    parts = [(date(2020, 12, 31), "500"), (date(2021, 6, 30), "1000")]
    assert refused(agree_instalments, "seoul", 2020, parts=parts[:1], agreed_on=TODAY) == "instalments_differ"
    assert Assessment.objects.get().instalments == []
    agree_instalments("seoul", 2020, parts=parts, agreed_on=TODAY, by=OFFICER, at=AT)
    assert [bool(standing(seoul, at=day)) for day in (TODAY, date(2021, 1, 1))] == [True, False]
    assert "USD\N{NO-BREAK SPACE}500.00 for 2020" in standing(seoul, at=date(2021, 1, 1)).cure


def test_the_reason_and_the_cure_are_said_in_plain_sentences():
    seoul = make_member("Seoul")
    make_dues(seoul, 2019)
    make_dues(seoul, 2020, paid=500_00)
    found = standing(seoul)
    sums = "USD\N{NO-BREAK SPACE}1,500.00 for 2019; USD\N{NO-BREAK SPACE}1,000.00 for 2020"
    assert found.reason == f"Dues are in arrears on 16 November 2020: {sums}."
    assert found.cure == (
        f"To vote, the member pays {sums}, or agrees with the secretariat on instalments or a waiver. "
        "What is done by 16 November 2020 counts."
    )
    assert standing(make_member("Hanoi")).reason == "No dues are on record."
    assert standings([seoul.pk], rule=None, at=TODAY)[seoul.pk].reason == "The rules do not ask for paid dues here."


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_standings_of_any_number_of_members_cost_two_statements(number, django_assert_num_queries):
    members = [make_member(f"City {one}") for one in range(number)]
    for member in members:
        make_dues(member, 2019, paid=500_00)
        make_dues(member, 2020, paid=500_00)
    with django_assert_num_queries(2):
        found = standings([one.pk for one in members], rule=VOTE_NEEDS_ALL_PAID, at=TODAY)
    assert [bool(one) for one in found.values()] == [False] * number


def test_dues_changed_by_somebody_else_meanwhile_are_not_overwritten():
    make_dues(make_member("Seoul"))
    seen = record_of_assessment(assessment("seoul", 2020, on=TODAY).assessment).token
    save_assessment("seoul", 2020, DUES | {"amount": "1600"}, seen=seen, by=OFFICER, at=AT)
    assert refused(save_assessment, "seoul", 2020, DUES | {"amount": "1700"}, seen=seen) == "changed_meanwhile"
    assert Assessment.objects.get().amount == 1600_00


def test_the_currency_stays_and_the_dues_do_once_something_was_paid():
    make_dues(make_member("Seoul"), paid=500_00)
    assert refused(save_assessment, "seoul", 2020, DUES | {"currency": "EUR"}, seen=None) == "currency_in_use"
    assert refused(save_assessment, "seoul", 2020, DUES | {"amount": "400"}, seen=None) == "overpaid"
    assert refused(remove_assessment, "seoul", 2020, reason="A mistake.") == "paid_already"
    assert Assessment.objects.values_list("amount", "currency").get() == (1500_00, "USD")
