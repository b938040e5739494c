"""What an amendment does to the version it was moved against, and how that is applied.

The operations of an amendment, or of several, are all read against the same version: an insertion stands where it was
moved even when the paragraph before it is removed or changed by another. So the order in which amendments are carried
changes nothing but the order of what two of them insert at one place. Source: texts are amended by reference to their
paragraphs; line numbers and positions shift with the first amendment carried.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from comitia.core.drafting.texts import Paragraph, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Insert:
    """Put a new paragraph after another; `after` None puts it before all others."""

    after: str | None
    paragraph: Paragraph


@dataclass(frozen=True, slots=True, kw_only=True)
class Remove:
    """Take a paragraph out; its key is spent."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Replace:
    """Give a paragraph other words, in all its languages; it keeps its key, kind and place."""

    key: str
    texts: Mapping[str, str]


Operation = Insert | Remove | Replace
Operations = Sequence[Operation]


class Fault(StrEnum):
    """What keeps an operation from being applied to a text."""

    NOTHING = "nothing"
    PARAGRAPH_UNKNOWN = "paragraph_unknown"
    PLACE_UNKNOWN = "place_unknown"
    KEY_TAKEN = "key_taken"
    TOUCHED_TWICE = "touched_twice"
    UNCHANGED = "unchanged"
    NOTHING_LEFT = "nothing_left"


class NotApplicableError(ValueError):
    """Operations that do not fit the text; `faults` says why."""

    def __init__(self, faults: Sequence[tuple[Fault, str]]) -> None:
        super().__init__(", ".join(f"{fault} {key}".strip() for fault, key in faults))
        self.faults: Final = tuple(faults)


def touched(operations: Operations) -> tuple[str, ...]:
    """Give the keys of the paragraphs that operations remove or change, in their order."""
    return tuple(each.key for each in operations if not isinstance(each, Insert))


def inserted(operations: Operations) -> tuple[Paragraph, ...]:
    """Give the new paragraphs, in the order of the operations."""
    return tuple(each.paragraph for each in operations if isinstance(each, Insert))


def faults_of(text: Text, operations: Operations) -> tuple[tuple[Fault, str], ...]:
    """List why operations cannot be applied to a text, each with the key concerned; none means they can.

    Every paragraph is touched at most once and has to be in the text; a replacement has to change something; an
    insertion has a key never used before and a place that is in the text or was inserted earlier; something is left.
    """
    if not operations:
        return ((Fault.NOTHING, ""),)
    found = [*_faults_of_touches(text, operations), *_faults_of_insertions(text, operations)]
    removed = {each.key for each in operations if isinstance(each, Remove)}
    if not found and removed == set(text.keys) and not inserted(operations):
        found.append((Fault.NOTHING_LEFT, ""))
    return tuple(found)


def apply(text: Text, operations: Operations) -> Text:
    """Give the text as the operations leave it; raises NotApplicableError with the faults if they do not fit."""
    if faults := faults_of(text, operations):
        raise NotApplicableError(faults)
    removed = {each.key for each in operations if isinstance(each, Remove)}
    words = {each.key: each.texts for each in operations if isinstance(each, Replace)}
    kept = {
        paragraph.key: replace(paragraph, texts=words.get(paragraph.key, paragraph.texts))
        for paragraph in (*text.paragraphs, *inserted(operations))
        if paragraph.key not in removed
    }
    order = _order_with_insertions(text.keys, operations)
    return Text(paragraphs=tuple(kept[key] for key in order if key in kept), spent=text.spent | removed)


def keyed(operations: Operations, *, prefix: str) -> tuple[Operation, ...]:
    """Give the new paragraphs of an amendment keys of its own, "prefix.1" onwards, wherever they are named.

    With a prefix that no other amendment and no version ever had, no key is given twice.
    """
    names = {paragraph.key: f"{prefix}.{number}" for number, paragraph in enumerate(inserted(operations), start=1)}
    return tuple(_renamed(each, names) for each in operations)


def _renamed(operation: Operation, names: Mapping[str, str]) -> Operation:
    if not isinstance(operation, Insert):
        return operation
    paragraph = replace(operation.paragraph, key=names[operation.paragraph.key])
    after = names.get(operation.after, operation.after) if operation.after is not None else None
    return Insert(after=after, paragraph=paragraph)


def _faults_of_touches(text: Text, operations: Operations) -> Iterator[tuple[Fault, str]]:
    paragraphs = text.by_key
    seen: set[str] = set()
    for each in operations:
        if isinstance(each, Insert):
            continue
        if each.key not in paragraphs:
            yield Fault.PARAGRAPH_UNKNOWN, each.key
        elif each.key in seen:
            yield Fault.TOUCHED_TWICE, each.key
        elif isinstance(each, Replace) and dict(each.texts) == dict(paragraphs[each.key].texts):
            yield Fault.UNCHANGED, each.key
        seen.add(each.key)


def _faults_of_insertions(text: Text, operations: Operations) -> Iterator[tuple[Fault, str]]:
    places, taken = set(text.keys), {*text.keys, *text.spent}
    for each in operations:
        if not isinstance(each, Insert):
            continue
        if each.after is not None and each.after not in places:
            yield Fault.PLACE_UNKNOWN, each.after
        if each.paragraph.key in taken:
            yield Fault.KEY_TAKEN, each.paragraph.key
        places.add(each.paragraph.key)
        taken.add(each.paragraph.key)


def _order_with_insertions(keys: Iterable[str], operations: Operations) -> Iterator[str]:
    """Walk the keys of the version, each followed by what is inserted after it, and that by what is inserted after it."""
    followers: dict[str | None, list[str]] = {}
    for each in operations:
        if isinstance(each, Insert):
            followers.setdefault(each.after, []).append(each.paragraph.key)
    waiting: list[str] = [*followers.get(None, ()), *keys][::-1]
    while waiting:
        key = waiting.pop()
        yield key
        waiting.extend(reversed(followers.get(key, ())))
