"""How the acts of a chair are laid out: each with its answer, and what is said with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from comitia.platform.answers import Allowed, Answer

LONGEST: Final = 1000
# What usually comes next where it can be done
MAIN: Final = frozenset(
    {
        "call_to_order",
        "resume",
        "adopt_agenda",
        "call_item",
        "conclude_item",
        "give_floor",
        "end_speech",
        "close_ballot",
        "resume_ballot",
        "declare",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What is said with an act; `kind` is text, long, number, tick or, with choices, choice."""

    name: str
    label: str
    kind: str = "text"
    value: str = ""
    choices: Sequence[tuple[str, Any]] = ()
    is_optional: bool = False
    longest: int = LONGEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something the chair does, `about` a sitting, an item, a speech or a ballot."""

    name: str
    label: str
    answer: Answer
    about: UUID
    fields: tuple[Field, ...] = ()

    @property
    def is_allowed(self) -> bool:
        return bool(self.answer)

    @property
    def is_main(self) -> bool:
        return self.name in MAIN

    @property
    def why_not(self) -> str:
        """Say why it cannot be done now; empty if it can."""
        return "" if isinstance(self.answer, Allowed) else str(self.answer.sentence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """The acts on one thing, with its name and how it stands.

    `is_live`: it is what the room is about now; `is_aside`: it is one of many, whose less common acts can be folded away.
    """

    acts: tuple[Act, ...]
    title: Any = ""
    note: str = ""
    is_live: bool = False
    is_aside: bool = False

    @property
    def at_once(self) -> list[Act]:
        """The acts that take no words."""
        return [act for act in self.acts if act.is_allowed and not act.fields]

    @property
    def with_words(self) -> list[Act]:
        return [act for act in self.acts if act.is_allowed and act.fields]

    @property
    def refused(self) -> Mapping[str, list[Act]]:
        """The acts that cannot be done now, by the reason."""
        found: dict[str, list[Act]] = {}
        for act in self.acts:
            if not act.is_allowed:
                found.setdefault(act.why_not, []).append(act)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Blocks under a heading; `note` says why there are none."""

    key: str
    title: str
    blocks: tuple[Block, ...]
    note: str = ""


def reason(label: str) -> Field:
    """Ask for the reason that stands in the record."""
    return Field(name="reason", label=label)
