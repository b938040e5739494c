"""The one way to write what happens in a session: into its record and into the journal, at once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from comitia.core.governance.record import FIRST, Access, entry_after
from comitia.journal.actions import record
from comitia.meetings.models import Meeting, RecordEntry, Sitting
from comitia.platform.actors import Actor
from comitia.platform.bus import announce_on_commit
from comitia.platform.durable import wait_for_disk_after_commit
from comitia.platform.statements import Columns, Statement

RECORD_TOPIC: Final = "session_record"
LOCKED_SESSION: Final = Statement(
    lambda meeting: Meeting.objects.select_for_update(of=("self",)).filter(pk=meeting), numbers=1
)
LAST_ENTRY: Final = Columns(
    lambda meeting: RecordEntry.objects.filter(meeting=meeting).order_by("-number").values_list("number", "digest")[:1],
    int,
)


def locked_session(meeting: int) -> Meeting:
    """Keep a session from all others who act in it, before anything else is read or locked; give it."""
    wait_for_disk_after_commit()
    found = LOCKED_SESSION.first(meeting)
    if found is None:
        raise Meeting.DoesNotExist
    return found


def enter(
    meeting: Meeting,
    kind: str,
    *,
    by: Actor,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
    access: Access = Access.PUBLIC,
    subject: str = "",
    particulars: Mapping[str, Any] | None = None,
    about: UUID | None = None,
) -> RecordEntry:
    """Write what happened, in the transaction that does it and under `locked_session`.

    `facts` hold nothing personal; `subject` is what the journal files the act under (the session by default), and
    `particulars` go to the journal alone.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("What happens is recorded in the transaction that does it.")
    said = {**(facts or {}), "by": {"person": str(by.person or ""), "capacity": by.capacity, "for": by.on_behalf_of}}
    number, previous = next(iter(LAST_ENTRY.fetch(meeting.pk)), (0, FIRST))
    salt = secrets.token_hex(16)
    entry = entry_after(number, previous, at=at, kind=kind, facts=said, access=access, salt=salt)
    written = RecordEntry.objects.create(
        meeting=meeting,
        number=entry.number,
        at=entry.at,
        kind=kind,
        facts=said,
        access=access,
        salt=salt,
        body_digest=entry.body_digest,
        previous=entry.previous,
        digest=entry.digest,
    )
    record(
        kind,
        subject or f"meeting:{meeting.slug}",
        by=by,
        at=at,
        facts={**(facts or {}), "record": entry.number},
        particulars=particulars,
        about=about,
    )
    announce(meeting, kind, number=entry.number)
    if entry.number == 1:
        # The page of the meeting leads to the record from now on
        announce_on_commit("public_changed", {"what": "record", "meeting": meeting.slug})
    return written


def announce(meeting: Meeting, kind: str, *, number: int | None = None) -> None:
    """Tell the rooms of a session, after commit, that something changed: an entry of the record, or (no number) less."""
    announce_on_commit(RECORD_TOPIC, {"meeting": meeting.slug, "kind": kind, "number": number})


def access_of(sitting: Sitting) -> Access:
    """Say who may read what happens in a sitting."""
    return Access.COMMITTEE if sitting.is_closed else Access.PUBLIC


def subject_of(sitting: Sitting) -> str:
    """Name a sitting for the journal."""
    return f"sitting:{sitting.reference}"
