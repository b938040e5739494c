from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from comitia.accounts.models import Person, RoleGrant
from comitia.notices.policies import Placeholder, declare_kind
from comitia.platform.actors import REGIONAL_OFFICE, SECRETARIAT, SYSTEM, Actor
from comitia.platform.answers import Allowed, Answer, Refused

declare_kind(
    "sign_in_link",
    label=_("Sign-in link"),
    placeholders=(
        Placeholder(name="organisation", meaning=_("name of the organisation"), example="WeGO"),
        Placeholder(
            name="address",
            type="url",
            meaning=_("address of the link"),
            example=f"{settings.BASE_URL}/en/accounts/link/…/",
            needed=True,
        ),
        Placeholder(name="minutes", type="number", meaning=_("minutes that the link works"), example=30),
    ),
)


def may_keep_roles(actor: Actor) -> Answer:
    """Only the secretariat gives and ends roles; the first of them is given from the command line."""
    if actor == SYSTEM or actor.has_role(SECRETARIAT):
        return Allowed()
    return Refused(
        "not_secretariat", _("Only the secretariat gives and ends roles. Ask an officer of the secretariat.")
    )


def may_give_role(actor: Actor, person: Person, *, role: str, region: str) -> Answer:
    if not (answer := may_keep_roles(actor)):
        return answer
    if role not in RoleGrant.Role.values:
        return Refused("unknown_role", _("There is no such role. Choose one from the list."))
    if person.erased_at or not person.is_active:
        return Refused("no_account", _("This person has no account any more, so no role can be given."))
    if role == REGIONAL_OFFICE and not region:
        return Refused("region_missing", _("A regional office works for one region. Choose the region."))
    return Allowed()


def may_end_role(actor: Actor, grant: RoleGrant, *, other_officers: int) -> Answer:
    if not (answer := may_keep_roles(actor)):
        return answer
    if grant.role == SECRETARIAT and other_officers == 0:
        return Refused(
            "last_officer", _("This is the last officer of the secretariat. Give the role to somebody else first.")
        )
    return Allowed()


def may_forget(actor: Actor, person: Person, *, roles: int) -> Answer:
    """Everyone may erase their own data, once they have no role left in which they act for the organisation."""
    if actor.person != person.reference and actor != SYSTEM and not actor.has_role(SECRETARIAT):
        return Refused(
            "not_yours", _("You may erase only your own data. The secretariat may help somebody who cannot sign in.")
        )
    if roles:
        return Refused(
            "holds_role",
            _(
                "You hold a role for the organisation. Ask the secretariat to end it first; then your data can be erased."
            ),
        )
    return Allowed()
