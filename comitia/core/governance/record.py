"""The record of a session: what happened, each entry chained to the one before it.

An entry is hashed in two steps, its body first and then the chain, so that the body of an entry from a closed sitting
can be withheld and the chain checked all the same. A salt in every body keeps a withheld one from being guessed.
Source: deliberation in associations of cities needs minutes that anybody can check against what happened (invariant
18 of the domain: the record is built from the log, corrections are additions).
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

FIRST: Final = "0" * 64


class Access(StrEnum):
    """Who may read the body of an entry."""

    PUBLIC = "public"
    PARTICIPANTS = "participants"
    COMMITTEE = "committee"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordEntry:
    """Something that happened: numbered from 1, at a moment in UTC, of a kind, with its facts as JSON values.

    `facts` and `salt` are None when the body is withheld.
    """

    number: int
    at: datetime
    kind: str
    access: Access
    facts: Mapping[str, Any] | None
    salt: str | None
    body_digest: str
    previous: str
    digest: str


class BreakCode(StrEnum):
    """How an entry disagrees with the chain."""

    MISSING = "missing"
    ORDER = "order"
    BODY = "body"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Break:
    """The first entry that disagrees with the chain."""

    number: int
    code: BreakCode


def canonical(value: Any) -> bytes:
    """Write a JSON value in the one form that is hashed: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest_of_body(number: int, at: datetime, kind: str, access: str, facts: Mapping[str, Any], salt: str) -> str:
    """Hash what an entry says; hexadecimal SHA-256."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return sha256(canonical([number, moment, kind, access, facts, salt])).hexdigest()


def digest_of_link(previous: str, body_digest: str) -> str:
    """Hash an entry together with everything before it; hexadecimal SHA-256."""
    return sha256((previous + body_digest).encode()).hexdigest()


def entry_after(
    number: int, previous: str, *, at: datetime, kind: str, facts: Mapping[str, Any], access: Access, salt: str
) -> RecordEntry:
    """Chain what happened to the entry with this number and digest (0 and `FIRST` for the first one)."""
    body_digest = digest_of_body(number + 1, at, kind, access, facts, salt)
    return RecordEntry(
        number=number + 1,
        at=at,
        kind=kind,
        access=access,
        facts=facts,
        salt=salt,
        body_digest=body_digest,
        previous=previous,
        digest=digest_of_link(previous, body_digest),
    )


def withheld(entry: RecordEntry) -> RecordEntry:
    """Give an entry without what it says; the chain can still be checked through it."""
    return replace(entry, facts=None, salt=None)


def first_break(entries: Iterable[RecordEntry]) -> Break | None:
    """Go through a record from its first entry and name the first that was changed, removed, added or moved.

    A record that was shortened at its end looks whole: compare its last digest with one kept elsewhere.
    """
    expected, previous = 1, FIRST
    for entry in entries:
        if entry.number != expected:
            return Break(expected, BreakCode.MISSING)
        if entry.previous != previous:
            return Break(entry.number, BreakCode.ORDER)
        if not _says_what_it_said(entry):
            return Break(entry.number, BreakCode.BODY)
        if entry.digest != digest_of_link(previous, entry.body_digest):
            return Break(entry.number, BreakCode.DIGEST)
        expected, previous = entry.number + 1, entry.digest
    return None


def _says_what_it_said(entry: RecordEntry) -> bool:
    if entry.facts is None:
        return True
    if entry.salt is None:
        return False
    said = digest_of_body(entry.number, entry.at, entry.kind, entry.access, entry.facts, entry.salt)
    return said == entry.body_digest
