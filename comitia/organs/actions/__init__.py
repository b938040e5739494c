"""Acts on organs, the mandates in them and their rules of procedure."""

from comitia.organs.actions.importing import apply_mandates, plan_mandates
from comitia.organs.actions.mandates import end_mandate, save_mandate
from comitia.organs.actions.organs import save_organ
from comitia.organs.actions.rules import (
    change_rule,
    copy_rules,
    discard_rules,
    draft_rules,
    name_rules,
    put_rules_in_force,
    remove_rule,
    take_over_list,
)
from comitia.organs.actions.standing import add_standing_rule

__all__ = [
    "add_standing_rule",
    "apply_mandates",
    "change_rule",
    "copy_rules",
    "discard_rules",
    "draft_rules",
    "end_mandate",
    "name_rules",
    "plan_mandates",
    "put_rules_in_force",
    "remove_rule",
    "save_mandate",
    "save_organ",
    "take_over_list",
]
