"""Follows decisions up: tasks with owner and day, their progress, and what is overdue back on the agenda."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.core.governance.follow_up import DONE, RefusalCode, refusal_of_report
from comitia.core.governance.follow_up import Task as TaskRule
from comitia.journal.actions import record
from comitia.meetings.models import Meeting
from comitia.members.models import Member
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.platform.texts import ORIGINAL
from comitia.proceedings.actions.agenda import locked_agenda, renumber, tell, write_items
from comitia.proceedings.models import AgendaItem, Decision, Report, Task
from comitia.proceedings.policies import may_keep_tasks

LONGEST_TITLE: Final = 200


@transaction.atomic
def give_task(decision: UUID, values: Mapping[str, Any], *, by: Actor, at: datetime) -> Task:
    """Say who does what until when because of a decision: `text`, `owner` (slug of a member) or `owner_as_written`, `due_on`."""
    require(may_keep_tasks(by))
    found = Decision.objects.select_for_update().filter(reference=decision).first()
    if found is None:
        refuse("decision_gone", _("There is no such decision. Choose one from the register."))
    text = str(values.get("text", "")).strip()
    if not text:
        refuse("task_without_text", _("Write what is to be done."))
    owner = Member.objects.filter(slug=values.get("owner") or "").first()
    written = str(values.get("owner_as_written", "")).strip()
    if owner is None and not written:
        refuse("task_without_owner", _("Say who does it: choose a member, or write who it is."))
    task = Task.objects.create(
        decision=found,
        text=text,
        owner=owner,
        owner_as_written="" if owner else written,
        due_on=values.get("due_on"),
        created_at=at,
    )
    due = task.due_on.isoformat() if task.due_on else None
    facts = {"decision": found.label, "owner": owner.slug if owner else None, "due_on": due}
    record("give_task", subject_of(task), by=by, at=at, facts=facts)
    return task


@transaction.atomic
def report_progress(task: UUID, progress: int, *, note: str, by: Actor, at: datetime) -> Task:
    """Report how far a task has come, from 0 to 100."""
    require(may_keep_tasks(by))
    found = _locked(task)
    code = refusal_of_report(_rule(found), progress)
    if code == RefusalCode.ENDED:
        refuse("task_ended", _("The task has ended already. Give a new one if more is to be done."))
    if code == RefusalCode.OUT_OF_RANGE:
        refuse("progress_out_of_range", _("Progress is a number from 0 to 100."))
    found.progress = progress
    found.save(update_fields=["progress"])
    Report.objects.create(task=found, progress=progress, note=note.strip(), made_at=at, made_by=by.person)
    record("report_progress", subject_of(found), by=by, at=at, facts={"progress": progress})
    return found


@transaction.atomic
def cancel_task(task: UUID, *, decision: UUID, by: Actor, at: datetime) -> Task:
    """Drop a task because another decision says so."""
    require(may_keep_tasks(by))
    found = _locked(task)
    if found.cancelled_by_id is not None or found.progress == DONE:
        refuse("task_ended", _("The task has ended already. Give a new one if more is to be done."))
    cancelling = Decision.objects.filter(reference=decision).first()
    earliest = found.decision.taken_at
    if cancelling is None or cancelling.pk == found.decision_id or cancelling.taken_at < earliest:
        refuse("cancelled_by_decision", _("A task is dropped by a later decision. Choose it from the register."))
    found.cancelled_by = cancelling
    found.save(update_fields=["cancelled_by"])
    record("cancel_task", subject_of(found), by=by, at=at, facts={"decision": cancelling.label})
    return found


@transaction.atomic
def bring_overdue_to_agenda(
    meeting: Meeting, *, titles: Mapping[str, str], on: date, by: Actor, at: datetime
) -> AgendaItem | None:
    """Put what is overdue on the provisional agenda, as one item with the tasks under it; None if nothing is.

    A task that is on an agenda already is not put there again.
    """
    require(may_keep_tasks(by))
    agenda = locked_agenda(meeting.pk, by=by)
    overdue = list(
        Task.objects.select_for_update(of=("self",))
        .filter(decision__meeting__organ=agenda.meeting.organ, due_on__lt=on, cancelled_by=None, brought_to=None)
        .exclude(progress=DONE)
        .select_related("decision")
        .order_by("due_on", "pk")
    )
    if not overdue:
        return None
    discuss = {"business": AgendaItem.Business.DISCUSS}
    [item] = write_items(agenda, [({"titles": dict(titles), **discuss}, None)])
    for task in overdue:
        said = {"titles": {ORIGINAL: f"{task.decision.label}: {task.text}"[:LONGEST_TITLE]}, **discuss}
        write_items(agenda, [({**said, "is_closed": task.decision.is_closed}, item.reference)])
    renumber(agenda)
    Task.objects.filter(pk__in=[task.pk for task in overdue]).update(brought_to=item)
    record("bring_overdue", f"agenda:{agenda.meeting.slug}", by=by, at=at, facts={"tasks": len(overdue)})
    tell(agenda)
    return item


def subject_of(task: Task) -> str:
    """Name a task for the journal."""
    return f"task:{task.reference}"


def _locked(reference: UUID) -> Task:
    found = Task.objects.select_for_update(of=("self",)).select_related("decision").filter(reference=reference).first()
    if found is None:
        refuse("task_gone", _("There is no such task. Load the page again."))
    return found


def _rule(task: Task) -> TaskRule:
    return TaskRule(due_on=task.due_on, progress=task.progress, is_cancelled=task.cancelled_by_id is not None)
