"""The registration form of the demonstration: six categories and what they are asked, from a data file that translators add to."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from comitia.accreditation.actions import publish_form, save_category
from comitia.core.forms.definition import from_json
from comitia.meetings.models import Meeting
from comitia.platform.actors import Actor

FILE: Final = Path(__file__).with_name("data") / "registration_form.json"
OPEN_FOR: Final = timedelta(days=60)


def read() -> dict[str, Any]:
    return json.loads(FILE.read_text("utf-8"))


def build(meeting: Meeting, *, by: Actor, at: datetime) -> None:
    """Write the categories and the form of a meeting; registration is open from now on for `OPEN_FOR`."""
    form = read()
    closes_at = (at + OPEN_FOR).replace(hour=12, minute=0, second=0, microsecond=0)
    for category in form["categories"]:
        save_category(meeting, **category, opens_at=None, closes_at=closes_at, by=by, at=at)
    publish_form(meeting, from_json(form["form"]), by=by, at=at)
