"""The name under which a file is handed out: what people called it, without folders and deceptive characters."""

from __future__ import annotations

import re
from typing import Final

from comitia.platform.names import clean_name

LONGEST: Final = 120
UNSAFE: Final = re.compile(r'[\x00-\x1f<>:"|?*;%]')
UNNAMED: Final = "file"
ENDING: Final = re.compile(r"\.([A-Za-z0-9]{1,5})$")


def extension_of(name: str) -> str:
    """Give the extension of a file's name in small letters, without the dot; empty if it has none."""
    found = ENDING.search(name.strip())
    return found.group(1).lower() if found else ""


def file_name(name: str, *, extension: str = "") -> str:
    """Clean a file's name; with `extension`, the name ends in it whatever it said before."""
    clean = clean_name(UNSAFE.sub(" ", re.split(r"[/\\]", name)[-1]))
    own = extension_of(clean)
    stem = (clean[: -len(own) - 1] if own else clean).strip(". ") or UNNAMED
    ending = extension or own
    return f"{stem[: LONGEST - len(ending) - 1].rstrip('. ')}.{ending}" if ending else stem[:LONGEST]
