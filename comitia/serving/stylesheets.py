"""One stylesheet in one answer: what it imports is written in its place."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

IMPORT = re.compile(r"""@import\s+(?:url\(\s*)?["']?([^"')\s]+)["']?\s*\)?(?:\s+layer\(([\w.-]+)\))?\s*;""")
ANY_IMPORT = re.compile(r"@import\b")
ADDRESS = re.compile(r"""url\(\s*(["']?)(?!data:|https?:|/|#)([^"')]+)\1\s*\)""")


def inline_imports(path: str, *, read: Callable[[str], str | None]) -> str | None:
    """Give a stylesheet with its imports written out, into their layers if they name any; None if it is not there.

    `read(path)` gives the text of a stylesheet. One with an import under a condition is given as it is: an import after
    rules that are written out would be ignored by browsers.
    """
    text = read(path)
    if text is None or not IMPORT.search(text):
        return text
    whole = True

    def written_out(found: re.Match[str]) -> str:
        nonlocal whole
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), found[1]))
        inner = inline_imports(target, read=read)
        if inner is None:
            whole = False
            return found[0]
        rules = rebase(inner, from_path=target, to_path=path)
        return f"@layer {found[2]} {{\n{rules}\n}}" if found[2] else rules

    result = IMPORT.sub(written_out, text)
    return result if whole and not ANY_IMPORT.search(result) else text


def rebase(text: str, *, from_path: str, to_path: str) -> str:
    """Let the relative addresses in a stylesheet hold from another folder."""
    origin, goal = posixpath.dirname(from_path), posixpath.dirname(to_path)
    if origin == goal:
        return text

    def moved(found: re.Match[str]) -> str:
        address = posixpath.relpath(posixpath.join(origin, found[2]), goal or ".")
        return f"url({found[1]}{address}{found[1]})"

    return ADDRESS.sub(moved, text)
