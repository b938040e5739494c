"""Who interprets at a meeting, where, and what breaks the limits of their work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from comitia.core.timetable.interpretation import InterpretationFinding, Turn, interpretation_findings
from comitia.platform.edits import Record
from comitia.programme.models import Interpreter, InterpreterAssignment
from comitia.programme.queries.drafts import WorkingSlot


@dataclass(frozen=True, slots=True)
class Assignment:
    """An interpreter in the booth of a slot."""

    number: int
    interpreter: int
    name: str
    is_remote: bool
    slot: str
    source: str
    target: str
    turn: int


def interpreters(meeting: str) -> list[Interpreter]:
    """List the interpreters of a meeting by name. One statement."""
    return list(Interpreter.objects.filter(meeting__slug=meeting).order_by("name", "pk"))


def interpreter_record(meeting: str, number: int) -> Record | None:
    one = Interpreter.objects.filter(meeting__slug=meeting, pk=number).first()
    return record_of_interpreter(one) if one else None


def record_of_interpreter(one: Interpreter) -> Record:
    return Record(str(one.pk), one.name, {"name": one.name, "languages": one.languages, "is_remote": one.is_remote})


def assignments(meeting: str) -> list[Assignment]:
    """List who interprets in which slot, by booth and turn. One statement."""
    rows = InterpreterAssignment.objects.filter(slot__meeting__slug=meeting).select_related("interpreter", "slot")
    return [
        Assignment(
            one.pk,
            one.interpreter_id,
            one.interpreter.name,
            one.interpreter.is_remote,
            one.slot.slug,
            one.source_language,
            one.target_language,
            one.turn,
        )
        for one in rows.order_by("slot_id", "source_language", "target_language", "turn", "pk")
    ]


def findings_of_interpretation(
    booths: list[Assignment], copy: Mapping[str, WorkingSlot], *, zone: ZoneInfo
) -> tuple[InterpretationFinding, ...]:
    """Find what breaks the limits of interpreters in the working copy; interpreters are named by their numbers."""
    turns = []
    for one in booths:
        slot = copy.get(one.slot)
        if slot is None or not slot.is_in:
            continue
        starts, ends = slot.starts_at, slot.ends_at
        if starts and ends and starts < ends:
            turns.append(
                Turn(
                    interpreter=str(one.interpreter),
                    slot=one.slot,
                    source=one.source,
                    target=one.target,
                    starts=starts,
                    ends=ends,
                    is_remote=one.is_remote,
                )
            )
    return interpretation_findings(turns, zone=zone)
