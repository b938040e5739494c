"""Keeps, reads, releases and erases files; the bytes lie in the data folder, outside what the web server serves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Final, Never
from uuid import UUID

from django.utils.translation import gettext_noop as _

from comitia.platform.answers import refuse
from comitia.platform.blobs.arriving import Received, path_of, receive, receive_own
from comitia.platform.blobs.models import Blob
from comitia.platform.blobs.removal import remove_after_commit, remove_on_rollback
from comitia.platform.blobs.tasks import scan_again
from comitia.platform.remarks import Remark

CHUNK: Final = 256 * 1024


def keep(
    chunks: Iterable[bytes],
    *,
    name: str,
    accepts: Collection[str],
    longest: int,
    owner: UUID | None = None,
    at: datetime,
) -> Blob:
    """Keep a file of one of the kinds in `accepts` (see `kinds.Kind`) and of at most `longest` bytes."""
    with receive(chunks, name=name, accepts=accepts, longest=longest) as received:
        return keep_received(received, owner=owner, at=at)


def keep_own(chunks: Iterable[bytes], *, name: str, media_type: str, owner: UUID | None = None, at: datetime) -> Blob:
    """Keep a file that was made here and needs no inspection."""
    with receive_own(chunks, name=name, media_type=media_type) as received:
        return keep_received(received, owner=owner, at=at)


def keep_received(received: Received, *, owner: UUID | None = None, at: datetime) -> Blob:
    """Keep a file that `receive` has inspected: write its row in the caller's transaction."""
    blob = Blob.objects.create(
        reference=received.reference,
        name=received.name,
        media_type=received.media_type,
        size=received.size,
        sha256=received.sha256,
        state=Blob.State.QUARANTINED if received.reason else Blob.State.CLEAN,
        reason=received.reason,
        owner=owner,
        width=received.width,
        height=received.height,
        stored_at=at,
    )
    received.is_kept = True
    remove_on_rollback(received.path)
    if received.awaits_scan:
        scan_again.enqueue(blob.pk)
    return blob


def read(blob: Blob) -> Iterator[bytes]:
    """Give the bytes of a clean file in chunks; refuse at once if it may not be handed out."""
    if blob.state == Blob.State.QUARANTINED:
        _refuse(
            "file_quarantined",
            _("This file is in quarantine. An officer of the secretariat must look at it and release it first."),
        )
    if blob.state == Blob.State.INFECTED:
        _refuse("file_infected", _("This file was infected and has been removed. Ask for a new one."))
    if blob.state == Blob.State.ERASED:
        _refuse("file_erased", _("This file has been erased and cannot be read any more."))
    try:
        file = path_of(blob.reference).open("rb")
    except FileNotFoundError:
        _refuse("file_missing", _("This file is not on the disk. Ask the operator to restore it from the backup."))

    def chunks() -> Iterator[bytes]:
        with file:
            yield b""
            while chunk := file.read(CHUNK):
                yield chunk

    found = chunks()
    next(found)  # begun, it closes the file even if nobody reads it
    return found


def release(blob: Blob) -> Blob:
    """Let a file out of quarantine, as an officer decided; the caller writes the journal."""
    if blob.state != Blob.State.QUARANTINED:
        _refuse("file_not_quarantined", _("This file is not in quarantine any more. Load the page again."))
    blob.state = Blob.State.CLEAN
    blob.save(update_fields=["state"])
    return blob


def erase(blob: Blob, *, at: datetime) -> Blob:
    """Remove a file once the transaction is committed; size, digest and moments stay as proof. Twice is once."""
    if blob.state != Blob.State.ERASED:
        blob.state, blob.erased_at = Blob.State.ERASED, at
        blob.name, blob.width, blob.height = "", None, None
        blob.save(update_fields=["state", "erased_at", "name", "width", "height"])
    remove_after_commit(path_of(blob.reference))
    return blob


def _refuse(code: str, template: str) -> Never:
    refuse(code, Remark(code, template))
