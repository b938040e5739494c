"""Acts on organs and the mandates in them."""

from comitia.organs.actions.importing import apply_mandates, plan_mandates
from comitia.organs.actions.mandates import end_mandate, save_mandate
from comitia.organs.actions.organs import save_organ
from comitia.organs.actions.standing import add_standing_rule

__all__ = ["add_standing_rule", "apply_mandates", "end_mandate", "plan_mandates", "save_mandate", "save_organ"]
