"""The organisation of the demonstration: regions, organs, and all tables imported as the desk would import them."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path
from typing import Final

from comitia.archive.actions import import_file
from comitia.meetings.actions import make_meeting_current, save_meeting
from comitia.members.actions import save_organisation, save_regions
from comitia.organs.actions import save_organ
from comitia.platform.actors import Actor

DATA: Final = Path(__file__).with_name("data")
MEETING: Final = "excom-2020"
# In this order: offices, meetings and mandates name members, attendance and agendas name meetings.
FILES: Final = (
    ("members", "wego/members.csv"),
    ("members", "native_names.csv"),
    ("offices", "wego/offices.csv"),
    ("meetings", "wego/meetings.csv"),
    ("mandates", "wego/excom_terms.csv"),
    ("attendance", "wego/excom_attendance.csv"),
    ("agendas", "wego/agenda_items.csv"),
)


def build(*, by: Actor, at: datetime) -> None:
    """Make the organisation and import its tables."""
    names = _texts("names.csv")
    save_organisation(
        short_name="WeGO",
        name=names["organisation"]["en"],
        names=names["organisation"],
        founded_year=2010,
        contact_email="secretariat@comitia.example",
        is_demonstration=True,
        by=by,
        at=at,
    )
    regions = [{"code": code, "names": texts} for code, texts in _texts("regions.csv").items()]
    save_regions(regions, by=by, at=at)
    save_organ(
        "general-assembly", names=names["general-assembly"], seats=None, term_years=None, holds_over=False, by=by, at=at
    )
    save_organ(
        "executive-committee", names=names["executive-committee"], seats=20, term_years=3, holds_over=True, by=by, at=at
    )
    for kind, name in FILES:
        import_file(kind=kind, file_name=Path(name).name, content=(DATA / name).read_bytes(), by=by, at=at)
    _convoke(by=by, at=at)


def _convoke(*, by: Actor, at: datetime) -> None:
    """Make the Online EXCOM 2020 the event the site is about, as on the day before it."""
    values = {"state": "convoked", "theme": _texts("names.csv")["theme"], "programme_is_sample": True}
    save_meeting(MEETING, values, seen=None, by=by, at=at)
    make_meeting_current(MEETING, by=by, at=at)


def _texts(name: str) -> dict[str, dict[str, str]]:
    """Read texts in all languages, by code."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return {row.pop("code"): row for row in csv.DictReader(file)}
