"""Limits of the work of interpreters: found and named, never refused.

Source of the rule: the working conditions of conference interpreters: nobody interprets alone, since a turn lasts about half an hour,
and nobody works more than three hours a day from afar.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

MOST_REMOTE = timedelta(hours=3)
FEWEST_IN_BOOTH = 2


class InterpretationCode(StrEnum):
    """Kinds of findings."""

    TWICE = "interpreter twice"
    TOO_LONG = "interpreter too long"
    ALONE = "interpreter alone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """An interpreter in the booth of a slot: `starts` and `ends` are moments with a zone, languages are codes."""

    interpreter: str
    slot: str
    source: str
    target: str
    starts: datetime
    ends: datetime
    is_remote: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InterpretationFinding:
    """A finding: its code, the slots concerned in order of time, and what it speaks of.

    `interpreter` is empty for a booth, `source` and `target` for a person; `worked` is the time of a day, zero where it does not matter.
    """

    code: InterpretationCode
    slots: tuple[str, ...]
    interpreter: str = ""
    source: str = ""
    target: str = ""
    day: date | None = None
    worked: timedelta = timedelta(0)


def interpretation_findings(turns: Iterable[Turn], *, zone: ZoneInfo) -> tuple[InterpretationFinding, ...]:
    """Find who interprets in two slots at once, who works too long on a day (on the clock of `zone`), and which booth has fewer than two.

    The languages of a booth go both ways: those who interpret from A into B and from B into A sit together. Raises nothing, unless
    moments with and without a zone are mixed (TypeError).
    """
    given = sorted(turns, key=lambda turn: (turn.starts, turn.ends, turn.slot))
    return (*_twice(given), *_too_long(given, zone=zone), *_alone(given))


def _twice(turns: list[Turn]) -> list[InterpretationFinding]:
    found: dict[tuple[str, str, str], InterpretationFinding] = {}
    for place, earlier in enumerate(turns):
        for later in turns[place + 1 :]:
            if later.starts >= earlier.ends:
                break
            if later.interpreter == earlier.interpreter and later.slot != earlier.slot:
                found[earlier.interpreter, earlier.slot, later.slot] = InterpretationFinding(
                    code=InterpretationCode.TWICE, slots=(earlier.slot, later.slot), interpreter=earlier.interpreter
                )
    return list(found.values())


def _too_long(turns: list[Turn], *, zone: ZoneInfo) -> list[InterpretationFinding]:
    days: dict[tuple[str, date], dict[str, timedelta]] = defaultdict(dict)
    for turn in turns:
        if turn.is_remote:
            # Somebody who serves two booths of one slot sits there once.
            days[turn.interpreter, turn.starts.astimezone(zone).date()][turn.slot] = turn.ends - turn.starts
    return [
        InterpretationFinding(
            code=InterpretationCode.TOO_LONG,
            slots=tuple(slots),
            interpreter=interpreter,
            day=day,
            worked=sum(slots.values(), timedelta(0)),
        )
        for (interpreter, day), slots in days.items()
        if sum(slots.values(), timedelta(0)) > MOST_REMOTE
    ]


def _alone(turns: list[Turn]) -> list[InterpretationFinding]:
    booths: dict[tuple[str, frozenset[str]], list[Turn]] = defaultdict(list)
    for turn in turns:
        booths[turn.slot, frozenset((turn.source, turn.target))].append(turn)
    return [
        InterpretationFinding(
            code=InterpretationCode.ALONE, slots=(slot,), source=crew[0].source, target=crew[0].target
        )
        for (slot, _languages), crew in booths.items()
        if len({turn.interpreter for turn in crew}) < FEWEST_IN_BOOTH
    ]
