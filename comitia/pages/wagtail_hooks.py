"""Trims Wagtail's screens to what staff of a secretariat need: pages, pictures, documents, reports."""

from __future__ import annotations

from typing import Any

from wagtail import hooks

# People and roles belong to the desk; languages and the site's address to the installation.
SETTINGS_LEFT = frozenset({"collections", "workflows", "workflow-tasks"})
MENU_LEFT_OUT = frozenset({"help"})


@hooks.register("construct_settings_menu")
def trim_settings(_request: Any, items: list[Any]) -> None:
    items[:] = [item for item in items if item.name in SETTINGS_LEFT]


@hooks.register("construct_main_menu")
def trim_menu(_request: Any, items: list[Any]) -> None:
    items[:] = [item for item in items if item.name not in MENU_LEFT_OUT]
