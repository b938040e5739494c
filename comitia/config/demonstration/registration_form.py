"""The registration form of the demonstration: categories, a limit of places and questions, from a data file that translators add to."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from comitia.accreditation.actions import publish_form, save_category, save_quota
from comitia.core.forms.definition import from_json
from comitia.meetings.models import Meeting
from comitia.platform.actors import Actor

FILE: Final = Path(__file__).with_name("data") / "registration_form.json"
USUAL: Final[dict[str, Any]] = {"entry": "open", "modes": [], "opens_at": None}
OPEN_FOR: Final = timedelta(days=60)


def read() -> dict[str, Any]:
    return json.loads(FILE.read_text("utf-8"))


def build(meeting: Meeting, *, by: Actor, at: datetime) -> None:
    """Write the categories, the limits of places and the form of the current meeting; registration is open from now on for `OPEN_FOR`."""
    form = read()
    closes_at = (at + OPEN_FOR).replace(hour=12, minute=0, second=0, microsecond=0)
    for category in form["categories"]:
        save_category(meeting, category["code"], USUAL | category | {"closes_at": closes_at}, by=by, at=at)
    publish_form(meeting, from_json(form["form"]), by=by, at=at)
    if not meeting.quotas.filter(own_of=None).exists():
        for limit in form["limits"]:
            save_quota(None, limit, by=by, at=at)
