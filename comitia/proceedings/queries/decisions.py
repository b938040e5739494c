"""The register of decisions and what became of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from comitia.core.governance.follow_up import Task as TaskRule
from comitia.core.governance.follow_up import TaskState
from comitia.members.queries import shown_name
from comitia.platform.texts import Text, text_in
from comitia.proceedings.models import Decision, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """A task as a page shows it."""

    reference: UUID
    text: str
    owner: str
    due_on: date | None
    progress: int
    state: TaskState
    decision: str
    cancelled_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    """A decision as a page shows it; `means` in words of the language in force."""

    reference: UUID
    label: str
    text: Text
    means: Any
    item: str
    item_title: Text
    meeting: str
    taken_at: datetime
    in_force_from: date
    is_closed: bool
    ballot: UUID | None
    supersedes: str
    superseded_by: tuple[str, ...]
    tasks: tuple[TaskRow, ...]


def register(*, meeting: str = "", with_closed: bool) -> QuerySet[Decision]:
    """Give the decisions, the newest first; of closed sittings only `with_closed`."""
    found = Decision.objects.select_related("meeting", "item", "supersedes").order_by("-taken_at", "-number")
    if meeting:
        found = found.filter(meeting__slug=meeting)
    return found if with_closed else found.filter(is_closed=False)


def decision_rows(decisions: Iterable[Decision], language: str, *, on: date) -> list[DecisionRow]:
    """Lay out decisions with their tasks and what superseded them: two statements."""
    listed = list(decisions)
    later: dict[int, list[str]] = defaultdict(list)
    for following in Decision.objects.filter(supersedes__in=[one.pk for one in listed]).order_by("taken_at"):
        later[following.supersedes_id or 0].append(following.label)
    tasks: dict[int, list[TaskRow]] = defaultdict(list)
    for task in _tasks().filter(decision__in=[one.pk for one in listed]):
        tasks[task.decision_id].append(_task_row(task, language, on=on))
    return [
        DecisionRow(
            reference=one.reference,
            label=one.label,
            text=text_in(one.texts, language),
            means=one.get_means_display(),
            item=one.item.number if one.item else "",
            item_title=text_in(one.item.titles if one.item else {}, language),
            meeting=one.meeting.slug,
            taken_at=one.taken_at,
            in_force_from=one.in_force_from,
            is_closed=one.is_closed,
            ballot=one.ballot,
            supersedes=one.supersedes.label if one.supersedes else "",
            superseded_by=tuple(later[one.pk]),
            tasks=tuple(tasks[one.pk]),
        )
        for one in listed
    ]


def decision_row(reference: UUID, language: str, *, with_closed: bool, on: date) -> DecisionRow | None:
    """Give one decision as its page shows it, None if there is none that the reader may see."""
    return next(
        iter(decision_rows(register(with_closed=with_closed).filter(reference=reference), language, on=on)), None
    )


def task_rows(language: str, *, on: date, state: str = "") -> list[TaskRow]:
    """Give all tasks, the most urgent first, or those in a state only."""
    rows = [_task_row(task, language, on=on) for task in _tasks()]
    return [row for row in rows if not state or row.state == state]


def _tasks() -> QuerySet[Task]:
    return Task.objects.select_related("decision", "owner", "cancelled_by").order_by("due_on", "pk")


def _task_row(task: Task, language: str, *, on: date) -> TaskRow:
    rule = TaskRule(due_on=task.due_on, progress=task.progress, is_cancelled=task.cancelled_by_id is not None)
    return TaskRow(
        reference=task.reference,
        text=task.text,
        owner=shown_name(task.owner, language) if task.owner else task.owner_as_written,
        due_on=task.due_on,
        progress=task.progress,
        state=rule.state(at=on),
        decision=task.decision.label,
        cancelled_by=task.cancelled_by.label if task.cancelled_by else "",
    )
