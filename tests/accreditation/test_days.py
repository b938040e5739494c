"""Days are written where the meeting is, and moments are kept from them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from comitia.accreditation.queries.days import day_of, end_of, last_day_before, start_of
from comitia.meetings.models import Meeting

ZONES = ("Pacific/Kiritimati", "Europe/Moscow", "Etc/GMT+12", "")


@pytest.mark.parametrize("zone", ZONES)
def test_a_day_begins_and_ends_where_the_meeting_is(zone):
    meeting, day = Meeting(zone=zone), date(2020, 11, 16)
    assert start_of(day, meeting).replace(tzinfo=None) == datetime(2020, 11, 16)  # noqa: DTZ001
    assert end_of(day, meeting).replace(tzinfo=None) == datetime(2020, 11, 17)  # noqa: DTZ001
    assert day_of(start_of(day, meeting), meeting) == day
    assert last_day_before(end_of(day, meeting), meeting) == day


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_first_and_the_last_day_there_are_have_moments_that_every_zone_can_tell(day, zone):
    meeting = Meeting(zone=zone)
    for moment in (start_of(day, meeting), end_of(day, meeting)):
        kept = moment.astimezone(UTC)
        assert {kept.astimezone(ZoneInfo(other)).year for other in ZONES if other} == {day.year}
