"""The secretariat keeps who interprets, and in which sessions; what breaks the limits of their work is shown, not refused."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comitia.journal.actions import record
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse
from comitia.platform.edits import changes_since
from comitia.programme.actions.keeping import lock_meeting, meeting_to_keep
from comitia.programme.models import Interpreter, InterpreterAssignment, Slot
from comitia.programme.queries.interpretation import record_of_interpreter


@transaction.atomic
def save_interpreter(
    meeting: str,
    number: int | None,
    *,
    name: str,
    languages: Collection[str],
    is_remote: bool,
    by: Actor,
    at: datetime,
    seen: str | None = None,
) -> Interpreter:
    """Make an interpreter of a meeting (no number), or change one; refused if somebody else has changed it since it was `seen`."""
    found = lock_meeting(meeting, by=by)
    name = " ".join(name.split())
    if not name:
        refuse("no_name", _("The interpreter has no name. Write one."))
    if Interpreter.objects.filter(meeting=found, name=name).exclude(pk=number or 0).exists():
        refuse("name_taken", _("There is an interpreter of this name already. Change that one, or add a second name."))
    wanted = {"name": name, "languages": sorted(set(languages)), "is_remote": is_remote}
    if number is None:
        one = Interpreter.objects.create(meeting=found, **wanted)
    else:
        one = _interpreter(meeting, number)
        changes_since(record_of_interpreter(one), wanted, seen=seen)
        Interpreter.objects.filter(pk=one.pk).update(**wanted)
    facts = {"new": number is None, "languages": wanted["languages"], "is_remote": is_remote}
    record("save_interpreter", f"interpreter:{meeting}/{one.pk}", by=by, at=at, facts=facts, particulars={"name": name})
    return one


@transaction.atomic
def assign_interpreter(
    meeting: str, slug: str, *, interpreter: int, source: str, target: str, by: Actor, at: datetime, turn: int = 1
) -> InterpreterAssignment:
    """Put an interpreter into the booth of a session, from one language into another; again: change the turn."""
    found = meeting_to_keep(meeting, by=by)
    one = _interpreter(meeting, interpreter)
    slot = Slot.objects.filter(meeting=found, slug=slug).first()
    if slot is None:
        refuse("unknown_slot", _("There is no such session in this programme. Choose one from the programme."))
    if source == target:
        refuse("one_language", _("Choose two different languages."))
    assignment, _is_new = InterpreterAssignment.objects.update_or_create(
        interpreter=one, slot=slot, source_language=source, target_language=target, defaults={"turn": turn}
    )
    facts = {"interpreter": one.pk, "source": source, "target": target, "turn": turn}
    record("assign_interpreter", f"slot:{meeting}/{slug}", by=by, at=at, facts=facts)
    return assignment


@transaction.atomic
def end_assignment(meeting: str, number: int, *, by: Actor, at: datetime) -> None:
    """Take an interpreter out of a booth."""
    found = meeting_to_keep(meeting, by=by)
    one = InterpreterAssignment.objects.filter(slot__meeting=found, pk=number).select_related("slot").first()
    if one is None:
        return
    facts = {"interpreter": one.interpreter_id, "source": one.source_language, "target": one.target_language}
    record("end_assignment", f"slot:{meeting}/{one.slot.slug}", by=by, at=at, facts=facts)
    one.delete()


def _interpreter(meeting: str, number: int) -> Interpreter:
    one = Interpreter.objects.select_for_update().filter(meeting__slug=meeting, pk=number).first()
    if one is None:
        refuse("unknown_interpreter", _("There is no such interpreter at this meeting. Add the interpreter first."))
    return one
