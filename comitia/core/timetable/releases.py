"""What changed from one released version of a programme to the next.

Source of the rule: readers plan their day by time and place, so a session that has another of these is `moved`, whatever else changed;
any other difference is `changed`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Values = Mapping[str, Any]


class ChangeKind(StrEnum):
    """What happened to a slot."""

    NEW = "new"
    MOVED = "moved"
    CHANGED = "changed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotChange:
    """What happened to one slot, and the names of the values that differ, in alphabetical order (none of new and cancelled ones)."""

    slot: str
    kind: ChangeKind
    fields: tuple[str, ...] = ()


def changes_between(
    before: Mapping[str, Values], after: Mapping[str, Values], *, place: Collection[str]
) -> tuple[SlotChange, ...]:
    """Compare two versions, each {slot: its values}.

    `place` names the values of time and place. The slots of the later version come first, in its order, then the cancelled ones in the
    order of the earlier version. A value that one side lacks counts as None. Raises nothing.
    """
    found: list[SlotChange] = []
    for slot, values in after.items():
        if slot not in before:
            found.append(SlotChange(slot=slot, kind=ChangeKind.NEW))
            continue
        names = before[slot].keys() | values.keys()
        fields = tuple(sorted(name for name in names if before[slot].get(name) != values.get(name)))
        if fields:
            is_moved = any(name in place for name in fields)
            found.append(
                SlotChange(slot=slot, kind=ChangeKind.MOVED if is_moved else ChangeKind.CHANGED, fields=fields)
            )
    found += [SlotChange(slot=slot, kind=ChangeKind.CANCELLED) for slot in before if slot not in after]
    return tuple(found)
