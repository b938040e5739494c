"""Texts as people type them in a form: an empty line ends a paragraph, "#" begins a heading, "-" an item of a list.

Every language is typed by itself; its paragraphs belong to those of the other languages in their order.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from comitia.core.drafting.operations import Insert, Operation, Remove, Replace
from comitia.core.drafting.texts import Kind, Paragraph, Text

MARKS: Final[Mapping[Kind, str]] = {Kind.HEADING: "# ", Kind.ITEM: "- ", Kind.PARAGRAPH: ""}
_MARK: Final = re.compile(r"\s*(#+|[-*•–])\s+")  # noqa: RUF001
_GAP: Final = re.compile(r"\n\s*\n|\n(?=\s*(?:#+|[-*•–])\s)")  # noqa: RUF001


class UnevenError(ValueError):
    """Languages with different numbers of paragraphs; `counts` says how many each has."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        super().__init__(", ".join(f"{code}: {count}" for code, count in counts.items()))
        self.counts: Final = dict(counts)


def paragraphs_of(typed: Mapping[str, str], *, prefix: str) -> tuple[Paragraph, ...]:
    """Read paragraphs with the keys "prefix1" onwards; languages left empty are left out.

    What a paragraph is (heading, text, item) is read in the first language. Raises UnevenError if the languages do not
    have the same number of paragraphs.
    """
    pieces = {code: found for code, words in typed.items() if (found := _pieces(words))}
    if len({len(found) for found in pieces.values()}) > 1:
        raise UnevenError({code: len(found) for code, found in pieces.items()})
    first = next(iter(pieces.values()), ())
    return tuple(
        Paragraph(
            key=f"{prefix}{number}",
            kind=_kind(words),
            texts={code: _bare(found[number - 1]) for code, found in pieces.items()},
        )
        for number, words in enumerate(first, start=1)
    )


def typed_of(text: Text, language: str) -> str:
    """Write a text in one language as it would be typed; the inverse of `paragraphs_of` for one-line paragraphs."""
    words = ((MARKS[each.kind], each.texts.get(language, "")) for each in text.paragraphs)
    return "\n\n".join(mark + said for mark, said in words if said)


def one_line(words: str) -> str:
    """Write a paragraph in one line, with single spaces."""
    return " ".join(words.split())


def changes_typed(
    text: Text,
    *,
    wanted: Mapping[str, Mapping[str, str]],
    removed: Sequence[str],
    added: Mapping[str, Mapping[str, str]],
) -> tuple[Operation, ...]:
    """Read what somebody changed in a form that shows a text paragraph by paragraph.

    `wanted`: the words of paragraphs by key and language; what is not given, or stands as before, is left alone, and a
    paragraph of which nothing is left is removed. `added`: what was typed after a paragraph ("" before the first), by
    language. Raises UnevenError if something added does not have as many paragraphs in every language.
    """
    operations: list[Operation] = [*_inserted(None, added.get("", {}))]
    for each in text.paragraphs:
        words = {code: one_line(said) for code, said in {**each.texts, **wanted.get(each.key, {})}.items()}
        before = {code: one_line(said) for code, said in each.texts.items()}
        said = {code: words[code] for code in words if words[code] or code in before}
        if each.key in removed or not any(said.values()):
            operations.append(Remove(key=each.key))
        elif said != before:
            operations.append(Replace(key=each.key, texts=said))
        operations += _inserted(each.key, added.get(each.key, {}))
    return tuple(operations)


def _inserted(after: str | None, typed: Mapping[str, str]) -> list[Operation]:
    place, operations = after, list[Operation]()
    for each in paragraphs_of(typed, prefix=f"{after or ''}+"):
        operations.append(Insert(after=place, paragraph=each))
        place = each.key
    return operations


def _pieces(words: str) -> tuple[str, ...]:
    cleaned = words.replace("\r\n", "\n").replace("\r", "\n")
    return tuple(piece for piece in _GAP.split(cleaned) if _bare(piece))


def _kind(piece: str) -> Kind:
    mark = _MARK.match(piece)
    if mark is None:
        return Kind.PARAGRAPH
    return Kind.HEADING if mark[1].startswith("#") else Kind.ITEM


def _bare(piece: str) -> str:
    return one_line(_MARK.sub("", piece, count=1) if _MARK.match(piece) else piece)
