"""Which motions on the conduct of a sitting are in order now, and which is taken first.

Source: UN General Assembly rules 71 and 77 (a point of order is decided at once; procedural motions have precedence in
a fixed order over all other proposals) and Robert's Rules (12th ed., sections 5 and 6): a motion is in order if it
ranks above whatever is pending, and what was moved last is decided first. The ranks are those of the organ's rules.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from comitia.core.governance.rule_set import ProceduralMotion


class OrderCode(StrEnum):
    """Why a procedural motion is not in order."""

    NO_SUCH_MOTION = "no_such_motion"
    SAME_PENDING = "same_pending"
    OUTRANKED = "outranked"
    FLOOR_TAKEN = "floor_taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class InOrder:
    """It may be moved; `motion` says what it needs."""

    motion: ProceduralMotion

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class OutOfOrder:
    """It may not be moved now; `pending` is the type of the motion that stands before it, empty if none does."""

    code: OrderCode
    pending: str = ""

    def __bool__(self) -> bool:
        return False


Answer = InOrder | OutOfOrder


def in_order(
    pending: Sequence[str], kind: str, table: Iterable[ProceduralMotion], *, floor_is_taken: bool = False
) -> Answer:
    """Say whether a procedural motion of a type may be moved while others, by their types, are pending.

    It has to be in the table, to rank above every pending one, and to interrupt if somebody has the floor. Pending
    types that the table does not have stand in nobody's way. Raises nothing.
    """
    known = {motion.type: motion for motion in table}
    moved = known.get(kind)
    if moved is None:
        return OutOfOrder(code=OrderCode.NO_SUCH_MOTION)
    if kind in pending:
        return OutOfOrder(code=OrderCode.SAME_PENDING, pending=kind)
    above = [known[each] for each in pending if each in known and known[each].rank >= moved.rank]
    if above:
        return OutOfOrder(code=OrderCode.OUTRANKED, pending=_highest(above).type)
    if floor_is_taken and not moved.interrupts:
        return OutOfOrder(code=OrderCode.FLOOR_TAKEN)
    return InOrder(motion=moved)


def offered(
    pending: Sequence[str], table: Iterable[ProceduralMotion], *, floor_is_taken: bool = False
) -> tuple[tuple[ProceduralMotion, Answer], ...]:
    """Give every procedural motion of the table, highest rank first, with the answer whether it may be moved now."""
    known = sorted(table, key=lambda motion: -motion.rank)
    return tuple((motion, in_order(pending, motion.type, known, floor_is_taken=floor_is_taken)) for motion in known)


def decided_first(pending: Sequence[str], table: Iterable[ProceduralMotion]) -> str | None:
    """Name the pending motion that is decided before all others: the highest in rank, of two the one moved last."""
    ranks = {motion.type: motion.rank for motion in table}
    known = [(ranks[kind], place) for place, kind in enumerate(pending) if kind in ranks]
    return pending[max(known)[1]] if known else None


def _highest(motions: Iterable[ProceduralMotion]) -> ProceduralMotion:
    return max(motions, key=lambda motion: motion.rank)
