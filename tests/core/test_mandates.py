"""Who sits, tested on the real terms of the Executive Committee and on arbitrary mandates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.core.governance.mandates import (
    FaultCode,
    Mandate,
    MandateState,
    Precision,
    TermRule,
    consecutive_terms,
    faults,
    state_of,
    terms,
    who_sits,
)

COMMITTEE_2017 = [
    "Addis Ababa",
    "Beyoğlu",
    "Bucharest",
    "Chengdu",
    "Hebron",
    "Goyang",
    "Hanoi",
    "Jakarta",
    "Khartoum State",
    "Kigali",
    "Makati",
    "Mexico City",
    "Moscow",
    "Nairobi",
    "Pittsburgh",
    "Seberang Perai",
    "Seoul",
    "Ulaanbaatar",
    "Ulyanovsk Region",
]
STATUTE = TermRule(held_over=True, assemblies=(date(2017, 6, 27), date(2021, 10, 18)), years=3)
NO_HOLDING_OVER = TermRule(held_over=False)


def by_years(holder, starts, ends, *, seat="president", role="president", order=0):
    return Mandate(
        holder=holder,
        organ="Executive Committee",
        seat=seat,
        role=role,
        starts=starts and date(starts, 1, 1),
        ends=ends and date(ends, 1, 1),
        starts_precision=Precision.YEAR,
        ends_precision=Precision.YEAR,
        order=order,
    )


def by_days(holder, starts, ends, *, seat="president", order=0):
    return Mandate(
        holder=holder, organ="Executive Committee", seat=seat, role="president", starts=starts, ends=ends, order=order
    )


def committee():
    return [
        by_years(city, 2017, 2020, seat=city, role="member", order=place) for place, city in enumerate(COMMITTEE_2017)
    ]


def states(mandates, at, rule=STATUTE):
    return [state_of(term, at=at, rule=rule) for term in terms(mandates, rule=rule)]


@pytest.mark.parametrize(
    ("at", "state"),
    [
        (date(2017, 6, 26), MandateState.UPCOMING),
        (date(2017, 6, 27), MandateState.CURRENT),
        (date(2020, 11, 17), MandateState.CURRENT),
        (date(2020, 12, 31), MandateState.CURRENT),
        (date(2021, 1, 1), MandateState.HELD_OVER),
        (date(2021, 10, 17), MandateState.HELD_OVER),
        (date(2021, 10, 18), MandateState.ENDED),
    ],
)
def test_the_committee_of_2017_holds_over_until_the_assembly_of_2021(at, state):
    assert states(committee(), at) == [state] * 19


def test_nineteen_cities_sit_on_17_november_2020_in_the_order_of_the_source():
    seated = who_sits(reversed(committee()), at=date(2020, 11, 17), rule=STATUTE)
    assert [one.mandate.holder for one in seated] == COMMITTEE_2017
    assert {one.state for one in seated} == {MandateState.CURRENT}


def test_nobody_sits_after_the_term_if_the_rule_knows_no_holding_over():
    assert who_sits(committee(), at=date(2021, 1, 1), rule=NO_HOLDING_OVER) == ()


def test_a_successor_ends_the_holding_over_where_no_assembly_is_known():
    rule = TermRule(held_over=True)
    mandates = [by_years("Seoul", 2017, 2020), by_days("Almaty", date(2021, 10, 18), None)]
    assert states(mandates, date(2021, 10, 17), rule) == [MandateState.HELD_OVER, MandateState.UPCOMING]
    assert states(mandates, date(2021, 10, 18), rule) == [MandateState.ENDED, MandateState.CURRENT]


def test_in_the_year_of_a_change_the_predecessor_sits_until_its_end():
    mandates = [by_years("Seoul", 2017, 2020), by_years("Makati", 2020, 2023)]
    assert states(mandates, date(2020, 12, 31), NO_HOLDING_OVER) == [MandateState.CURRENT, MandateState.UPCOMING]
    assert states(mandates, date(2021, 1, 1), NO_HOLDING_OVER) == [MandateState.ENDED, MandateState.CURRENT]
    assert faults(mandates, rule=NO_HOLDING_OVER) == ()


def test_in_the_year_of_a_change_a_known_day_of_the_successor_counts():
    mandates = [by_years("Seoul", 2017, 2020), by_days("Makati", date(2020, 7, 1), None)]
    assert states(mandates, date(2020, 6, 30), NO_HOLDING_OVER) == [MandateState.CURRENT, MandateState.UPCOMING]
    assert states(mandates, date(2020, 7, 1), NO_HOLDING_OVER) == [MandateState.ENDED, MandateState.CURRENT]


def test_a_mandate_within_one_year_keeps_that_year_whatever_assembly_was_held_in_it():
    rule = TermRule(held_over=True, assemblies=(date(2010, 9, 7),))
    interim = [by_years("Abu Dhabi", 2010, 2010)]
    assert states(interim, date(2010, 6, 7), rule) == [MandateState.CURRENT]
    assert states(interim, date(2010, 9, 7), rule) == [MandateState.ENDED]


def test_a_mandate_without_an_end_runs_for_the_regular_term():
    frankfurt = [by_years("Frankfurt", 2010, None)]
    assert states(frankfurt, date(2013, 12, 31)) == [MandateState.CURRENT]
    assert states(frankfurt, date(2014, 1, 1)) == [MandateState.HELD_OVER]
    assert states(frankfurt, date(2020, 11, 17)) == [MandateState.ENDED]


def test_a_mandate_without_an_end_is_open_until_a_successor_begins_if_no_term_is_fixed():
    rule = TermRule(held_over=True)
    mandates = [by_years("Seoul", 2010, None), by_years("Makati", 2025, None)]
    assert states(mandates, date(2024, 12, 31), rule) == [MandateState.CURRENT, MandateState.UPCOMING]
    assert states(mandates, date(2025, 1, 1), rule) == [MandateState.ENDED, MandateState.CURRENT]


def test_a_mandate_without_dates_is_undated_and_does_not_sit():
    undated = [by_years("Chengdu", None, None)]
    assert states(undated, date(2020, 11, 17)) == [MandateState.UNDATED]
    assert who_sits(undated, at=date(2020, 11, 17), rule=STATUTE) == ()


def test_a_mandate_of_which_only_the_end_is_known_is_undated_until_it_is_past():
    only_end = [by_years("Chengdu", None, 2020)]
    assert states(only_end, date(2020, 12, 31), NO_HOLDING_OVER) == [MandateState.UNDATED]
    assert states(only_end, date(2021, 1, 1), NO_HOLDING_OVER) == [MandateState.ENDED]


def test_overlaps_of_one_seat_are_reported_in_order_of_time():
    early = by_days("Seoul", date(2017, 6, 27), date(2020, 12, 31))
    late = by_days("Makati", date(2020, 12, 31), date(2023, 1, 1))
    elsewhere = by_days("Moscow", date(2018, 1, 1), date(2019, 1, 1), seat="vice president")
    found = faults([late, elsewhere, early], rule=NO_HOLDING_OVER)
    assert [(fault.code, fault.mandates) for fault in found] == [(FaultCode.OVERLAP, (early, late))]


def test_an_end_before_the_start_is_reported_and_the_mandate_counts_as_undated():
    wrong = by_days("Seoul", date(2020, 1, 1), date(2017, 1, 1))
    assert [(fault.code, fault.mandates) for fault in faults([wrong], rule=STATUTE)] == [
        (FaultCode.ENDS_BEFORE_START, (wrong,))
    ]
    assert states([wrong], date(2021, 1, 1)) == [MandateState.UNDATED]


def seoul_in_a_row(mandates, at, rule=NO_HOLDING_OVER):
    return consecutive_terms(mandates, holder="Seoul", organ="Executive Committee", role="president", at=at, rule=rule)


def test_a_year_held_over_neither_breaks_a_row_of_terms_nor_makes_one():
    mandates = [by_years("Seoul", 2017, 2020), by_years("Seoul", 2021, 2023), by_years("Makati", 2014, 2017)]
    in_a_row = [seoul_in_a_row(mandates, date(year, 11, 17), STATUTE) for year in (2016, 2017, 2020, 2021, 2022)]
    assert in_a_row == [0, 1, 1, 2, 2]


def test_terms_with_another_holder_between_are_not_in_a_row():
    mandates = [by_years("Seoul", 2010, 2012), by_years("Makati", 2013, 2015), by_years("Seoul", 2016, 2018)]
    assert seoul_in_a_row(mandates, date(2017, 1, 1)) == 1


def test_two_records_of_one_term_count_once():
    mandates = [by_years("Seoul", 2017, 2020), by_years("Seoul", 2017, 2020, order=1, seat="first among equals")]
    assert seoul_in_a_row(mandates, date(2018, 1, 1)) == 1


days = st.dates(date(2000, 1, 1), date(2040, 12, 31))
precisions = st.sampled_from(Precision)
rules = st.builds(
    TermRule,
    held_over=st.booleans(),
    assemblies=st.lists(days, max_size=4).map(tuple),
    years=st.none() | st.integers(1, 6),
)
mandates_of_one_seat = st.lists(
    st.builds(
        Mandate,
        holder=st.sampled_from(["Seoul", "Makati", "Moscow"]),
        organ=st.just("Executive Committee"),
        seat=st.just("president"),
        role=st.just("president"),
        starts=st.none() | days,
        ends=st.none() | days,
        starts_precision=precisions,
        ends_precision=precisions,
        order=st.integers(0, 9),
    ),
    max_size=6,
)


@given(mandates_of_one_seat, days, rules)
def test_without_a_reported_overlap_a_seat_has_one_holder_at_most(mandates, at, rule):
    dated = [mandate for mandate in mandates if mandate.starts is not None]
    if not faults(dated, rule=rule):
        assert len(who_sits(dated, at=at, rule=rule)) <= 1


@given(mandates_of_one_seat, days, rules)
def test_a_mandate_never_goes_back_to_an_earlier_state(mandates, at, rule):
    order = [
        MandateState.UNDATED,
        MandateState.UPCOMING,
        MandateState.CURRENT,
        MandateState.HELD_OVER,
        MandateState.ENDED,
    ]
    for today, later in zip(states(mandates, at, rule), states(mandates, at + timedelta(days=400), rule), strict=True):
        assert order.index(today) <= order.index(later)


@given(mandates_of_one_seat, days, rules)
def test_a_row_of_terms_is_at_least_one_exactly_when_the_holder_sits(mandates, at, rule):
    sitting = {seated.mandate.holder for seated in who_sits(mandates, at=at, rule=rule)}
    for holder in ("Seoul", "Makati", "Moscow"):
        row = consecutive_terms(
            mandates, holder=holder, organ="Executive Committee", role="president", at=at, rule=rule
        )
        assert (row >= 1) == (holder in sitting)
        assert row <= len(mandates)
