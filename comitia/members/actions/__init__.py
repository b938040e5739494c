"""Acts on members, regions and offices."""

from comitia.members.actions.importing import apply_members, plan_members
from comitia.members.actions.importing_offices import apply_offices, plan_offices
from comitia.members.actions.organisation import save_organisation, save_regions
from comitia.members.actions.saving import add_member, save_member, save_office

__all__ = [
    "add_member",
    "apply_members",
    "apply_offices",
    "plan_members",
    "plan_offices",
    "save_member",
    "save_office",
    "save_organisation",
    "save_regions",
]
