"""Rules of procedure in the small world, and what stands in the addresses of their pages."""

from __future__ import annotations

from typing import Any, Final

from tests.factories.organs import complete_rules

OF_AN_ORGAN: Final = ("draft_rules", "compare_rules", "rules_simulator")
OF_A_VERSION: Final = (
    "rules_version",
    "copy_rules",
    "name_rules",
    "put_rules_in_force",
    "discard_rules",
    "rule",
    "leave_rule_open",
    "remove_rule",
    "add_rule",
    "take_over_rules",
)


def make_rules(code: str) -> dict[str, list[Any]]:
    """Draft complete rules of an organ and give the values of the arguments in their addresses."""
    number = complete_rules(code)
    return {
        **{f"desk_{name}.code": [code] for name in (*OF_AN_ORGAN, *OF_A_VERSION)},
        **{f"desk_{name}.number": [number] for name in OF_A_VERSION},
        "way": ["split_votes"],
        "desk_remove_rule.way": ["matters.statute"],
        "section": ["seats"],
    }
