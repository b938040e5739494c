"""The days of a programme, mended so that they do not overlap and hold every session."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import Final

from comitia.core.timetable.exchange.moments import at_clock, read_date
from comitia.core.timetable.exchange.raw import RawDay
from comitia.core.timetable.exchange.repairs import RepairCode
from comitia.core.timetable.exchange.schedule import Day, wall_time
from comitia.core.timetable.exchange.texts import clean_line
from comitia.core.timetable.exchange.values import Values

# Sessions this near to a day belong to its early morning or its night.
NEAR: Final = timedelta(hours=8)
ONE_DAY: Final = timedelta(days=1)


def read_day(raw: RawDay, *, number: int, values: Values) -> Day | None:
    """Read a day; without bounds it lasts from midnight to midnight, without date it has the date of its start."""
    where = f"day {number}"
    starts = values.moment(raw.starts, where=where, name="day_start")
    ends = values.moment(raw.ends, where=where, name="day_end")
    written = "" if raw.day is None else clean_line(str(raw.day))
    day = read_date(written)
    if day is None and starts is not None:
        day = wall_time(starts, zone="").date()
        if written:
            values.repairs.add(where, RepairCode.MOMENT_UNREADABLE, field="date", was=written)
    if day is None:
        values.repairs.add(where, RepairCode.DAY_LOST, was=written)
        return None
    starts = starts or at_clock(day, time(0), zone=values.zone)
    if ends is None or ends <= starts:
        if ends is not None:
            values.repairs.add(where, RepairCode.END_BEFORE_START, was=ends.isoformat())
        midnight = at_clock(starts.date() + ONE_DAY, time(0), zone=starts.tzinfo)
        ends = midnight if midnight > starts else starts + ONE_DAY
    return Day(day=day, starts=starts, ends=ends)


def apart(days: Iterable[Day], *, values: Values) -> list[Day]:
    """Put days in order of time and end each where the next starts."""
    found: list[Day] = []
    for day in sorted(days, key=lambda one: (one.starts, one.ends)):
        last = found[-1] if found else None
        if last is None or last.ends <= day.starts:
            found.append(day)
        elif last.starts < day.starts:
            found[-1] = _moved(last, last.starts, day.starts, values=values)
            found.append(day)
        elif last.ends < day.ends:
            found.append(_moved(day, last.ends, day.ends, values=values))
        else:
            values.repairs.add("", RepairCode.DAY_LOST, was=day.day)
    return found


def holding(
    days: Sequence[Day], moments: Iterable[datetime], *, zone: str, values: Values, is_listed: bool
) -> list[Day]:
    """Widen days, or add days, until every moment lies in one; noted only if the file lists days."""
    found = list(days)
    for at in sorted(moments):
        place = bisect_right(found, at, key=lambda day: day.ends)
        if place < len(found) and found[place].starts <= at:
            continue
        before = found[place - 1] if place else None
        after = found[place] if place < len(found) else None
        wall = wall_time(at, zone=zone)
        if before is not None and is_listed and at - before.ends < NEAR:
            widest = at + timedelta(minutes=1)
            ends = min(widest, after.starts) if after else widest
            found[place - 1] = _moved(before, before.starts, ends, values=values)
        elif after is not None and is_listed and after.starts - at < NEAR:
            found[place] = _moved(after, at, after.ends, values=values)
        else:
            midnight = at_clock(wall.date() + ONE_DAY, time(0), zone=wall.tzinfo)
            midnight = midnight if midnight > at else at + timedelta(minutes=1)
            begin = at_clock(wall.date(), time(0), zone=wall.tzinfo)
            starts = max(begin, before.ends) if before else min(begin, at)
            day = Day(day=wall.date(), starts=starts, ends=min(midnight, after.starts) if after else midnight)
            found.insert(place, day)
            if is_listed:
                values.repairs.add("", RepairCode.DAY_MADE, now=day.day)
    return found


def _moved(day: Day, starts: datetime, ends: datetime, *, values: Values) -> Day:
    values.repairs.add(
        "",
        RepairCode.DAY_MOVED,
        was=f"{day.starts.isoformat()} - {day.ends.isoformat()}",
        now=f"{starts.isoformat()} - {ends.isoformat()}",
    )
    return Day(day=day.day, starts=starts, ends=ends)
