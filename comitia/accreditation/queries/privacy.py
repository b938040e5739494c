"""What pages read about who reads what."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from comitia.accreditation.models import Registration
from comitia.accreditation.policies.readers import GROUPS, READERS, TABLE, Field, Reader, field_of, readable, readers_of
from comitia.core.forms.definition import Question
from comitia.platform.actors import REGIONAL_OFFICE, SECRETARIAT, Actor

OWN: Final = frozenset({Reader.SELF})
AT_DOOR: Final = frozenset({Reader.SECRETARIAT, Reader.DOOR})


@dataclass(frozen=True, slots=True)
class Line:
    """A field of the table: for each class of readers "yes", "consent" or "" for no."""

    field: str
    label: Any
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under one title."""

    title: Any
    lines: tuple[Line, ...]


def reader_names() -> list[Any]:
    """Name the classes of readers in the order of the table."""
    return list(READERS.values())


def field_groups() -> list[Group]:
    """Give the whole table of who reads what, group by group."""
    fields = list(TABLE)
    return [
        Group(title, tuple(_line(field) for field in fields[fields.index(first) : fields.index(last) + 1]))
        for title, first, last in GROUPS
    ]


def reads_registration(by: Actor, registration: Registration, *, is_focal_point: bool = False) -> frozenset[Field]:
    """List the fields of a registration that an actor reads."""
    region = registration.member.region if registration.member else None
    readers = readers_of(
        by,
        person=registration.person.reference,
        region=region.code if region else "",
        is_focal_point=is_focal_point,
    )
    return readable(readers - {Reader.EVERYONE})


def reads_at_desk(by: Actor) -> frozenset[Field]:
    """List the fields that an officer reads of the records that are shown to them at the desk."""
    if by.has_role(SECRETARIAT):
        return readable({Reader.SECRETARIAT})
    return readable({Reader.REGIONAL_OFFICE}) if by.has_role(REGIONAL_OFFICE) else frozenset()


def reads_at_door(by: Actor) -> frozenset[Field]:
    """List the fields that somebody at a door reads of the people who are checked in."""
    return readable(readers_of(by) & AT_DOOR)


def reads_delegation(by: Actor, *, is_focal_point: bool) -> frozenset[Field]:
    """List the fields that somebody reads of the people of a delegation that they may see."""
    return reads_at_desk(by) | (readable({Reader.FOCAL_POINT}) if is_focal_point else frozenset())


def is_read(question: Question, reads: Collection[str]) -> bool:
    """Tell whether the answer to a question is among the fields that somebody reads; a label is no answer."""
    if not question.is_asked:
        return False
    return field_of(question.kind) in reads and (not question.for_staff or Field.STAFF_ANSWERS in reads)


def _line(field: Field) -> Line:
    rule = TABLE[field]
    cells = ("yes" if one in rule.reads else "consent" if one in rule.by_consent else "" for one in Reader)
    return Line(field, rule.label, tuple(cells))
