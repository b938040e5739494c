"""By when a session is convoked: whole days back from its first day at its place, and nothing assumed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.core.governance.convocation import DaysFault, Period, deadline, period_of
from comitia.core.governance.rule_set import NoticeRule

RULE = NoticeRule(days=30, extraordinary_days=None, papers_days=None, late_paper_majority=None, article="Art. 20")
SEOUL = ZoneInfo("Asia/Seoul")
OPENS = datetime(2020, 11, 17, 7, 0, tzinfo=UTC)
zones = st.sampled_from([ZoneInfo(name) for name in ("UTC", "Asia/Seoul", "America/New_York", "Pacific/Apia")])
moments = st.datetimes(
    datetime(2000, 1, 1),  # noqa: DTZ001  the strategy adds the zone
    datetime(2040, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@pytest.mark.parametrize(
    ("rule", "is_extraordinary", "chosen", "expected"),
    [
        (RULE, False, None, Period(days=30, is_chosen=False, article="Art. 20")),
        (RULE, False, 30, Period(days=30, is_chosen=False, article="Art. 20")),
        (RULE, False, 10, DaysFault.NOT_TO_BE_CHOSEN),
        (RULE, True, None, DaysFault.UNKNOWN),
        (RULE, True, 7, Period(days=7, is_chosen=True)),
        (None, False, None, DaysFault.UNKNOWN),
        (None, False, 0, Period(days=0, is_chosen=True)),
        (None, False, -1, DaysFault.OUT_OF_RANGE),
        (None, False, 366, DaysFault.OUT_OF_RANGE),
    ],
)
def test_the_rules_name_the_days_and_where_they_are_silent_somebody_chooses_them(
    rule, is_extraordinary, chosen, expected
):
    assert period_of(rule, is_extraordinary=is_extraordinary, chosen=chosen) == expected


@pytest.mark.parametrize(
    ("at", "late"),
    [
        (datetime(2020, 10, 18, 14, 59, 59, tzinfo=UTC), 0),
        (datetime(2020, 10, 18, 15, 0, tzinfo=UTC), 1),
        (datetime(2020, 10, 19, 15, 0, tzinfo=UTC), 2),
    ],
)
def test_the_last_day_ends_at_midnight_where_the_session_is_held(at, late):
    found = deadline(Period(days=30, is_chosen=True), opens_at=OPENS, zone=SEOUL, at=at)
    assert (found.last_day, found.days_late, found.is_late) == (date(2020, 10, 18), late, bool(late))


@given(zone=zones, opens=moments, days=st.integers(0, 365), at=moments, hours=st.integers(0, 5000))
def test_a_notice_gets_no_earlier_by_waiting_and_no_later_by_fewer_days(zone, opens, days, at, hours):
    def late(days: int, at: datetime) -> int:
        return deadline(Period(days=days, is_chosen=True), opens_at=opens, zone=zone, at=at).days_late

    assert late(days, at + timedelta(hours=hours)) >= late(days, at)
    assert late(max(days - 1, 0), at) <= late(days, at)


@given(zone=zones, opens=moments, days=st.integers(0, 365), at=moments)
def test_a_notice_is_late_from_the_day_after_the_last_one(zone, opens, days, at):
    found = deadline(Period(days=days, is_chosen=True), opens_at=opens, zone=zone, at=at)
    assert (found.opens_on - found.last_day).days == days
    assert found.is_late == (at.astimezone(zone).date() > found.last_day)


def test_a_moment_without_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        deadline(Period(days=1, is_chosen=True), opens_at=OPENS.replace(tzinfo=None), zone=SEOUL, at=OPENS)
