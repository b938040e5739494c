"""Adds, moves and takes away rows of a form that is being typed, so that it works without script and nothing is saved yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from comitia.platform.typed import number_in

Typed = dict[str, list[str]]
MOST_ROWS: Final = {"option": 200, "condition": 20}


def typed_of(data: Any) -> Typed:
    """Give what was typed, by field."""
    return {name: data.getlist(name) for name in data}


def count(values: Mapping[str, Any], kind: str) -> int:
    """Count the rows of a kind (option, condition) that a form has."""
    text = values.get(f"{kind}s", 0)
    text = text[0] if isinstance(text, list) and text else text
    return min(number_in(str(text)) or 0, MOST_ROWS[kind])


def changed(typed: Typed, act: str) -> Typed:
    """Do one act on the rows: add_option, drop_option:2, up_option:2, down_option:2, add_condition, drop_condition:0."""
    verb, _line, what = act.partition("_")
    kind, _colon, place = what.partition(":")
    if kind not in MOST_ROWS:
        return typed
    number = count(typed, kind)
    if verb == "add":
        return _added(typed, kind, number)
    at = number_in(place)
    if at is None or at >= number:
        return typed
    if verb == "drop":
        order = [each for each in range(number) if each != at]
    else:
        beside = at + (1 if verb == "down" else -1)
        if not 0 <= beside < number:
            return typed
        order = list(range(number))
        order[at], order[beside] = order[beside], order[at]
    return _ordered(typed, kind, order)


def _added(typed: Typed, kind: str, number: int) -> Typed:
    if kind == "condition":
        subject = (typed.get("new_condition") or [""])[0]
        if not subject:
            return typed
        typed = {**typed, f"condition_{number}_question": [subject], "new_condition": [""]}
    return {**typed, f"{kind}s": [str(min(number + 1, MOST_ROWS[kind]))]}


def _ordered(typed: Typed, kind: str, order: list[int]) -> Typed:
    prefix = f"{kind}_"
    kept = {name: values for name, values in typed.items() if not name.startswith(prefix)}
    for new, old in enumerate(order):
        row = f"{prefix}{old}_"
        for name, values in typed.items():
            if name.startswith(row):
                kept[f"{prefix}{new}_{name.removeprefix(row)}"] = values
    return {**kept, f"{kind}s": [str(len(order))]}
