"""The programme of the demonstration: ours, of one day, with speakers who do not exist."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from comitia.platform.actors import SYSTEM
from comitia.programme import actions

DATA = Path(__file__).with_name("data") / "programme_2020.json"


def make_programme(meeting: str, *, at: datetime) -> None:
    """Write the sample programme of a meeting (by slug); the members whose cities speak must be there already."""
    data: dict[str, Any] = json.loads(DATA.read_text("utf-8"))
    zone = ZoneInfo(data["zone"])
    for order, room in enumerate(data["rooms"], 1):
        actions.save_room(meeting, room["slug"], names=room["names"], order=order, by=SYSTEM, at=at)
    for speaker in data["speakers"]:
        actions.save_speaker(meeting, speaker.pop("slug"), **speaker, is_fictional=True, by=SYSTEM, at=at)
    for order, session in enumerate(data["sessions"], 1):
        appearances = session.pop("speakers")
        slug, starts, ends = (session.pop(name) for name in ("slug", "starts", "ends"))
        actions.save_slot(
            meeting,
            slug,
            **session,
            fills_all_rooms=not session["room"],
            starts_at=datetime.fromisoformat(f"{data['day']}T{starts}").replace(tzinfo=zone),
            ends_at=datetime.fromisoformat(f"{data['day']}T{ends}").replace(tzinfo=zone),
            order=order,
            by=SYSTEM,
            at=at,
        )
        for appearance in appearances:
            actions.name_speaker(meeting, slug, **appearance, by=SYSTEM, at=at)
    actions.release_programme(meeting, name="1.0", by=SYSTEM, at=at)
