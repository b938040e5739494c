from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from comitia.journal.models import Entry, Particulars
from comitia.journal.queries import FIRST, digest_of_entry, digest_of_particulars
from comitia.platform.actors import Actor
from comitia.platform.statements import Columns

LAST = Columns(lambda: Entry.objects.order_by("-number").values_list("number", "digest")[:1])
CHAIN_LOCK = 0x436F6D69746961  # "Comitia": the advisory lock under which PostgreSQL appends


def record(
    verb: str,
    subject: str,
    *,
    by: Actor,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
    particulars: Mapping[str, Any] | None = None,
    about: UUID | None = None,
) -> Entry:
    """Append an act to the journal in the caller's transaction.

    `facts` must hold nothing personal: it is chained for ever. Personal data goes to `particulars`,
    which can be erased (`about`: whose it is, the actor's own by default).
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("An act is recorded in the transaction that does it.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    last, previous = next(iter(LAST.fetch()), (0, FIRST))
    number = last + 1
    salt = secrets.token_hex(16)
    entry = Entry(
        number=number,
        at=at.astimezone(UTC),
        verb=verb,
        by=by.person,
        capacity=by.capacity,
        on_behalf_of=by.on_behalf_of,
        subject=subject,
        facts=dict(facts or {}),
        particulars_digest=digest_of_particulars(salt, particulars) if particulars else "",
        previous=previous,
    )
    entry.digest = digest_of_entry(entry)
    entry.save(force_insert=True)
    if particulars:
        Particulars.objects.create(entry=entry, person=about or by.person, salt=salt, data=dict(particulars))
    return entry


def erase_particulars(person: UUID) -> int:
    """Forget the personal data kept beside the chain about a person; the chain stays valid. Give how many were erased."""
    return Particulars.objects.filter(person=person).delete()[0]


def erase_particulars_of(subjects: Collection[str], *, under: str = "", names: Collection[str] = ()) -> list[int]:
    """Forget the personal data kept beside the entries about some subjects; the chain stays valid. Give their numbers.

    With `under` and `names` only what holds one of these names under that one, such as answers by their question.
    """
    found = Particulars.objects.filter(entry__subject__in=subjects)
    if under:
        found = found.filter(**{f"data__{under}__has_any_keys": list(names)})
    numbers = sorted(found.values_list("entry_id", flat=True))
    Particulars.objects.filter(entry_id__in=numbers).delete()
    return numbers
