"""Who may keep the records of members and offices."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from comitia.platform.actors import REGIONAL_OFFICE, SECRETARIAT, SYSTEM, Actor
from comitia.platform.answers import Allowed, Answer, Refused


def may_keep_records(actor: Actor) -> Answer:
    """Answer for every record of the whole organisation: members of all regions, offices, imports."""
    if actor == SYSTEM or actor.has_role(SECRETARIAT):
        return Allowed()
    return Refused("not_secretariat", _("Only the secretariat may do this. Write to it, and it will."))


def may_edit_member(actor: Actor, *regions: str) -> Answer:
    """Answer for a member that is, and will be, in the regions named: a regional office keeps those of its own."""
    if may_keep_records(actor) or (actor.has_role(REGIONAL_OFFICE) and set(regions) <= actor.regions):
        return Allowed()
    if actor.has_role(REGIONAL_OFFICE):
        return Refused(
            "other_region",
            _("This member is, or would be, in a region that is not yours. Ask the secretariat to change it."),
        )
    return may_keep_records(actor)


def may_keep_dues(actor: Actor) -> Answer:
    """Answer for dues, payments and waivers: they decide on votes in every region, so they are the secretariat's."""
    return may_keep_records(actor)
