"""By when a session has to be convoked, and whether a notice is in time.

Source of the rule: the statutes name a number of days between the notice and the session, another one for extraordinary
sessions (UCLG, constitution, 30 days). Days are whole days at the place of the meeting, counted back from the day of the
first sitting; a notice that goes out during the last day is in time. A number that the statutes do not name is chosen by
the secretariat, in so many words, and never assumed. A late notice goes out under a recorded waiver alone.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from comitia.core.governance.documents import end_of_day, last_day
from comitia.core.governance.rule_set import NoticeRule

MOST_DAYS: Final = 365


class DaysFault(StrEnum):
    """Why the days of notice are not known."""

    UNKNOWN = "unknown"
    NOT_TO_BE_CHOSEN = "not_to_be_chosen"
    OUT_OF_RANGE = "out_of_range"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """How many days of notice a session needs; without an `article` the secretariat chose the number."""

    days: int
    is_chosen: bool
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """The last day for the notice of a session, and how a moment stands to it."""

    period: Period
    opens_on: date
    last_day: date
    days_late: int

    @property
    def is_late(self) -> bool:
        return self.days_late > 0


def days_by_rule(rule: NoticeRule | None, *, is_extraordinary: bool) -> int | None:
    """Give the days of notice that the rules name for an ordinary or an extraordinary session; None if they name none."""
    if rule is None:
        return None
    return rule.extraordinary_days if is_extraordinary else rule.days


def period_of(rule: NoticeRule | None, *, is_extraordinary: bool, chosen: int | None) -> Period | DaysFault:
    """Give the days of notice: those of the rules; where they are silent, those chosen (0 to 365).

    A choice against the rules is a fault, and so is silence on both sides.
    """
    named = days_by_rule(rule, is_extraordinary=is_extraordinary)
    if named is not None and rule is not None:
        if chosen is not None and chosen != named:
            return DaysFault.NOT_TO_BE_CHOSEN
        return Period(days=named, is_chosen=False, article=rule.article)
    if chosen is None:
        return DaysFault.UNKNOWN
    if not 0 <= chosen <= MOST_DAYS:
        return DaysFault.OUT_OF_RANGE
    return Period(days=chosen, is_chosen=True)


def deadline(period: Period, *, opens_at: datetime, zone: ZoneInfo, at: datetime) -> Deadline:
    """Judge a notice that goes out `at` for a session whose first sitting opens at a moment, on the clock of its place.

    Raises ValueError for a moment without zone.
    """
    if opens_at.tzinfo is None or at.tzinfo is None:
        raise ValueError("A moment has a time zone.")
    opens_on = opens_at.astimezone(zone).date()
    until = last_day(opens_on, days=period.days)
    late = 0 if at < end_of_day(until, zone) else (at.astimezone(zone).date() - until).days
    return Deadline(period=period, opens_on=opens_on, last_day=until, days_late=late)
