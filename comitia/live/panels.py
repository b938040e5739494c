"""Draws the panels of a session's room, each from a template of its own, in the language in force."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.http import HttpRequest
from django.template.loader import render_to_string

from comitia.proceedings.queries.own_room import OwnRoom
from comitia.proceedings.queries.room import Room

PANELS: Final = ("bar", "stage", "vote", "agenda", "floor", "result", "vote_bar")
SCREEN_PANELS: Final = ("screen_bar", "screen_floor", "screen_vote")


def draw(
    room: Room, own: OwnRoom | None = None, request: HttpRequest | None = None, *, panels: Sequence[str] = PANELS
) -> dict[str, str]:
    """Give the markup of each panel; `own` adds what concerns one reader alone, whose request it then is."""
    context: dict[str, Any] = {"room": room, "own": own}
    return {name: render_to_string(f"room/panels/{name}.html", context, request) for name in panels}
