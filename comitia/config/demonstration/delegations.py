"""The delegations of the demonstration: one for each seat of the Committee, a few with invented people."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Final

from comitia.accreditation.actions import compose, open_delegations
from comitia.accreditation.queries.delegations import Row, delegations_of_meeting
from comitia.platform.actors import Actor

DATA: Final = Path(__file__).with_name("data") / "delegations.json"


def build(*, by: Actor, at: datetime) -> None:
    """Open the delegations of the members that hold a seat, and name people in some."""
    open_delegations("seated", by=by, at=at)
    for given in json.loads(DATA.read_text("utf-8")):
        delegation = delegations_of_meeting().get(member__slug=given["member"])
        rows = [Row(reference=None, name=name, role=role) for name, role in given["people"]]
        compose(delegation.reference, rows, seen=delegation.edits, by=by, at=at)
