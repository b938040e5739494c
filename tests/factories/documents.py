"""Papers of meetings, as short calls."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from comitia.documents import actions
from comitia.documents.models import Document, LanguageVersion
from comitia.meetings.models import Meeting
from comitia.platform.actors import SECRETARIAT, Actor
from tests.platform.sample_files import pdf

AT = datetime(2020, 10, 1, 9, 0, tzinfo=UTC)
OFFICER = Actor(person=None, capacity="secretariat", roles=frozenset({SECRETARIAT}))


def keep_rules(meeting: Meeting, *, days: int | None = 42, languages: tuple[str, ...] = ("en", "ko")) -> None:
    values = {"series": "WeGO/EC/2020", "days": days, "languages": list(languages)}
    actions.keep_paper_rules(meeting.slug, values, seen=None, by=OFFICER, at=AT)


def announce(meeting: Meeting, title: str = "Budget", *, level: str = "public", **more: Any) -> Document:
    values = {"kind": "pre_session", "original_language": "en", "at": AT, **more}
    return actions.announce_document(meeting.slug, titles={"en": title}, level=level, by=OFFICER, **values)


def bring(
    document: Document,
    language: str = "en",
    *,
    words: str = "Budget",
    status: str = "translated",
    name: str = "paper.pdf",
    at: datetime = AT,
) -> LanguageVersion:
    """Bring a PDF in which words can be read."""
    content = pdf(f"({words} {language} {document.pk})".encode())
    with actions.receive_file([content], name=name) as received:
        return actions.bring_version(document.reference, received, language=language, status=status, by=OFFICER, at=at)


def clear(version: LanguageVersion, *, at: datetime = AT) -> None:
    version.refresh_from_db()
    actions.clear_version(version.reference, seen=version.blob.sha256, by=OFFICER, at=at)


def issue(document: Document, language: str = "en", *, at: datetime = AT, **more: Any) -> LanguageVersion:
    """Bring, clear and issue a version."""
    version = bring(document, language, at=at, **more)
    clear(version, at=at)
    actions.issue_version(version.reference, seen=version.blob.sha256, by=OFFICER, at=at)
    version.refresh_from_db()
    return version
