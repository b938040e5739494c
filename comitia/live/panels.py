"""Draws the panels of a session's room, each from a template of its own, in the language in force."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language

from comitia.platform.clock import now
from comitia.proceedings.queries.cockpit import Cockpit
from comitia.proceedings.queries.own_room import OwnRoom
from comitia.proceedings.queries.room import Room

PANELS: Final = ("bar", "stage", "vote", "agenda", "floor", "result", "vote_bar")
CHAIR_PANELS: Final = ("bar", "vote", "agenda", "floor", "result", "presence")


def draw(room: Room, own: OwnRoom | None = None, request: HttpRequest | None = None) -> dict[str, str]:
    """Give the markup of each panel; `own` adds what concerns one reader alone, whose request it then is."""
    context: dict[str, Any] = {"room": room, "own": own, "at": now(), "language": get_language()}
    return {name: render_to_string(f"room/panels/{name}.html", context, request) for name in PANELS}


def draw_chair(room: Room, own: OwnRoom | None, cockpit: Cockpit, request: HttpRequest) -> dict[str, str]:
    """Give the markup of each panel of the chair's page: those of the room, who is there, and each group of acts."""
    context: dict[str, Any] = {"room": room, "own": own, "cockpit": cockpit, "at": now(), "language": get_language()}
    panels: dict[str, str] = {
        name: render_to_string(f"room/panels/{name}.html", context, request) for name in CHAIR_PANELS
    }
    acts = {
        f"acts_{group.key}": render_to_string("room/panels/acts.html", {**context, "group": group}, request)
        for group in cockpit.groups
    }
    return {**panels, **acts}
