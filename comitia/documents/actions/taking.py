"""Hands out the files of papers to those whom they reach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from comitia.core.governance.documents import Level, reads
from comitia.documents.models import LanguageVersion
from comitia.documents.policies import NO_PAPER, may_take
from comitia.journal.actions import record
from comitia.platform.actors import Actor
from comitia.platform.answers import RefusedError, require
from comitia.platform.blobs import store
from comitia.platform.blobs.kinds import FORMATS

# From this level on, each look at a file is written down
WATCHED: Final = Level.COMMITTEE


@dataclass(frozen=True, slots=True)
class Taken:
    """A file on its way out: under which name, of what type, its SHA-256 and its bytes; whether anybody may keep it."""

    name: str
    media_type: str
    sha256: str
    chunks: Iterator[bytes]
    is_public: bool


def open_version(document: UUID, version: UUID, *, level: Level, by: Actor, at: datetime) -> Taken:
    """Hand out a version of a paper to a reader of a level; a look at a paper for few is in the journal."""
    found = LanguageVersion.objects.select_related("document", "blob")
    one = found.filter(reference=version, document__reference=document).first()
    if one is None or one.blob is None:
        raise RefusedError(NO_PAPER)
    require(may_take(one, level))
    with transaction.atomic():
        chunks = store.read(one.blob)
        if reads(Level(one.document.level), WATCHED):
            facts = {"language": one.language, "sha256": one.blob.sha256}
            record("view_paper", f"document:{document}", by=by, at=at, facts=facts)
    return Taken(
        name=_name(one),
        media_type=one.blob.media_type,
        sha256=one.blob.sha256,
        chunks=chunks,
        is_public=one.document.level == Level.PUBLIC and bool(may_take(one, Level.PUBLIC)),
    )


def _name(version: LanguageVersion) -> str:
    """Name a file by symbol and language, not by what somebody called it on their machine."""
    assert version.blob is not None
    endings = (one.extensions[0] for one in FORMATS if one.media_type == version.blob.media_type)
    stem = version.document.symbol.replace("/", "-") or f"paper-{str(version.document.reference)[:8]}"
    return f"{stem}_{version.language}.{next(endings, 'bin')}"
