"""Who sits in an organ at a date, when the sources give terms by year or by day.

Source of the rules: WeGO statute (organs and terms of office: three years, re-election allowed), and the practice of
2020-2021, when the electing assembly slipped from 2020 to 18 October 2021 and the Committee of 2017-2020 stayed in its
seats until then.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

ONE_DAY = timedelta(days=1)


class Precision(StrEnum):
    """How exactly a source gives a date; of a date known by its year only the year counts."""

    YEAR = "year"
    DAY = "day"


class MandateState(StrEnum):
    """What a mandate is at one date."""

    UPCOMING = "upcoming"
    CURRENT = "current"
    HELD_OVER = "held over"
    ENDED = "ended"
    UNDATED = "undated"


class FaultCode(StrEnum):
    """What can be wrong with the mandates of a seat; a fault is reported and never refused."""

    OVERLAP = "overlap"
    ENDS_BEFORE_START = "ends before start"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """A member holds a seat of an organ in a role.

    `holder`, `organ` and `seat` are any identifiers that are stable for the caller; a seat is one chair, so two vice
    presidents have two seats. `ends` is the last day in term, not the day after it. None means that the source does not
    say. `order` is the place in the source.
    """

    holder: str
    organ: str
    seat: str
    role: str
    starts: date | None = None
    ends: date | None = None
    starts_precision: Precision = Precision.DAY
    ends_precision: Precision = Precision.DAY
    order: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRule:
    """What the statute says about terms.

    `held_over`: may a holder stay after the term until the successor begins.
    `assemblies`: first days of the electing assemblies that were or will be held; each dates a term that is known by
    that year, and relieves the holders whose term is over.
    `years`: the length of a regular term, taken where a source names no end; None leaves such a mandate open until a
    successor begins.
    """

    held_over: bool
    assemblies: tuple[date, ...] = ()
    years: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A mandate with its days worked out, None where unknown.

    `first` and `last` are days in term, `relieved` is the day on which a successor begins
    or the electing assembly meets.
    """

    mandate: Mandate
    first: date | None
    last: date | None
    relieved: date | None

    @property
    def is_reversed(self) -> bool:
        """Say whether the source gives an end before the start."""
        return self.first is not None and self.last is not None and self.last < self.first


