"""The menu of the desk: what each role finds there."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from comitia.platform.actors import DOOR, REGIONAL_OFFICE, SECRETARIAT, STAFF, actor_of


class Entry(NamedTuple):
    """A line of the menu."""

    url: str
    label: Any
    glyph: str
    current: bool


OFFICERS: Final = (SECRETARIAT, REGIONAL_OFFICE)
# Addresses under /<language>/desk/, so that the menu costs no URL resolution.
PLACES: Final = (
    ("", _("Waiting for me"), "inbox", STAFF),
    ("registrations/", _("Registrations"), "id-card", OFFICERS),
    ("categories/", _("Categories"), "award", (SECRETARIAT,)),
    ("forms/", _("Forms"), "list", (SECRETARIAT,)),
    ("places/", _("Places"), "list", (SECRETARIAT,)),
    ("delegations/", _("Delegations"), "users", OFFICERS),
    ("credentials/", _("Credentials"), "shield-check", (SECRETARIAT,)),
    ("invitations/", _("Invitations"), "mail", OFFICERS),
    ("mailing/", _("Mailings"), "send", OFFICERS),
    ("badges/", _("Badges"), "id-card", (SECRETARIAT,)),
    ("visa-letters/", _("Visa letters"), "file-text", (SECRETARIAT,)),
    ("check-in/", _("Check-in"), "circle-check", (SECRETARIAT, DOOR)),
    ("members/", _("Members"), "globe", OFFICERS),
    ("organs/", _("Terms"), "users", (SECRETARIAT,)),
    ("rules/", _("Rules of procedure"), "gavel", (SECRETARIAT,)),
    ("dues/", _("Dues"), "landmark", (SECRETARIAT,)),
    ("meetings/", _("Meetings"), "calendar", (SECRETARIAT,)),
    ("programme/", _("Programme"), "layout-grid", (SECRETARIAT,)),
    ("imports/", _("Imports"), "upload", (SECRETARIAT,)),
    ("roles/", _("Roles"), "user-round-cog", (SECRETARIAT,)),
    ("journal/", _("Journal"), "history", (SECRETARIAT,)),
    ("outbox/", _("Outbox"), "mail", (SECRETARIAT,)),
    ("letters/", _("Letter texts"), "file-text", (SECRETARIAT,)),
    ("privacy/", _("Privacy"), "lock", (SECRETARIAT,)),
    ("api-tokens/", _("API tokens"), "key-round", (SECRETARIAT,)),
    ("webhooks/", _("Webhooks"), "link", (SECRETARIAT,)),
)


def context(request: HttpRequest) -> dict[str, Any]:
    """Give the menu to the pages of the desk; the one we are in, or under, is marked."""
    root = f"/{get_language()}/desk/"
    if not request.path.startswith(root):
        return {}
    actor = actor_of(request)
    if not actor.has_role(*STAFF):
        return {}
    entries = [
        Entry(root + place, label, glyph, request.path == root if not place else request.path.startswith(root + place))
        for place, label, glyph, roles in PLACES
        if actor.has_role(*roles)
    ]
    if actor.has_role(SECRETARIAT):
        entries.append(Entry("/cms/", _("Texts and images"), "square-pen", current=False))
    return {"desk_navigation": entries}
