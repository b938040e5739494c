"""Tables of motions on the conduct of a sitting, for rule sets to take over.

The higher rank is taken first. A point of order interrupts everything and the chair rules on it.
"""

from typing import Final

from comitia.core.governance.rule_set import ProceduralMotion

SIMPLE: Final = "simple"
TWO_THIRDS: Final = "two_thirds"
NO_VOTE: Final = ""


def _un(type_: str, rank: int, rule: str, *, majority: str = SIMPLE, interrupts: bool = False) -> ProceduralMotion:
    return ProceduralMotion(
        type=type_,
        rank=rank,
        needs_second=False,
        debatable=type_ == "adjourn_debate",
        amendable=False,
        majority=majority,
        interrupts=interrupts,
        article=f"Rules of Procedure of the UN General Assembly, {rule}",
    )


# Rule 77 gives the order: suspend, adjourn the meeting, adjourn the debate, close the debate
UNITED_NATIONS: Final = (
    _un("point_of_order", 60, "rule 71", majority=NO_VOTE, interrupts=True),
    _un("appeal", 50, "rule 71", interrupts=True),
    _un("suspend", 40, "rules 76 and 77"),
    _un("adjourn", 30, "rules 76 and 77"),
    _un("adjourn_debate", 20, "rules 74 and 77"),
    _un("close_debate", 10, "rules 75 and 77"),
)


def _roberts(
    type_: str,
    rank: int,
    section: str,
    *,
    needs_second: bool = True,
    debatable: bool = False,
    amendable: bool = False,
    majority: str = SIMPLE,
    interrupts: bool = False,
) -> ProceduralMotion:
    return ProceduralMotion(
        type=type_,
        rank=rank,
        needs_second=needs_second,
        debatable=debatable,
        amendable=amendable,
        majority=majority,
        interrupts=interrupts,
        article=f"Robert's Rules of Order Newly Revised, 12th edition, {section}",
    )


ROBERTS_RULES: Final = (
    _roberts("point_of_order", 150, "§23", needs_second=False, majority=NO_VOTE, interrupts=True),
    _roberts("appeal", 140, "§24", debatable=True, interrupts=True),
    _roberts("fix_time_to_adjourn", 130, "§22", amendable=True),
    _roberts("adjourn", 120, "§21"),
    _roberts("suspend", 110, "§20", amendable=True),
    _roberts("question_of_privilege", 100, "§19", needs_second=False, majority=NO_VOTE, interrupts=True),
    _roberts("orders_of_the_day", 90, "§18", needs_second=False, majority=NO_VOTE, interrupts=True),
    _roberts("suspend_rules", 85, "§25", majority=TWO_THIRDS),
    _roberts("lay_on_the_table", 80, "§17"),
    _roberts("close_debate", 70, "§16", majority=TWO_THIRDS),
    _roberts("limit_debate", 60, "§15", amendable=True, majority=TWO_THIRDS),
    _roberts("adjourn_debate", 50, "§14", debatable=True, amendable=True),
    _roberts("refer", 40, "§13", debatable=True, amendable=True),
    _roberts("close_nominations", 25, "§31", amendable=True, majority=TWO_THIRDS),
    _roberts("postpone_indefinitely", 20, "§11", debatable=True),
)
