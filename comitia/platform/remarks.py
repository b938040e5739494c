"""Sentences that are kept and read later, each by its reader in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence as its code, its template in English (marked with `gettext_noop`) and the values in it."""

    code: str
    template: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        text = gettext(self.template)
        return text % self.values if self.values else text

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "template": self.template, "values": dict(self.values)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Remark:
        return cls(kept["code"], kept["template"], kept["values"])
