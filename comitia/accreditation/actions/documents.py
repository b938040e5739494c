"""Hands out the files that people brought with a registration, and lets them out of quarantine; each look is in the journal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comitia.accounts.models import Person
from comitia.accreditation.models import Registration
from comitia.accreditation.policies import may_release_document
from comitia.accreditation.queries.documents import document_of
from comitia.accreditation.queries.form import own_file
from comitia.journal.actions import record
from comitia.platform.actors import Actor
from comitia.platform.answers import Refused, RefusedError, require
from comitia.platform.blobs import store
from comitia.platform.blobs.models import Blob

UNKNOWN: Final = Refused("unknown_file", _("There is no such file in this registration."))


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A file as it goes out."""

    name: str
    media_type: str
    chunks: Iterator[bytes]


def open_document(reference: UUID, file: UUID, *, by: Actor, at: datetime) -> HandedOut:
    """Hand out a file of a registration to somebody who may read the answer that it is."""
    with transaction.atomic():
        found = document_of(by, reference, file)
        if found is None:
            raise RefusedError(UNKNOWN)
        chunks = store.read(found.blob)
        facts = {"question": found.question, "sha256": found.blob.sha256}
        record("view_document", _subject(found.registration), by=by, at=at, facts=facts)
    return _handed_out(found.blob, chunks)


def release_document(reference: UUID, file: UUID, *, by: Actor, at: datetime) -> None:
    """Let a file of a registration out of quarantine, deliberately: an officer takes the risk that no scanner has taken."""
    with transaction.atomic():
        found = document_of(by, reference, file)
        if found is None:
            raise RefusedError(UNKNOWN)
        require(may_release_document(by))
        store.release(found.blob)
        facts = {"question": found.question, "sha256": found.blob.sha256}
        record("release_document", _subject(found.registration), by=by, at=at, facts=facts)


def open_own_file(person: Person, file: UUID, *, by: Actor, at: datetime) -> HandedOut:
    """Hand a person a file that they brought."""
    with transaction.atomic():
        blob = own_file(person, file)
        if blob is None:
            raise RefusedError(UNKNOWN)
        chunks = store.read(blob)
        record("view_document", f"person:{person.reference}", by=by, at=at, facts={"sha256": blob.sha256})
    return _handed_out(blob, chunks)


def _handed_out(blob: Blob, chunks: Iterator[bytes]) -> HandedOut:
    return HandedOut(blob.name, blob.media_type, chunks)


def _subject(registration: Registration) -> str:
    return f"registration:{registration.reference}"
