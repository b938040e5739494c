"""The parts that minutes are laid out in, as plain data that every format is made of and that is hashed as it stands.

A block is a heading, a paragraph, a quoted one, a list or a table. Words in another language than the document's say which one it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from comitia.core.governance.record import canonical
from comitia.platform.texts import Text

Block = dict[str, Any]
# Words of the document's language, or with the language that they are in
Words = str | dict[str, str]


def heading(level: int, words: Words, *, anchor: str = "") -> Block:
    """Head what follows; `anchor` names a place of the minutes that can be corrected."""
    return {"kind": "heading", "level": level, "words": words, "anchor": anchor}


def paragraph(words: Words) -> Block:
    return {"kind": "paragraph", "words": words}


def rows(lines: Iterable[Words]) -> list[Block]:
    """List lines; nothing at all where there are none."""
    listed = list(lines)
    return [{"kind": "list", "rows": listed}] if listed else []


def table(title: str, columns: Sequence[str], lines: Iterable[Sequence[Words]]) -> list[Block]:
    """Set lines under columns; nothing at all where there are none."""
    listed = [list(line) for line in lines]
    return [{"kind": "table", "title": title, "columns": list(columns), "rows": listed}] if listed else []


def quoted(texts: Text) -> list[Block]:
    """Set a text that was moved or decided, word for word."""
    return [{**block, "kind": "quote"} for block in prose(texts)]


def prose(texts: Text) -> list[Block]:
    """Set what somebody wrote as plain paragraphs, which empty lines divide."""
    parts = (" ".join(part.split()) for part in texts.value.replace("\r\n", "\n").split("\n\n"))
    return [paragraph(said(Text(part, texts.language, is_fallback=texts.is_fallback))) for part in parts if part]


def said(text: Text) -> Words:
    """Give a text for a document in the language that it was asked for in."""
    return {"text": text.value, "language": text.language} if text.is_fallback else text.value


def plain(words: Words) -> str:
    """Give words without their language."""
    return words if isinstance(words, str) else words["text"]


def digest_of(blocks: Sequence[Block], salt: str) -> str:
    """Hash minutes as they are laid out; the salt keeps closed ones from being guessed. Hexadecimal SHA-256."""
    return sha256(canonical([salt, list(blocks)])).hexdigest()


def places_in(blocks: Sequence[Block]) -> dict[str, str]:
    """Give the places of minutes that can be corrected, with their headings."""
    return {block["anchor"]: plain(block["words"]) for block in blocks if block.get("anchor")}


def inserted_after(blocks: Sequence[Block], more: dict[str, list[Block]]) -> list[Block]:
    """Put blocks at the end of the places that they are for; what is for an unknown place is left out."""
    made: list[Block] = []
    place = ""
    for block in blocks:
        if block["kind"] == "heading" and (block["anchor"] or block["level"] <= 2):  # noqa: PLR2004 - headings of chapters
            made += more.get(place, [])
            place = block["anchor"]
        made.append(block)
    return [*made, *more.get(place, [])]
