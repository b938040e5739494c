"""The papers of the demonstration: samples of ours, in two languages, issued seven weeks before the opening."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from comitia.documents import actions
from comitia.documents.models import Document
from comitia.platform.actors import Actor

FOLDER: Final = Path(__file__).parent / "data" / "papers"
ISSUED_AT: Final = datetime(
    2020, 9, 28, 8, 0, tzinfo=UTC
)  # papers issued when the demonstration is built would be late
ORIGINAL: Final = "en"


def build(meeting: str, *, by: Actor) -> None:
    """Announce the sample papers of a meeting (by slug); two are issued, one of them is corrected, the third is awaited."""
    data: dict[str, Any] = json.loads((FOLDER / "papers.json").read_text("utf-8"))
    actions.keep_paper_rules(meeting, data["rules"], seen=None, by=by, at=ISSUED_AT)
    for given in data["papers"]:
        document = actions.announce_document(
            meeting,
            kind=Document.Kind.PRE_SESSION,
            titles=given["titles"],
            item=given["item"],
            level=given["level"],
            original_language=ORIGINAL,
            by=by,
            at=ISSUED_AT,
        )
        _issue(document, given["files"], by=by)
        if correction := given.get("correction"):
            corrected = actions.correct_document(document.reference, languages=list(correction), by=by, at=ISSUED_AT)
            _issue(corrected, correction, by=by)


def _issue(document: Document, files: Mapping[str, str], *, by: Actor) -> None:
    for language, name in files.items():
        with actions.receive_file([(FOLDER / name).read_bytes()], name=name) as received:
            version = actions.bring_version(
                document.reference, received, language=language, status="translated", by=by, at=ISSUED_AT
            )
        digest = received.sha256
        actions.clear_version(version.reference, seen=digest, by=by, at=ISSUED_AT)
        actions.issue_version(version.reference, seen=digest, by=by, at=ISSUED_AT)
