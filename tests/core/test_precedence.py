"""Which motions on the conduct of a sitting are in order."""

from hypothesis import given
from hypothesis import strategies as st

from comitia.core.governance.precedence import InOrder, OrderCode, OutOfOrder, decided_first, in_order, offered
from comitia.core.governance.rule_set import ProceduralMotion


def motion(kind, rank, *, interrupts=False):
    return ProceduralMotion(
        type=kind,
        rank=rank,
        needs_second=True,
        debatable=False,
        amendable=False,
        majority="simple",
        interrupts=interrupts,
    )


ORDER, SUSPEND, ADJOURN, CLOSE = (
    motion("point_of_order", 9, interrupts=True),
    motion("suspend", 4),
    motion("adjourn", 3),
    motion("close_debate", 1),
)
TABLE = (CLOSE, ADJOURN, SUSPEND, ORDER)


def test_a_motion_is_in_order_above_what_is_pending():
    assert in_order([], "close_debate", TABLE) == InOrder(motion=CLOSE)
    assert in_order(["close_debate", "adjourn"], "suspend", TABLE) == InOrder(motion=SUSPEND)


def test_a_motion_below_what_is_pending_is_out_of_order():
    answer = OutOfOrder(code=OrderCode.OUTRANKED, pending="suspend")
    assert in_order(["adjourn", "suspend"], "close_debate", TABLE) == answer


def test_the_same_motion_is_not_moved_twice():
    assert in_order(["adjourn"], "adjourn", TABLE) == OutOfOrder(code=OrderCode.SAME_PENDING, pending="adjourn")


def test_only_motions_that_interrupt_are_in_order_while_somebody_speaks():
    assert in_order([], "suspend", TABLE, floor_is_taken=True) == OutOfOrder(code=OrderCode.FLOOR_TAKEN)
    assert in_order([], "point_of_order", TABLE, floor_is_taken=True) == InOrder(motion=ORDER)


def test_a_motion_that_the_rules_do_not_know_is_out_of_order():
    assert in_order([], "recess", TABLE) == OutOfOrder(code=OrderCode.NO_SUCH_MOTION)
    assert in_order(["recess"], "close_debate", TABLE) == InOrder(motion=CLOSE)


def test_the_chair_sees_every_motion_with_its_answer():
    assert offered(["adjourn"], TABLE) == (
        (ORDER, InOrder(motion=ORDER)),
        (SUSPEND, InOrder(motion=SUSPEND)),
        (ADJOURN, OutOfOrder(code=OrderCode.SAME_PENDING, pending="adjourn")),
        (CLOSE, OutOfOrder(code=OrderCode.OUTRANKED, pending="adjourn")),
    )


def test_the_highest_pending_motion_is_decided_first():
    assert decided_first(["close_debate", "suspend"], TABLE) == "suspend"
    assert decided_first(["recess"], TABLE) is None


tables = st.lists(st.integers(0, 5), min_size=1, max_size=6).map(
    lambda ranks: tuple(motion(f"m{number}", rank) for number, rank in enumerate(ranks))
)


@given(tables, st.data())
def test_whatever_is_moved_in_order_is_decided_first(table, data):
    pending = []
    for kind in data.draw(st.lists(st.sampled_from([each.type for each in table]), max_size=8)):
        if in_order(pending, kind, table):
            pending.append(kind)
            assert decided_first(pending, table) == kind
    ranks = {each.type: each.rank for each in table}
    assert [ranks[kind] for kind in pending] == sorted({ranks[kind] for kind in pending})
