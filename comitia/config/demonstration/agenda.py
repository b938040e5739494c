"""The provisional agenda of the demonstration: a sample, put together from items of real agendas of the Committee."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from comitia.meetings.models import Meeting
from comitia.platform.actors import Actor
from comitia.proceedings.actions import add_items, issue_agenda

DATA: Final = Path(__file__).with_name("data") / "agenda_2020.json"


def build(meeting: Meeting, *, by: Actor, at: datetime) -> None:
    """Write the sample agenda of a meeting and issue it."""
    items: list[dict[str, Any]] = json.loads(DATA.read_text("utf-8"))
    parents = [item.pop("under") for item in items]
    add_items(meeting.pk, list(zip(items, parents, strict=True)), is_sample=True, taken_from="sample", by=by, at=at)
    issue_agenda(meeting.pk, by=by, at=at)
