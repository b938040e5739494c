"""Where a fact comes from: one text with several sources, as the tables of the secretariat keep it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

LONGEST_WORDS = 70


@dataclass(frozen=True, slots=True)
class Source:
    """A source: its address if it has one, and words to show."""

    url: str
    words: str


def sources_in(*texts: str) -> tuple[Source, ...]:
    """Split texts such as "https://a.org/x (page 2) ; minutes" into sources, each once, in order."""
    parts = (part.strip() for text in texts for part in text.split(" ; "))
    return tuple(dict.fromkeys(_source(part) for part in parts if part))


def merged(groups: Iterable[Iterable[Source]]) -> tuple[Source, ...]:
    """Put several lists of sources together, each source once."""
    return tuple(dict.fromkeys(source for group in groups for source in group))


def _source(text: str) -> Source:
    url, _space, remark = text.partition(" ")
    if not url.startswith(("http://", "https://")):
        return Source("", text)
    address = urlsplit(url)
    words = f"{(address.hostname or '').removeprefix('www.')}{address.path.rstrip('/')}"
    if len(words) > LONGEST_WORDS:
        words = f"{words[: LONGEST_WORDS - 1]}…"
    return Source(url, f"{words} {remark}".strip())
