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


class Group(NamedTuple):
    """Lines that belong together, under a heading; what comes first has none."""

    heading: Any
    entries: list[Entry]


OFFICERS: Final = (SECRETARIAT, REGIONAL_OFFICE)
# Addresses under /<language>/desk/, so that the menu costs no URL resolution; with a slash in front, as they are.
GROUPS: Final = (
    ("", (("", _("Waiting for me"), "inbox", STAFF),)),
    (
        _("Accreditation"),
        (
            ("registrations/", _("Registrations"), "id-card", OFFICERS),
            ("delegations/", _("Delegations"), "users", OFFICERS),
            ("credentials/", _("Credentials"), "shield-check", (SECRETARIAT,)),
            ("visa-letters/", _("Visa letters"), "file-text", (SECRETARIAT,)),
            ("badges/", _("Badges"), "id-card", (SECRETARIAT,)),
            ("check-in/", _("Check-in"), "circle-check", (SECRETARIAT, DOOR)),
        ),
    ),
    (
        _("Meeting"),
        (
            ("meetings/", _("Meetings"), "calendar", (SECRETARIAT,)),
            ("programme/", _("Programme"), "layout-grid", (SECRETARIAT,)),
            ("categories/", _("Categories"), "award", (SECRETARIAT,)),
            ("forms/", _("Forms"), "list", (SECRETARIAT,)),
            ("places/", _("Places"), "list", (SECRETARIAT,)),
        ),
    ),
    (
        _("Committee"),
        (
            ("convocations/", _("Convocations"), "mail", (SECRETARIAT,)),
            ("sittings/", _("Sittings"), "users", (SECRETARIAT,)),
            ("agenda/", _("Agenda"), "list", (SECRETARIAT,)),
            ("papers/", _("Papers"), "file-text", (SECRETARIAT,)),
            ("motions/", _("Motions"), "file-text", (SECRETARIAT,)),
            ("decisions/", _("Decisions"), "circle-check", (SECRETARIAT,)),
            ("minutes/", _("Minutes"), "file-text", (SECRETARIAT,)),
            ("rules/", _("Rules of procedure"), "gavel", (SECRETARIAT,)),
        ),
    ),
    (
        _("Letters"),
        (
            ("invitations/", _("Invitations"), "mail", OFFICERS),
            ("mailing/", _("Mailings"), "send", OFFICERS),
            ("letters/", _("Letter texts"), "file-text", (SECRETARIAT,)),
            ("outbox/", _("Outbox"), "mail", (SECRETARIAT,)),
        ),
    ),
    (
        _("Organisation"),
        (
            ("members/", _("Members"), "globe", OFFICERS),
            ("organs/", _("Terms"), "users", (SECRETARIAT,)),
            ("dues/", _("Dues"), "landmark", (SECRETARIAT,)),
            ("imports/", _("Imports"), "upload", (SECRETARIAT,)),
            ("/cms/", _("Texts and images"), "square-pen", (SECRETARIAT,)),
        ),
    ),
    (
        _("System"),
        (
            ("roles/", _("Roles"), "user-round-cog", (SECRETARIAT,)),
            ("journal/", _("Journal"), "history", (SECRETARIAT,)),
            ("privacy/", _("Privacy"), "lock", (SECRETARIAT,)),
            ("api-tokens/", _("API tokens"), "key-round", (SECRETARIAT,)),
            ("webhooks/", _("Webhooks"), "link", (SECRETARIAT,)),
        ),
    ),
)


def context(request: HttpRequest) -> dict[str, Any]:
    """Give the menu to the pages of the desk; the one we are in, or under, is marked."""
    root = f"/{get_language()}/desk/"
    if not request.path.startswith(root):
        return {}
    actor = actor_of(request)
    if not actor.has_role(*STAFF):
        return {}
    here = request.path.removeprefix(root)
    groups = [
        Group(
            heading,
            [
                Entry(
                    place if place.startswith("/") else root + place,
                    label,
                    glyph,
                    current=here.startswith(place) if place else not here,
                )
                for place, label, glyph, roles in places
                if actor.has_role(*roles)
            ],
        )
        for heading, places in GROUPS
    ]
    return {"desk_navigation": [group for group in groups if group.entries]}
