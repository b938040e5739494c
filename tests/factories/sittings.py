"""Sittings for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from comitia.accounts.models import Person
from comitia.meetings import actions
from comitia.meetings.models import Meeting, Sitting
from comitia.platform.actors import SECRETARIAT, Actor
from tests.factories.accounts import make_person

AT = datetime(2020, 11, 17, 7, 0, tzinfo=UTC)
CLERK = Actor(person=None, capacity="secretariat", roles=frozenset({SECRETARIAT}))


def make_sitting(meeting: Meeting, *, chair: Person | None = None, begun: bool = True, **more: Any) -> Sitting:
    """Make a sitting from 07:00 to 10:00 UTC with somebody who presides, called to order unless told otherwise."""
    values = {"starts_at": AT, "ends_at": AT + timedelta(hours=3), "titles": {"en": "First sitting"}, **more}
    sitting = actions.plan_sitting(meeting, **{"is_closed": False, **values}, by=CLERK, at=AT)
    person = chair or make_person("Sample Chair")
    actions.name_officer(sitting.reference, person, role="presiding", member=None, by=CLERK, at=AT)
    return actions.call_to_order(sitting.reference, by=CLERK, at=AT) if begun else sitting
