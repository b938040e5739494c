from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import get_language

from comitia.members.queries import Card
from comitia.organs.models import Mandate, Organ
from comitia.organs.queries.terms import TermRow, term_rows
from comitia.platform.sources import Source, merged
from comitia.platform.texts import text_in

SITS = frozenset({"current", "held over"})
RANK = tuple(Mandate.Role.values)


@dataclass(frozen=True, slots=True)
class Sitting:
    """A member that sits, with every seat and office it holds on the day, the highest first."""

    member: Card
    roles: tuple[str, ...]
    is_president: bool
    is_held_over: bool
    starts: str
    ends: str
    last: date | None
    relieved: date | None
    sources: tuple[Source, ...]

    @property
    def first_day_after(self) -> date | None:
        return self.last + timedelta(days=1) if self.last and self.last < date.max else None

    @property
    def stays_after_term(self) -> bool:
        return self.relieved is not None and self.first_day_after is not None and self.relieved > self.first_day_after


@dataclass(frozen=True, slots=True)
class Committee:
    """An organ on a day: who sits (by name), offices whose dates no source gives, and terms before and after."""

    name: str
    seats: int | None
    day: date
    sitting: tuple[Sitting, ...]
    undated: tuple[TermRow, ...]
    earlier: tuple[TermRow, ...]
    later: tuple[TermRow, ...]

    @property
    def held_over(self) -> tuple[Sitting, ...]:
        return tuple(seat for seat in self.sitting if seat.is_held_over)

    @property
    def next_to_hold_over(self) -> Sitting | None:
        """Give a member in term whose successor began later than the day after the term."""
        return next((seat for seat in self.sitting if not seat.is_held_over and seat.stays_after_term), None)


def committee_on(day: date, *, code: str, assemblies: Sequence[date]) -> Committee | None:
    """Say who sits in the organ of a code on a day; None if there is no such organ."""
    organ = Organ.objects.filter(code=code).first()
    if organ is None:
        return None
    mandates = Mandate.objects.filter(organ=organ).select_related("organ", "member__region").order_by("pk")
    rows = term_rows(mandates, on=day, assemblies=assemblies)
    return Committee(
        name=text_in(organ.names, get_language() or "en").value or organ.code,
        seats=organ.seats,
        day=day,
        sitting=_sitting([row for row in rows if row.state in SITS]),
        undated=_by_rank(row for row in rows if row.state == "undated"),
        earlier=_by_rank(row for row in rows if row.state == "ended"),
        later=_by_rank(row for row in rows if row.state == "upcoming"),
    )


def _sitting(rows: Sequence[TermRow]) -> tuple[Sitting, ...]:
    seats = []
    for member in sorted({row.member for row in rows}, key=lambda card: card.slug):
        held = sorted((row for row in rows if row.member == member), key=lambda row: RANK.index(row.role))
        # The seat itself, if a source names it, dates the row; the offices come on top of it.
        seat = held[-1]
        seats.append(
            Sitting(
                member=member,
                roles=tuple(dict.fromkeys(row.role_name for row in held)),
                is_president=held[0].role == Mandate.Role.PRESIDENT,
                is_held_over=seat.state == "held over",
                starts=seat.starts,
                ends=seat.ends,
                last=seat.last,
                relieved=seat.relieved,
                sources=merged(row.sources for row in held),
            )
        )
    return tuple(seats)


def _by_rank(rows: Iterable[TermRow]) -> tuple[TermRow, ...]:
    return tuple(sorted(rows, key=lambda row: (-int(row.starts[:4] or 0), RANK.index(row.role), row.member.slug)))
