"""The quorum of sittings through time, worked out from the record of the session alone.

Source: the record keeps each judgement of the quorum (domain invariants 5 and 18), so that whoever has it can say at
every moment how many members counted, how many were required, and whether the sitting could decide.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from comitia.core.governance.record import RecordEntry

JUDGED: Final = frozenset({"quorum_checked", "quorum_lost", "quorum_reached"})
ENDED: Final = frozenset({"sitting_adjourned", "sitting_closed"})
CALLED: Final = "sitting_called"
KINDS: Final = JUDGED | ENDED | {CALLED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """For some time `counted` members were there of `required`; `ends` None while it lasts.

    `sitting` counts the sittings that were called to order, from 1. `is_met` None means that the rules do not say, or
    (`is_withheld`) that the reader may not know.
    """

    sitting: int
    begins: datetime
    ends: datetime | None
    counted: int | None
    required: int | None
    is_met: bool | None
    article: str = ""
    is_withheld: bool = False


def strip_of(entries: Iterable[RecordEntry]) -> tuple[Interval, ...]:
    """Give how the quorum stood, interval by interval, in the order of the record; entries of other kinds change nothing.

    Two intervals that follow on each other differ, and none is empty. A clock that jumped back does not turn time: an
    entry counts as written at the latest moment before it.
    """
    found: list[Interval] = []
    open_now: Interval | None = None
    sitting, latest = 0, None
    for entry in entries:
        if entry.kind not in KINDS:
            continue
        latest = entry.at if latest is None else max(latest, entry.at)
        if entry.kind == CALLED:
            sitting += 1
        new = _begun(entry, sitting=sitting, at=latest) if entry.kind in JUDGED else None
        if open_now is not None and new is not None and _says_the_same(open_now, new):
            continue
        if open_now is not None and latest > open_now.begins:
            found.append(replace(open_now, ends=latest))
        open_now = new
        if new is not None and found and found[-1].ends == new.begins and _says_the_same(found[-1], new):
            open_now = replace(found.pop(), ends=None)
    return tuple([*found, open_now] if open_now is not None else found)


def _begun(entry: RecordEntry, *, sitting: int, at: datetime) -> Interval:
    facts: Mapping[str, Any] = entry.facts or {}
    return Interval(
        sitting=sitting,
        begins=at,
        ends=None,
        counted=facts.get("counted"),
        required=facts.get("required"),
        is_met=facts.get("is_met"),
        article=str(facts.get("article", "")),
        is_withheld=entry.facts is None,
    )


def _says_the_same(one: Interval, other: Interval) -> bool:
    return replace(one, begins=other.begins, ends=other.ends) == other
