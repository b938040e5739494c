"""Acts on members, regions and offices."""

from comitia.members.actions.dues import (
    agree_instalments,
    assess,
    record_payment,
    remove_assessment,
    save_assessment,
    take_back_payment,
    waive,
    withdraw_waiver,
)
from comitia.members.actions.importing import apply_members, plan_members
from comitia.members.actions.importing_dues import apply_dues, plan_dues
from comitia.members.actions.importing_offices import apply_offices, plan_offices
from comitia.members.actions.organisation import save_organisation, save_regions
from comitia.members.actions.saving import add_member, save_member, save_office

__all__ = [
    "add_member",
    "agree_instalments",
    "apply_dues",
    "apply_members",
    "apply_offices",
    "assess",
    "plan_dues",
    "plan_members",
    "plan_offices",
    "record_payment",
    "remove_assessment",
    "save_assessment",
    "save_member",
    "save_office",
    "save_organisation",
    "save_regions",
    "take_back_payment",
    "waive",
    "withdraw_waiver",
]
