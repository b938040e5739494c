"""A version of the rules as a page shows it: section by section in sentences, what is left first, and two side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from comitia.core.governance.rule_set import RuleSet
from comitia.core.governance.rule_set_checks import PARTS, choices_left, faults_of
from comitia.core.governance.rule_set_json import LISTED_PARTS, NAMED_PARTS, key_of, part_of
from comitia.organs.queries.rule_labels import FAULTS, NEEDS, SECTIONS, field_label, part_name
from comitia.organs.queries.rule_sentences import sentences_of


@dataclass(frozen=True, slots=True)
class PartView:
    """A part of the rules in words; `is_open` if nothing of it is decided, `left` names what is still to be chosen."""

    path: str
    name: str
    sentences: tuple[str, ...]
    article: str
    is_open: bool
    left: tuple[str, ...] = ()

    @property
    def says(self) -> tuple[Any, ...]:
        """Give what a reader sees of it, to compare two versions."""
        return self.name, self.sentences, self.article, self.is_open, self.left


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section of the rules; `grows` if parts can be added to it, `is_open` if nothing of it is decided."""

    key: str
    name: str
    parts: tuple[PartView, ...]
    grows: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class LeftView:
    """A part in which choices are left, or a fault is to be put right, and what that keeps from being done."""

    path: str
    name: str
    what: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A part that two versions put differently; None where a version does not have it."""

    section: str
    name: str
    one: PartView | None
    other: PartView | None


def sections_of(rule_set: RuleSet) -> list[SectionView]:
    """Lay out a rule set section by section."""
    left = _left_by_part(rule_set)
    return [
        SectionView(
            key=key,
            name=str(name),
            parts=tuple(_parts(rule_set, key, left=left)),
            grows=key in NAMED_PARTS or key in LISTED_PARTS,
            is_open=getattr(rule_set, key) is None,
        )
        for key, name in SECTIONS.items()
    ]


def left_in(rule_set: RuleSet) -> list[LeftView]:
    """List the parts in which choices are left, each with what is to be chosen and why it matters."""
    return [
        LeftView(
            path=path,
            name=_full_name(rule_set, path),
            what=what,
            why=str(NEEDS[PARTS[path.partition(".")[0]]]),
        )
        for path, what in _left_by_part(rule_set).items()
    ]


def faults_in(rule_set: RuleSet) -> list[LeftView]:
    """List what contradicts itself, each with how to put it right."""
    return [
        LeftView(path=fault.part, name=_full_name(rule_set, fault.part), what=(), why=str(FAULTS[fault.code]))
        for fault in faults_of(rule_set)
    ]


def differences(one: RuleSet, other: RuleSet) -> list[Difference]:
    """List the parts that two versions put differently, in the order of the sections."""
    found, left_mine, left_theirs = [], _left_by_part(one), _left_by_part(other)
    for key, section in SECTIONS.items():
        mine = {part.path: part for part in _parts(one, key, left=left_mine)}
        theirs = {part.path: part for part in _parts(other, key, left=left_theirs)}
        for path in dict.fromkeys((*mine, *theirs)):
            ours, others = mine.get(path), theirs.get(path)
            if ours is None or others is None or ours.says != others.says:
                name = (others or ours or mine[path]).name
                found.append(Difference(section=str(section), name=name, one=ours, other=others))
    return found


def _left_by_part(rule_set: RuleSet) -> dict[str, tuple[str, ...]]:
    """Give the labels of what is left to choose, by the path of the part."""
    found: dict[str, tuple[str, ...]] = {}
    for choice in choices_left(rule_set):
        rest = choice.path.removeprefix(choice.part).removeprefix(".")
        labels = (field_label(rest.rpartition(".")[2]),) if rest else ()
        found[choice.part] = found.get(choice.part, ()) + labels
    return found


def _parts(rule_set: RuleSet, section: str, *, left: Mapping[str, tuple[str, ...]]) -> list[PartView]:
    value = getattr(rule_set, section)
    if isinstance(value, Mapping):
        paths = [f"{section}.{key}" for key in value]
    elif section in LISTED_PARTS:
        paths = [f"{section}.{key_of(part)}" for part in value or ()]
    else:
        paths = [section]
    return [_part(rule_set, path, left=left.get(path, ())) for path in paths]


def _part(rule_set: RuleSet, path: str, *, left: tuple[str, ...]) -> PartView:
    part = part_of(rule_set, path)
    return PartView(
        path=path,
        name=part_name(rule_set, path),
        sentences=tuple(sentences_of(part)) if part is not None else (),
        article=part.article if part is not None else "",
        is_open=part is None,
        left=left,
    )


def _full_name(rule_set: RuleSet, path: str) -> str:
    section, _point, key = path.partition(".")
    name = str(SECTIONS.get(section, section))
    return f"{name}: {part_name(rule_set, path)}" if key else name
