"""The programmes of past meetings as their sources print them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

from comitia.archive.actions import import_file, keep_report
from comitia.platform.actors import Actor
from comitia.platform.answers import RefusedError
from comitia.platform.plans import Finding

DATA: Final = Path(__file__).parent / "data" / "wego" / "programmes"


def build(*, by: Actor, at: datetime) -> None:
    """Import each programme into the meeting it names; one of another network's meeting is reported and left out."""
    for path in sorted(DATA.glob("*.csv")):
        try:
            import_file(kind="programme", file_name=path.name, content=path.read_bytes(), by=by, at=at)
        except RefusedError as error:
            finding = Finding(0, "", error.answer.sentence)
            keep_report(kind="programme", file_name=path.name, counts={"findings": 1}, findings=[finding], by=by, at=at)