@dataclass(frozen=True, slots=True, kw_only=True)
class Seated:
    """A mandate whose holder sits, and whether in term or held over."""

    mandate: Mandate
    state: MandateState


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something wrong with the mandates of one seat: the code and the mandates concerned, in order of time."""

    code: FaultCode
    mandates: tuple[Mandate, ...]


def terms(mandates: Iterable[Mandate], *, rule: TermRule) -> tuple[Term, ...]:
    """Work out the days of every mandate, in the order given.

    A year runs from its first to its last day, with three exceptions that keep one holder in a seat at a time: an
    electing assembly of that year dates the change; a start known by its year waits until the predecessor's last day of
    that year; an end known by its year gives way to a successor's day in that year. Raises nothing.
    """
    given = tuple(mandates)
    by_seat: dict[tuple[str, str], list[Mandate]] = defaultdict(list)
    for mandate in given:
        by_seat[mandate.organ, mandate.seat].append(mandate)
    worked_out = {id(term.mandate): term for seat in by_seat.values() for term in _terms_of_seat(seat, rule=rule)}
    return tuple(worked_out[id(mandate)] for mandate in given)


def state_of(term: Term, *, at: date, rule: TermRule) -> MandateState:
    """Say what a mandate is at a date.

    A mandate without a start is undated until its end is past; one whose end is before its start is undated always.
    After its last day a mandate is held over until the day on which it is relieved, if the rule lets the holder stay,
    and ended otherwise. Raises nothing.
    """
    if term.is_reversed or (term.first is None and (term.last is None or at <= term.last)):
        return MandateState.UNDATED
    if term.first is not None and at < term.first:
        return MandateState.UPCOMING
    if term.last is None or at <= term.last:
        return MandateState.CURRENT
    is_relieved = term.relieved is not None and at >= term.relieved
    return MandateState.HELD_OVER if rule.held_over and not is_relieved else MandateState.ENDED


def who_sits(mandates: Iterable[Mandate], *, at: date, rule: TermRule) -> tuple[Seated, ...]:
    """List the mandates that are current or held over at a date, in source order; raises nothing."""
    states = ((term.mandate, state_of(term, at=at, rule=rule)) for term in terms(mandates, rule=rule))
    sitting = [
        Seated(mandate=mandate, state=state)
        for mandate, state in states
        if state in {MandateState.CURRENT, MandateState.HELD_OVER}
    ]
    return tuple(sorted(sitting, key=lambda seated: seated.mandate.order))


def faults(mandates: Iterable[Mandate], *, rule: TermRule) -> tuple[Fault, ...]:
    """Report the terms that end before they start, and each pair of mandates of one seat that share a day.

    Sources repeat themselves: the same holder may be named twice for one seat, which is an overlap too and for the
    caller to judge. Raises nothing.
    """
    all_terms = terms(mandates, rule=rule)
    found = [
        Fault(code=FaultCode.ENDS_BEFORE_START, mandates=(term.mandate,)) for term in all_terms if term.is_reversed
    ]
    by_seat: dict[tuple[str, str], list[Term]] = defaultdict(list)
    for term in all_terms:
        if term.first is not None and not term.is_reversed:
            by_seat[term.mandate.organ, term.mandate.seat].append(term)
    for seat in by_seat.values():
        seat.sort(key=_by_first_day)
        for place, earlier in enumerate(seat):
            for later in seat[place + 1 :]:
                if not _begins_within(later, earlier):
                    continue
                found.append(Fault(code=FaultCode.OVERLAP, mandates=(earlier.mandate, later.mandate)))
    return tuple(found)


def consecutive_terms(
    mandates: Iterable[Mandate], *, holder: str, organ: str, role: str, at: date, rule: TermRule
) -> int:
    """Count the terms in a row of a holder in a role of an organ, up to the one held at a date; 0 if none is held then.

    A term follows another if it begins no later than the day on which the earlier one is relieved, so time held over
    neither breaks a row nor makes a term (re-election caps of sister networks count this way). Two records of the same
    days are one term. Raises nothing.
    """
    own = [
        term
        for term in terms(mandates, rule=rule)
        if (term.mandate.holder, term.mandate.organ, term.mandate.role) == (holder, organ, role)
        and state_of(term, at=at, rule=rule) not in {MandateState.UPCOMING, MandateState.UNDATED}
    ]
    own.sort(key=_by_first_day)
    if not any(state_of(term, at=at, rule=rule) in {MandateState.CURRENT, MandateState.HELD_OVER} for term in own):
        return 0
    count, running = 1, own[0]
    for term in own[1:]:
        if _begins_within(term, running):
            running = max(running, term, key=lambda one: one.last or date.max)
            continue
        count, running = (count + 1 if _follows(term, running) else 1), term
    return count


def _terms_of_seat(seat: list[Mandate], *, rule: TermRule) -> list[Term]:
    """Work out the terms of one seat, earliest first, the undated ones last."""
    ordered = sorted(
        seat, key=lambda mandate: (mandate.starts is None, _plain_first(mandate) or date.max, mandate.order)
    )
    worked_out: list[Term] = []
    for place, mandate in enumerate(ordered):
        later = [other for other in ordered[place + 1 :] if other.starts is not None]
        first = _first_day(mandate, before=worked_out, rule=rule)
        last = _last_day(mandate, first=first, later=later, rule=rule)
        worked_out.append(Term(mandate=mandate, first=first, last=last, relieved=None))
    worked_out.sort(key=lambda term: (term.first is None, *_by_first_day(term)))
    return [
        replace(term, relieved=_relieved_on(term, later=worked_out[place + 1 :], rule=rule))
        for place, term in enumerate(worked_out)
    ]


def _plain_first(mandate: Mandate) -> date | None:
    """Give the start, or the first day of its year where only the year is known."""
    if mandate.starts is None or mandate.starts_precision is Precision.DAY:
        return mandate.starts
    return date(mandate.starts.year, 1, 1)


def _first_day(mandate: Mandate, *, before: list[Term], rule: TermRule) -> date | None:
    """Give the first day in term."""
    first = _plain_first(mandate)
    if first is None or mandate.starts_precision is Precision.DAY:
        return first
    is_of_one_year = mandate.ends is not None and mandate.ends.year == first.year
    assembly = _assembly_in(first.year, rule=rule)
    if assembly is not None and not is_of_one_year:
        return assembly
    ends = [
        term.last for term in before if term.last is not None and term.last.year == first.year and not term.is_reversed
    ]
    handed_over = max(ends) + ONE_DAY if ends and max(ends) < date.max else first
    # A predecessor known to fill the whole year leaves nothing of it, and then the year as printed stands.
    return handed_over if mandate.ends is None or handed_over <= _plain_last(mandate, mandate.ends) else first


def _plain_last(mandate: Mandate, ends: date) -> date:
    """Give the end, or the last day of its year where only the year is known."""
    return ends if mandate.ends_precision is Precision.DAY else date(ends.year, 12, 31)


def _last_day(mandate: Mandate, *, first: date | None, later: list[Mandate], rule: TermRule) -> date | None:
    """Give the last day in term."""
    if mandate.ends is not None:
        last = _plain_last(mandate, mandate.ends)
        precision = mandate.ends_precision
    elif first is not None and rule.years is not None and first.year + rule.years <= date.max.year:
        last = date(first.year + rule.years, 12, 31)
        precision = Precision.YEAR
    else:
        begun = [
            start for start in map(_plain_first, later) if start is not None and first is not None and start > first
        ]
        return min(begun) - ONE_DAY if begun else None
    if precision is Precision.DAY:
        return last
    changes = [other.starts for other in later if other.starts is not None and other.starts_precision is Precision.DAY]
    assembly = _assembly_in(last.year, rule=rule)
    changes += [assembly] if assembly is not None else []
    in_that_year = [day for day in changes if day.year == last.year and (first is None or day > first)]
    return min(in_that_year) - ONE_DAY if in_that_year else last


def _relieved_on(term: Term, *, later: list[Term], rule: TermRule) -> date | None:
    """Give the first day after the term on which a successor has begun or the electing assembly has met."""
    if term.last is None or term.last == date.max:
        return None
    day_after = term.last + ONE_DAY
    begun = [max(other.first, day_after) for other in later if other.first is not None and not other.is_reversed]
    elected = [day for day in rule.assemblies if day >= day_after]
    return min(begun + elected, default=None)


def _assembly_in(year: int, *, rule: TermRule) -> date | None:
    """Give the last electing assembly of a year, if any was held in it."""
    return max((day for day in rule.assemblies if day.year == year), default=None)


def _by_first_day(term: Term) -> tuple[date, int]:
    return term.first or date.min, term.mandate.order


def _begins_within(later: Term, earlier: Term) -> bool:
    """Say whether a term begins in the days of another."""
    return later.first is not None and (earlier.last is None or later.first <= earlier.last)


def _follows(later: Term, earlier: Term) -> bool:
    """Say whether a term begins as the earlier one is over."""
    if later.first is None or earlier.last is None:
        return False
    until = earlier.relieved or (earlier.last + ONE_DAY)
    return later.first <= until
