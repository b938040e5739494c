"""Whoever acts on papers of a meeting waits in turn: the meeting first, then the paper, the journal last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from comitia.core.governance.record import Access
from comitia.documents.models import Document, LanguageVersion
from comitia.documents.policies import NO_PAPER, may_keep_papers
from comitia.journal.actions import record
from comitia.meetings.actions import enter, locked_session
from comitia.meetings.models import Meeting
from comitia.platform.actors import Actor
from comitia.platform.answers import RefusedError, require
from comitia.platform.bus import announce_on_commit


def locked_meeting(slug: str, *, by: Actor) -> Meeting:
    """Keep a meeting from all others who act on its papers."""
    require(may_keep_papers(by))
    meeting = Meeting.objects.filter(slug=slug).values_list("pk", flat=True).first()
    if meeting is None:
        raise RefusedError(NO_PAPER)
    return locked_session(meeting)


def locked_document(reference: UUID, *, by: Actor) -> Document:
    """Give a paper of a meeting that is kept from all others."""
    slug = Document.objects.filter(reference=reference).values_list("meeting__slug", flat=True).first()
    meeting = locked_meeting(slug or "", by=by)
    document = Document.objects.get(reference=reference)
    document.meeting = meeting
    return document


def locked_version(reference: UUID, *, by: Actor) -> LanguageVersion:
    """Give a version of a paper, with its file, likewise."""
    owner = LanguageVersion.objects.filter(reference=reference).values_list("document__reference", flat=True).first()
    if owner is None:
        require(may_keep_papers(by))
        raise RefusedError(NO_PAPER)
    document = locked_document(owner, by=by)
    version = LanguageVersion.objects.select_related("blob").get(reference=reference)
    version.document = document
    return version


def write_down(
    verb: str, document: Document, *, by: Actor, at: datetime, facts: Mapping[str, Any], reason: str = ""
) -> None:
    """Write an act on a paper into the journal, and have public pages drawn anew."""
    record(verb, subject_of(document), by=by, at=at, facts=_said(document, facts), particulars=_aside(reason))
    announce_on_commit("public_changed", {"what": "documents"})


def put_on_record(
    kind: str, document: Document, *, by: Actor, at: datetime, facts: Mapping[str, Any], reason: str = ""
) -> None:
    """Write an act on a paper into the record of the session as well; what is the secretariat's alone is not in it."""
    if document.level == Document.Level.SECRETARIAT:
        write_down(kind, document, by=by, at=at, facts=facts, reason=reason)
        return
    enter(
        document.meeting,
        kind,
        by=by,
        at=at,
        facts=_said(document, {"document": str(document.reference), **facts}),
        access=Access(document.level),
        subject=subject_of(document),
        particulars=_aside(reason),
    )
    announce_on_commit("public_changed", {"what": "documents"})


def subject_of(document: Document) -> str:
    """Name a paper for the journal."""
    return f"document:{document.reference}"


def _said(document: Document, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {"symbol": document.symbol, **facts}


def _aside(reason: str) -> dict[str, Any] | None:
    return {"reason": reason} if reason else None
