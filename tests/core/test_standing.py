"""Standing from dues, tested on the rules of sister networks and on arbitrary payments, waivers and instalments."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.core.governance.standing import (
    Assessment,
    DuesTest,
    FaultCode,
    Instalment,
    OpenDues,
    Payment,
    Purpose,
    StandingCode,
    StandingRule,
    faults_of,
    next_version,
    overdue_of,
    rule_in_force,
    rules_from_json,
    rules_to_json,
    standing,
)

FULLY_PAID = DuesTest(days_before=30)
LAST_YEAR_TOLERATED = DuesTest(tolerated_years=1)
DAYS = st.dates(date(2017, 1, 1), date(2021, 12, 31))
TESTS = st.builds(
    DuesTest, tolerated_years=st.integers(0, 3), grace_days=st.integers(0, 200), days_before=st.integers(0, 60)
)


@st.composite
def assessments(draw):
    """Give a sound assessment, with some payments, perhaps waived, perhaps in instalments."""
    parts = draw(st.lists(st.integers(1, 500), min_size=1, max_size=4))
    due = draw(DAYS)
    days = sorted(draw(st.lists(DAYS, min_size=len(parts), max_size=len(parts), unique=True)))
    paid = draw(st.lists(st.integers(1, 300), max_size=4))
    while sum(paid) > sum(parts):
        paid.pop()
    made = Assessment(
        year=due.year,
        amount=sum(parts),
        currency="USD",
        due_on=due,
        payments=tuple(Payment(paid_on=draw(DAYS), amount=amount) for amount in paid),
        waived_on=draw(st.none() | DAYS),
        instalments=tuple(Instalment(due_on=day, amount=part) for day, part in zip(days, parts, strict=True)),
        agreed_on=draw(st.none() | DAYS),
    )
    assert faults_of(made) == ()
    return made


def dues(year, *, paid=0, on=None, **more):
    payments = (Payment(paid_on=on or date(year, 2, 1), amount=paid),) if paid else ()
    return Assessment(year=year, amount=1500_00, currency="USD", due_on=date(year, 3, 31), payments=payments, **more)


def test_the_day_a_sum_is_due_is_not_yet_late():
    assert standing([dues(2020)], test=FULLY_PAID, at=date(2020, 3, 31)).code is StandingCode.PAID
    late = standing([dues(2020)], test=FULLY_PAID, at=date(2020, 4, 1))
    assert (late.is_good, late.overdue) == (
        False,
        (OpenDues(year=2020, amount=1500_00, currency="USD", due_on=date(2020, 3, 31)),),
    )


def test_grace_puts_arrears_off_by_its_days():
    test = DuesTest(grace_days=30)
    assert standing([dues(2020)], test=test, at=date(2020, 4, 30)).code is StandingCode.TOLERATED
    assert standing([dues(2020)], test=test, at=date(2020, 5, 1)).code is StandingCode.ARREARS


def test_where_the_current_year_is_tolerated_only_the_years_before_count():
    at = date(2020, 11, 17)
    assert standing([dues(2019, paid=1500_00), dues(2020)], test=LAST_YEAR_TOLERATED, at=at).is_good
    found = standing([dues(2019), dues(2020)], test=LAST_YEAR_TOLERATED, at=at)
    assert [one.year for one in found.overdue] == [2019]


def test_a_candidate_who_pays_after_the_candidacy_date_votes_but_does_not_stand():
    rule = StandingRule(version=1, in_force_from=date(2017, 1, 1), candidacy=FULLY_PAID, vote=DuesTest())
    late = [dues(2020, paid=1500_00, on=date(2020, 11, 2))]
    days = {purpose: rule.test_day(purpose, meeting_starts=date(2020, 11, 17)) for purpose in Purpose}
    assert days == {"candidacy": date(2020, 10, 18), "vote": date(2020, 11, 17)}
    found = {purpose: standing(late, test=rule.test(purpose), at=days[purpose]).is_good for purpose in Purpose}
    assert found == {"candidacy": False, "vote": True}


def test_of_instalments_only_those_that_are_due_count_and_only_once_agreed():
    parts = (
        Instalment(due_on=date(2020, 6, 30), amount=500_00),
        Instalment(due_on=date(2020, 12, 31), amount=1000_00),
    )
    agreed = dues(2020, paid=500_00, on=date(2020, 6, 1), instalments=parts, agreed_on=date(2020, 5, 1))
    assert not standing([agreed], test=FULLY_PAID, at=date(2020, 4, 30)).is_good
    assert standing([agreed], test=FULLY_PAID, at=date(2020, 12, 31)).code is StandingCode.PAID
    assert standing([agreed], test=FULLY_PAID, at=date(2021, 1, 1)).overdue[0].amount == 1000_00


def test_without_a_test_or_an_assessment_a_member_is_in_good_standing_and_told_why():
    at = date(2020, 11, 17)
    assert standing([dues(2019)], test=None, at=at).code is StandingCode.NOT_TESTED
    assert standing([], test=FULLY_PAID, at=at).code is StandingCode.NOTHING_ASSESSED


@given(st.lists(assessments(), max_size=4), TESTS, DAYS)
def test_paying_what_is_overdue_on_the_day_itself_cures_the_standing(given_dues, test, at):
    paid = [
        replace(one, payments=(*one.payments, Payment(paid_on=at, amount=due.amount)))
        if (due := overdue_of(one, at=at)) is not None
        else one
        for one in given_dues
    ]
    assert standing(paid, test=test, at=at).is_good


@given(st.lists(assessments(), max_size=4), TESTS, DAYS)
def test_waiving_or_putting_off_cures_the_standing_too(given_dues, test, at):
    waived = [replace(one, waived_on=at) for one in given_dues]
    put_off = [
        replace(one, agreed_on=at, instalments=(Instalment(due_on=at + timedelta(days=1), amount=one.amount),))
        for one in given_dues
    ]
    assert standing(waived, test=test, at=at).is_good
    assert standing(put_off, test=test, at=at).is_good


@given(st.lists(assessments(), max_size=4), TESTS, DAYS)
def test_what_happens_later_does_not_change_the_standing_at_a_day(given_dues, test, at):
    known_then = [
        replace(
            one,
            payments=tuple(payment for payment in one.payments if payment.paid_on <= at),
            waived_on=one.waived_on if one.waived_on and one.waived_on <= at else None,
            agreed_on=one.agreed_on if one.agreed_on and one.agreed_on <= at else None,
        )
        for one in given_dues
    ]
    assert standing(given_dues, test=test, at=at) == standing(known_then, test=test, at=at)


@given(st.lists(assessments(), max_size=4), TESTS, DAYS, st.integers(1, 3))
def test_a_milder_rule_never_worsens_the_standing(given_dues, test, at, more):
    if not standing(given_dues, test=test, at=at).is_good:
        return
    milder = replace(test, tolerated_years=test.tolerated_years + more, grace_days=test.grace_days + more)
    assert standing(given_dues, test=milder, at=at).is_good


@given(assessments(), DAYS)
def test_never_more_is_overdue_than_is_open(one, at):
    due = overdue_of(one, at=at)
    assert due is None or 0 < due.amount <= one.open_amount(at=at)
    assert due is None or due.due_on < at


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": 0, "payments": ()}, FaultCode.AMOUNT),
        ({"instalments": (Instalment(due_on=date(2020, 6, 30), amount=100_00),)}, FaultCode.INSTALMENTS_DIFFER),
        ({"payments": (Payment(paid_on=date(2020, 2, 1), amount=1500_01),)}, FaultCode.OVERPAID),
        ({"payments": (Payment(paid_on=date(2020, 2, 1), amount=-1),)}, FaultCode.PAYMENT_AMOUNT),
        (
            {"instalments": tuple(Instalment(due_on=date(2020, 6, 30), amount=750_00) for _ in range(2))},
            FaultCode.INSTALMENT_ORDER,
        ),
    ],
)
def test_an_unsound_assessment_is_named(changes, code):
    assert faults_of(replace(dues(2020), **changes)) == (code,)


RULES = st.lists(
    st.builds(
        StandingRule,
        version=st.integers(1, 9),
        in_force_from=DAYS,
        candidacy=st.none() | TESTS,
        vote=st.none() | TESTS,
    ),
    max_size=4,
    unique_by=lambda rule: rule.version,
)


@given(RULES)
def test_the_versions_of_a_rule_are_kept_as_plain_data_without_loss(rules):
    assert rules_from_json(rules_to_json(rules)) == tuple(rules)


@given(RULES, st.builds(StandingRule, version=st.just(0), in_force_from=DAYS), DAYS)
def test_a_new_version_changes_nothing_before_it_is_in_force(rules, new, on):
    with_new = next_version(rules, new)
    expected = rule_in_force(rules, on=on)
    if on < new.in_force_from:
        assert rule_in_force(with_new, on=on) == expected
    elif expected is None or expected.in_force_from <= new.in_force_from:
        assert rule_in_force(with_new, on=on) == with_new[-1]


@pytest.mark.parametrize(
    "data", [[{}], [7], 7, [{"version": 1, "in_force_from": "soon", "vote": None, "candidacy": None}]]
)
def test_what_is_not_a_rule_is_not_taken_for_one(data):
    with pytest.raises(ValueError, match=r"standing|isoformat"):
        rules_from_json(data)
