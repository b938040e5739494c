from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from comitia.accounts.models import ApiToken, Person, RoleGrant
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

# What a program may be allowed to do
SCOPES: Final = {
    "registrations:read": _("Read registrations"),
    "registrations:write": _("Decide registrations"),
    "delegations:read": _("Read delegations and the state of their credentials"),
    "check_in:write": _("Record who goes in and out"),
}
TOKEN_DAYS: Final = (30, 90, 365)
UNKNOWN_TOKEN: Final = Refused(
    "unknown_token", _("This token is not one of ours. Copy it whole, or ask the secretariat for a new one.")
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


def may_keep_tokens(actor: Actor) -> Answer:
    """Only the secretariat makes and revokes tokens, and each officer only such as act for themselves."""
    if actor.has_role(SECRETARIAT):
        return Allowed()
    return Refused(
        "not_secretariat", _("Only the secretariat makes and revokes tokens. Ask an officer of the secretariat.")
    )


def may_make_token(actor: Actor, *, name: str, scopes: Collection[str], days: int) -> Answer:
    if not (answer := may_keep_tokens(actor)):
        return answer
    if not name:
        return Refused("name_missing", _("Write which program the token is for."))
    if not scopes or not set(scopes) <= SCOPES.keys():
        return Refused("unknown_scope", _("Choose at least one thing that the program may do."))
    if days not in TOKEN_DAYS:
        return Refused("unknown_time", _("Choose from the list how long the token is good."))
    return Allowed()


def may_act_with(token: ApiToken, owner: Actor, *, has_second_factor: bool, at: datetime) -> Answer:
    """Tell whether a token is good now; `owner` is its owner with the roles they hold now."""
    if token.revoked_at:
        return Refused("token_revoked", _("This token was revoked. Ask the secretariat for a new one."))
    if token.expires_at <= at:
        return Refused("token_expired", _("This token is too old. Ask the secretariat for a new one."))
    may_do_as_much = owner.has_role(SECRETARIAT) or (
        token.region in owner.regions if token.region else owner.has_role(REGIONAL_OFFICE)
    )
    if not (may_do_as_much and has_second_factor and token.owner.is_active):
        return Refused(
            "owner_without_role",
            _(
                "Whoever made this token no longer has the role for it, or no second factor. "
                "Ask the secretariat for a new one."
            ),
        )
    return Allowed()


def may_use_scope(token: ApiToken, scope: str) -> Answer:
    if scope in token.scopes:
        return Allowed()
    return Refused(
        "scope_missing", _("This token does not allow that. Ask the secretariat for one with the right scope.")
    )
