"""Scans again what the scanner could not tell, and sweeps away what has no row."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django_tasks import task

from comitia.platform.blobs import antivirus
from comitia.platform.blobs.antivirus import Verdict
from comitia.platform.blobs.arriving import path_of
from comitia.platform.blobs.models import Blob
from comitia.platform.blobs.removal import remove_after_commit
from comitia.platform.clock import now

SETTLED: Final = timedelta(hours=1)
BATCH: Final = 500


class NotScannedError(Exception):
    """Says that the scanner still cannot tell; the job is repeated later."""


@task()
def scan_again(blob_id: int) -> str:
    """Scan a file that is in quarantine because the scanner was away; give its state."""
    blob = Blob.objects.filter(pk=blob_id).first()
    if blob is None or (blob.state, blob.reason) != (Blob.State.QUARANTINED, Blob.Reason.NOT_SCANNED):
        return "settled"
    verdict = antivirus.scan(path_of(blob.reference))
    if verdict not in {Verdict.CLEAN, Verdict.INFECTED}:
        raise NotScannedError
    state = Blob.State.CLEAN if verdict is Verdict.CLEAN else Blob.State.INFECTED
    with transaction.atomic():
        changed = Blob.objects.filter(pk=blob_id, state=Blob.State.QUARANTINED).update(state=state)
        if changed and state == Blob.State.INFECTED:
            remove_after_commit(path_of(blob.reference))
    return state.value


@task()
def sweep() -> int:
    """Remove files that have no row after an hour: those of a process that died between the file and the commit."""
    return sweep_files(at=now())


def sweep_files(*, at: datetime) -> int:
    """Remove files older than an hour without a row, or with one that says they are gone; give their number."""
    root, swept = Path(settings.BLOBS_ROOT), 0
    for folder in root.glob("*/"):
        old = [path for path in folder.iterdir() if _changed_at(path) < at - SETTLED]
        for start in range(0, len(old), BATCH):
            batch = old[start : start + BATCH]
            known = _known(path.name for path in batch) if folder.name != "arriving" else set()
            for path in batch:
                if path.name not in known:
                    path.unlink(missing_ok=True)
                    swept += 1
    return swept


def _changed_at(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
    except FileNotFoundError:
        return datetime.max.replace(tzinfo=UTC)


def _known(names: Iterable[str]) -> set[str]:
    """Give those of the names under which a file should be on the disk."""
    references = [UUID(hex=name) for name in names]
    gone = (Blob.State.ERASED, Blob.State.INFECTED)
    rows = Blob.objects.filter(reference__in=references).exclude(state__in=gone)
    return {reference.hex for reference in rows.values_list("reference", flat=True)}
