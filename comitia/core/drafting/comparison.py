"""Two texts side by side, paragraph by paragraph, with the words that differ marked.

Paragraphs are the same if their keys are; so a comparison never guesses. It holds both texts: `sides` gives them back.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from comitia.core.drafting.texts import Kind, Paragraph, Text
from comitia.core.drafting.words import Mark, Span, marked


class Change(StrEnum):
    """What became of a paragraph. One that moved is removed at its old place and added at its new one."""

    SAME = "same"
    CHANGED = "changed"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A paragraph on either side: its kinds (None where it does not stand) and its words by language.

    `old_languages` and `new_languages` are those in which each side has a text, which may be empty.
    """

    change: Change
    key: str
    old_kind: Kind | None
    new_kind: Kind | None
    words: Mapping[str, tuple[Span, ...]]
    old_languages: tuple[str, ...]
    new_languages: tuple[str, ...]

    @property
    def old(self) -> Paragraph | None:
        """Read the old side from the marked words."""
        return self._side(self.old_kind, self.old_languages, Mark.ADDED)

    @property
    def new(self) -> Paragraph | None:
        """Read the new side from the marked words."""
        return self._side(self.new_kind, self.new_languages, Mark.REMOVED)

    def _side(self, kind: Kind | None, languages: Iterable[str], left_out: Mark) -> Paragraph | None:
        if kind is None:
            return None
        texts = {
            code: "".join(span.text for span in self.words[code] if span.mark is not left_out) for code in languages
        }
        return Paragraph(key=self.key, kind=kind, texts=texts)


def compare(old: Text, new: Text) -> tuple[Row, ...]:
    """Set two texts side by side in the order of the new one; what was removed stands where it was.

    Both texts are good ones: no key stands twice in either.
    """
    before, after = old.by_key, new.by_key
    rows: list[Row] = []
    steps = SequenceMatcher(None, tuple(before), tuple(after), autojunk=False).get_opcodes()
    for tag, old_from, old_to, new_from, new_to in steps:
        gone, come = tuple(before)[old_from:old_to], tuple(after)[new_from:new_to]
        if tag == "equal":
            rows += [_row(key, before[key], after[key]) for key in gone]
        else:
            rows += [_row(key, before[key], None) for key in gone]
            rows += [_row(key, None, after[key]) for key in come]
    return tuple(rows)


def sides(rows: Iterable[Row]) -> tuple[tuple[Paragraph, ...], tuple[Paragraph, ...]]:
    """Give back the paragraphs of the old text and of the new one."""
    given = tuple(rows)
    old = tuple(side for row in given if (side := row.old) is not None)
    new = tuple(side for row in given if (side := row.new) is not None)
    return old, new


def changed(rows: Iterable[Row]) -> Iterator[Row]:
    """Leave out the paragraphs that are the same."""
    return (row for row in rows if row.change is not Change.SAME)


def _row(key: str, old: Paragraph | None, new: Paragraph | None) -> Row:
    before, after = dict(old.texts) if old else {}, dict(new.texts) if new else {}
    words = {code: marked(before.get(code, ""), after.get(code, "")) for code in {**after, **before}}
    return Row(
        change=_change(old, new),
        key=key,
        old_kind=old.kind if old else None,
        new_kind=new.kind if new else None,
        words=words,
        old_languages=tuple(before),
        new_languages=tuple(after),
    )


def _change(old: Paragraph | None, new: Paragraph | None) -> Change:
    if old is None:
        return Change.ADDED
    if new is None:
        return Change.REMOVED
    return Change.SAME if old == new else Change.CHANGED
