"""Brings, clears and issues the language versions of papers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.core.governance.documents import not_before
from comitia.documents.actions.announcing import check_language
from comitia.documents.actions.turns import locked_document, locked_version, put_on_record, write_down
from comitia.documents.models import Document, LanguageVersion
from comitia.documents.policies import may_bring, may_clear, may_issue
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.platform.blobs import store
from comitia.platform.blobs.arriving import Received
from comitia.platform.blobs.models import Blob

ACCEPTS: Final = ("pdf", "document")
LONGEST: Final = 25_000_000
State = LanguageVersion.State
Status = LanguageVersion.Status


def receive_file(chunks: Iterable[bytes], *, name: str) -> Received:
    """Inspect a file before anybody waits for their turn; to be used as a context and given to `bring_version`."""
    return store.receive(chunks, name=name, accepts=ACCEPTS, longest=LONGEST)


@transaction.atomic
def bring_version(
    reference: UUID, received: Received, *, language: str, status: str, by: Actor, at: datetime
) -> LanguageVersion:
    """Keep the file of a paper in a language; one that was there before and not issued goes.

    In the language of the original the file is the original, whatever `status` says.
    """
    document = locked_document(reference, by=by)
    check_language(language or "none")
    wanted = _status(document, language, status)
    versions = list(document.versions.select_related("blob"))
    version = next((one for one in versions if (one.language, one.status) == (language, wanted)), None)
    require(may_bring(document, version, is_active=received.reason == Blob.Reason.ACTIVE_CONTENT))
    version = version or LanguageVersion(document=document, language=language, status=wanted)
    before = version.blob
    version.blob = store.keep_received(received, owner=None, at=at)
    if version.blob.state == Blob.State.QUARANTINED and not received.awaits_scan:
        store.release(version.blob)  # an officer brings it to be issued, and there is no scanner to wait for
    version.source_digest = "" if wanted == Status.ORIGINAL else _digest_of_original(versions)
    version.state = State.DRAFT
    version.changed_at = not_before(at, version.changed_at)
    version.save()
    if before is not None:
        store.erase(before, at=at)
    facts = {"language": language, "status": wanted, "sha256": version.blob.sha256}
    write_down("bring_version", document, by=by, at=at, facts=facts)
    return version


@transaction.atomic
def clear_version(reference: UUID, *, seen: str, by: Actor, at: datetime) -> None:
    """Clear the file with the digest that the officer has `seen`."""
    version = locked_version(reference, by=by)
    require(may_clear(version, seen=seen))
    assert version.blob is not None
    version.state = State.CLEARED
    version.changed_at = not_before(at, version.changed_at)
    version.save(update_fields=["state", "changed_at"])
    facts = {"language": version.language, "status": version.status, "sha256": version.blob.sha256}
    write_down("clear_version", version.document, by=by, at=at, facts=facts)


@transaction.atomic
def issue_version(reference: UUID, *, seen: str, by: Actor, at: datetime) -> None:
    """Issue a cleared version; from then on it stays as it is. It is never issued earlier than it was cleared."""
    version = locked_version(reference, by=by)
    document = version.document
    original = document.versions.select_related("blob").filter(status=Status.ORIGINAL).first()
    require(may_issue(version, original, seen=seen))
    assert version.blob is not None
    version.state = State.ISSUED
    version.issued_at = version.changed_at = not_before(
        at, version.changed_at, original.issued_at if original else None
    )
    version.save(update_fields=["state", "issued_at", "changed_at"])
    facts = {"language": version.language, "status": version.status, "sha256": version.blob.sha256}
    put_on_record("paper_issued", document, by=by, at=version.issued_at, facts=facts)


def _status(document: Document, language: str, status: str) -> str:
    if language == document.original_language:
        return Status.ORIGINAL
    if status not in Status.values or status == Status.ORIGINAL:
        refuse("unknown_status", _("Choose what this version is to the original, such as a translation."))
    return status


def _digest_of_original(versions: Iterable[LanguageVersion]) -> str:
    found = (one.blob.sha256 for one in versions if one.status == Status.ORIGINAL and one.blob)
    return next(found, "")
