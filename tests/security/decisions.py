"""What the world holds of decisions: a public one with a task that is late, and one of a closed sitting."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from comitia.meetings.actions import enter
from comitia.meetings.models import Meeting, Sitting
from comitia.platform.actors import SYSTEM
from comitia.proceedings.models import Decision, Task
from tests.factories.accreditation import AT

if TYPE_CHECKING:
    from tests.security.world import World

OF_RECORD = ("meeting_record", "meeting_record_json", "verify_record", "meeting_decisions", "decision")


def make_decisions(world: World, meeting: Meeting, *, closed: str) -> None:
    """Put two decisions of a sitting that is over on record, the first with a task."""
    sitting = Sitting.objects.create(
        meeting=meeting, number=1, titles={"en": "First"}, starts_at=AT, ends_at=AT + timedelta(hours=2), state="closed"
    )
    public = _decide(sitting, number=1, text="The offices report.")
    shut = _decide(sitting, number=2, text=closed, is_closed=True)
    task = Task.objects.create(
        decision=public, text="Report", owner_as_written="Offices", due_on=date(2020, 1, 1), created_at=AT
    )
    world.values |= {
        **{f"{name}.slug": [meeting.slug] for name in OF_RECORD},
        "decision.reference": [public.reference, shut.reference],
        "desk_decision.reference": [public.reference, shut.reference],
        **{f"{name}.reference": [task.reference] for name in ("desk_report_progress", "desk_drop_task")},
    }


def _decide(sitting: Sitting, *, number: int, text: str, **more: Any) -> Decision:
    access = "committee" if more.get("is_closed") else "public"
    facts = {"decision": f"EC/2020/{number}", "texts": {"en": text}}
    return Decision.objects.create(
        meeting=sitting.meeting,
        sitting=sitting,
        number=number,
        label=f"EC/2020/{number}",
        texts={"en": text},
        means="consensus",
        in_force_from=AT.date(),
        taken_at=AT,
        entry=enter(sitting.meeting, "decision_taken", by=SYSTEM, at=AT, facts=facts, access=access),
        **more,
    )
