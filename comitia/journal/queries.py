from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from comitia.journal.models import Entry, Particulars

FIRST = "0" * 64


def canonical(value: Any) -> bytes:
    """Write a JSON value in the one form that is hashed: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest_of_particulars(salt: str, data: Mapping[str, Any]) -> str:
    return sha256(salt.encode() + canonical(data)).hexdigest()


def digest_of_entry(entry: Entry) -> str:
    """Hash everything an entry says, and the digest of the entry before it."""
    return sha256(
        canonical(
            [
                entry.previous,
                entry.number,
                entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
                entry.verb,
                str(entry.by or ""),
                entry.capacity,
                entry.on_behalf_of,
                entry.subject,
                entry.facts,
                entry.particulars_digest,
            ]
        )
    ).hexdigest()


@dataclass(frozen=True, slots=True)
class Fault:
    """An entry that does not agree with the chain, and how."""

    number: int
    sentence: str


def faults() -> Iterator[Fault]:
    """Go through the whole chain and name each entry that was changed, removed, added or put in another order."""
    previous, expected = FIRST, 1
    particulars = {row.entry_id: row for row in Particulars.objects.all().iterator(2000)}
    for entry in Entry.objects.order_by("number").iterator(2000):
        for number in range(expected, entry.number):
            particulars.pop(number, None)
            yield Fault(number, "is missing")
        if entry.number == expected and entry.previous != previous:
            yield Fault(entry.number, "does not follow the entry before it")
        elif digest_of_entry(entry) != entry.digest:
            yield Fault(entry.number, "does not say what its digest says")
        aside = particulars.pop(entry.number, None)
        if aside and digest_of_particulars(aside.salt, aside.data) != entry.particulars_digest:
            yield Fault(entry.number, "has personal data beside it that was changed")
        previous, expected = entry.digest, entry.number + 1
    for number in particulars:
        yield Fault(number, "is missing, yet personal data is kept for it")


def head() -> tuple[int, str]:
    """Give number and digest of the last entry: whoever keeps them elsewhere can later see a shortened chain."""
    return Entry.objects.order_by("-number").values_list("number", "digest").first() or (0, FIRST)


def entries(*, subject: str = "", verb: str = "", by: UUID | None = None) -> QuerySet[Entry]:
    """Give entries, newest first, with their particulars if still kept."""
    found = Entry.objects.select_related("particulars").order_by("-number")
    if subject:
        found = found.filter(subject=subject)
    if verb:
        found = found.filter(verb=verb)
    return found.filter(by=by) if by else found
