"""Changes of one record by hand: what was seen, what is there, what was typed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from comitia.platform.answers import refuse


@dataclass(frozen=True, slots=True)
class Record:
    """A record as a form shows it; `token` stands for all its values, so that a later change by somebody else is seen."""

    key: str
    label: str
    values: Mapping[str, Any]

    @property
    def token(self) -> str:
        return token_of(self.values)


def token_of(values: Mapping[str, Any]) -> str:
    """Hash the values of a record."""
    text = json.dumps(dict(values), sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def changes_since(record: Record, wanted: Mapping[str, Any], *, seen: str | None) -> dict[str, tuple[Any, Any]]:
    """Give what a form changes, before and after; refuse if somebody else has changed the record since it was `seen`."""
    if seen is not None and seen != record.token:
        refuse(
            "changed_meanwhile",
            _("Somebody else changed this record while you were editing it. Compare below, then save again."),
        )
    return {name: (record.values[name], value) for name, value in wanted.items() if record.values[name] != value}


def as_facts(changes: Mapping[str, tuple[Any, Any]]) -> dict[str, Any]:
    """Write changes for the journal: the values of each changed field before and after."""
    return {
        "before": {name: _plain(before) for name, (before, _after) in changes.items()},
        "after": {name: _plain(after) for name, (_before, after) in changes.items()},
    }


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | float | list | dict) else str(value)
