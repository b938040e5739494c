"""Takes a file in: counts, hashes and writes it, has it inspected, and leaves nothing of a file that is refused."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self
from uuid import UUID, uuid4

from django.conf import settings
from django.utils.translation import gettext_noop as _

from comitia.platform.answers import refuse
from comitia.platform.blobs import antivirus, inspection, naming
from comitia.platform.blobs.antivirus import Verdict
from comitia.platform.blobs.models import Blob
from comitia.platform.faults import describe
from comitia.platform.remarks import Remark

MEGABYTE: Final = 1_000_000

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Received:
    """A file on the disk that has passed inspection and has no row yet; used in a `with`, it goes if it is not kept."""

    reference: UUID
    name: str
    media_type: str
    size: int
    sha256: str
    reason: str = ""
    awaits_scan: bool = False
    width: int | None = None
    height: int | None = None
    is_kept: bool = False

    @property
    def path(self) -> Path:
        return path_of(self.reference)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self.is_kept:
            self.path.unlink(missing_ok=True)


def path_of(reference: UUID) -> Path:
    """Say where the bytes of a file lie."""
    return Path(settings.BLOBS_ROOT) / reference.hex[:2] / reference.hex


def arrivals() -> Path:
    """Say where files lie while they are taken in."""
    return Path(settings.BLOBS_ROOT) / "arriving"


def receive(chunks: Iterable[bytes], *, name: str, accepts: Collection[str], longest: int) -> Received:
    """Take in a file that somebody brought; nothing is read beyond `longest` bytes."""
    reference = uuid4()
    with _arriving(reference) as path:
        _write(path, chunks, longest=longest)
        found = inspection.inspect(path, name=name, accepts=accepts)
        verdict = antivirus.scan(path)
        if verdict is Verdict.INFECTED:
            antivirus.refuse_infected()
        with _disk():
            drawn = found.draw(path) if found.draw else None
        reason = _reason(is_active=found.is_active, is_drawn=drawn is not None, verdict=verdict)
        size, digest = _settle(path, reference)
    return Received(
        reference=reference,
        name=naming.file_name(name, extension=drawn.extension if drawn else found.extension),
        media_type=drawn.media_type if drawn else found.media_type,
        size=size,
        sha256=digest,
        reason=reason,
        awaits_scan=reason == Blob.Reason.NOT_SCANNED and verdict is Verdict.UNKNOWN,
        width=drawn.width if drawn else None,
        height=drawn.height if drawn else None,
    )


def receive_own(chunks: Iterable[bytes], *, name: str, media_type: str) -> Received:
    """Take in a file that was made here."""
    reference = uuid4()
    with _arriving(reference) as path:
        _write(path, chunks, longest=None)
        size, digest = _settle(path, reference)
    return Received(reference, naming.file_name(name), media_type, size, digest)


def _reason(*, is_active: bool, is_drawn: bool, verdict: Verdict) -> str:
    if is_active:
        return Blob.Reason.ACTIVE_CONTENT
    return "" if is_drawn or verdict is Verdict.CLEAN else Blob.Reason.NOT_SCANNED


@contextmanager
def _arriving(reference: UUID) -> Iterator[Path]:
    """Give the path of a temporary file that is gone afterwards, whatever happens."""
    with _disk():
        arrivals().mkdir(mode=0o700, parents=True, exist_ok=True)
    path = arrivals() / reference.hex
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


@contextmanager
def _disk() -> Iterator[None]:
    """Turn a disk that is full or fails into a refusal."""
    try:
        yield
    except OSError as error:
        logger.error("A file could not be written (errno %s): %s", error.errno, describe(error))  # noqa: TRY400 - the text of the error names the file
        refuse(
            "file_not_stored",
            Remark(
                "file_not_stored",
                _("The file could not be stored: the disk of this site is full or fails. Try again later."),
            ),
        )


def _write(path: Path, chunks: Iterable[bytes], *, longest: int | None) -> None:
    size = 0
    with _disk():
        file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb", buffering=0)
    with file:
        for chunk in chunks:
            size += len(chunk)
            if longest is not None and size > longest:
                refuse(
                    "file_too_large",
                    Remark(
                        "file_too_large",
                        _("The file is larger than %(size)s MB. Bring a smaller one, such as a scan in fewer colors."),
                        {"size": f"{longest / MEGABYTE:.3g}"},
                    ),
                )
            with _disk():
                _write_all(file.fileno(), chunk)
    if not size:
        refuse("file_empty", Remark("file_empty", _("The file is empty. Choose the file again.")))


def _write_all(descriptor: int, chunk: bytes) -> None:
    left = memoryview(chunk)
    while left:
        left = left[os.write(descriptor, left) :]


def _settle(path: Path, reference: UUID) -> tuple[int, str]:
    """Move a file to its place once it is on the disk; give its size and digest."""
    place = path_of(reference)
    with _disk():
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
            os.fsync(file.fileno())
        place.parent.mkdir(mode=0o700, exist_ok=True)
        path.rename(place)
        try:
            _sync_folder(place.parent)
        except OSError:
            place.unlink(missing_ok=True)
            raise
    return size, digest


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
