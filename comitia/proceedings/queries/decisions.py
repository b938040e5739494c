"""The register of decisions and what became of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.translation import pgettext_lazy

from comitia.core.governance.follow_up import DONE, TaskState
from comitia.core.governance.follow_up import Task as TaskRule
from comitia.meetings.models import Meeting
from comitia.meetings.queries import meeting_name
from comitia.members.queries import shown_name
from comitia.platform.texts import Text, text_in
from comitia.proceedings.models import Decision, Report, Task
from comitia.proceedings.queries.agenda import is_closed

# What a task's state is called, and the kind of tag it gets
TASK_STATES: Final[Mapping[TaskState, tuple[Any, str]]] = {
    TaskState.OPEN: (pgettext_lazy("state of a task", "Not begun"), ""),
    TaskState.IN_PROGRESS: (pgettext_lazy("state of a task", "In progress"), ""),
    TaskState.OVERDUE: (pgettext_lazy("state of a task", "Overdue"), "wait"),
    TaskState.DONE: (pgettext_lazy("state of a task", "Done"), "ok"),
    TaskState.CANCELLED: (pgettext_lazy("state of a task", "Dropped"), ""),
}
# As deep as agendas go, so that asking whether an item is closed costs nothing
ABOVE: Final = "item__parent__parent__parent"


@dataclass(frozen=True, slots=True)
class Cited:
    """Another decision, as it is cited."""

    label: str
    meeting: str
    reference: UUID

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True, slots=True)
class ReportRow:
    """How far a task had come, as it was reported."""

    progress: int
    note: str
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """A task as a page shows it."""

    reference: UUID
    text: str
    owner: str
    due_on: date | None
    progress: int
    state: TaskState
    decision: Cited
    cancelled_by: Cited | None


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
    meeting_name: str
    zone: str
    taken_at: datetime
    in_force_from: date
    is_closed: bool
    ballot: UUID | None
    entry: int
    supersedes: Cited | None
    superseded_by: tuple[Cited, ...]
    tasks: tuple[TaskRow, ...]


def register(*, meeting: str = "", with_closed: bool) -> QuerySet[Decision]:
    """Give the decisions, the newest first, of one meeting only if it is named; of closed sittings `with_closed`."""
    found = Decision.objects.select_related("meeting", "item", "entry", "supersedes__meeting", ABOVE).order_by(
        "-taken_at", "-number"
    )
    if meeting:
        found = found.filter(meeting__slug=meeting)
    return found if with_closed else found.filter(is_closed=False)


def to_follow_up(decisions: QuerySet[Decision], *, on: date, overdue: bool = False) -> QuerySet[Decision]:
    """Leave those with tasks that are not over, or whose day is past."""
    tasks = Task.objects.filter(cancelled_by=None, progress__lt=DONE)
    if overdue:
        tasks = tasks.filter(due_on__lt=on)
    return decisions.filter(pk__in=tasks.values("decision"))


def to_bring(meeting: int, *, on: date) -> int:
    """Count the overdue tasks of a meeting's organ that are on no agenda yet."""
    found = Task.objects.filter(cancelled_by=None, progress__lt=DONE, due_on__lt=on, brought_to=None)
    return found.filter(decision__meeting__organ__meetings=meeting).count()


def meetings_with_decisions() -> list[tuple[str, str]]:
    """List slug and name of the meetings that decided something, the latest first; for the secretariat."""
    found = Meeting.objects.filter(decisions__isnull=False).distinct().order_by("-year", "-starts_on")
    return [(one.slug, str(meeting_name(one.kind, one.year))) for one in found]


def later_than(decision: UUID) -> list[tuple[str, str]]:
    """List reference and label of the decisions that can drop a task of this one, the newest first."""
    since = Decision.objects.filter(reference=decision).values("taken_at")[:1]
    found = Decision.objects.filter(taken_at__gte=since).exclude(reference=decision).order_by("-taken_at", "-number")
    return [(str(reference), label) for reference, label in found.values_list("reference", "label")]


def reports_on(decision: UUID) -> dict[UUID, list[ReportRow]]:
    """Give what was reported on each task of a decision, the newest first; for the secretariat."""
    found: dict[UUID, list[ReportRow]] = defaultdict(list)
    reports = Report.objects.filter(task__decision__reference=decision).select_related("task")
    for one in reports.order_by("-made_at", "-pk"):
        found[one.task.reference].append(ReportRow(one.progress, one.note, one.made_at))
    return found


def decision_of_task(task: UUID) -> UUID | None:
    """Give the decision that a task follows from."""
    return Task.objects.filter(reference=task).values_list("decision__reference", flat=True).first()


def decision_rows(decisions: Iterable[Decision], language: str, *, with_closed: bool, on: date) -> list[DecisionRow]:
    """Lay out decisions with their tasks and what superseded them: two statements.

    Not even the number of a decision of a closed sitting is shown unless `with_closed`.
    """
    listed = list(decisions)
    shown = Decision.objects.select_related("meeting")
    if not with_closed:
        shown = shown.filter(is_closed=False)
    later: dict[int, list[Cited]] = defaultdict(list)
    for following in shown.filter(supersedes__in=[one.pk for one in listed]).order_by("taken_at"):
        later[following.supersedes_id or 0].append(_cited(following))
    tasks: dict[int, list[TaskRow]] = defaultdict(list)
    for task in _tasks().filter(decision__in=[one.pk for one in listed]):
        tasks[task.decision_id].append(_task_row(task, language, with_closed=with_closed, on=on))
    return [
        DecisionRow(
            reference=one.reference,
            label=one.label,
            text=text_in(one.texts, language),
            means=one.get_means_display(),
            item=one.item.number if one.item else "",
            item_title=text_in(
                one.item.titles if one.item and (with_closed or not is_closed(one.item)) else {}, language
            ),
            meeting=one.meeting.slug,
            meeting_name=str(meeting_name(one.meeting.kind, one.meeting.year)),
            zone=one.meeting.zone or "UTC",
            taken_at=one.taken_at,
            in_force_from=one.in_force_from,
            is_closed=one.is_closed,
            ballot=one.ballot,
            entry=one.entry.number,
            supersedes=_cited(one.supersedes)
            if one.supersedes and (with_closed or not one.supersedes.is_closed)
            else None,
            superseded_by=tuple(later[one.pk]),
            tasks=tuple(tasks[one.pk]),
        )
        for one in listed
    ]


def decision_row(reference: UUID, language: str, *, with_closed: bool, on: date) -> DecisionRow | None:
    """Give one decision as its page shows it, None if there is none that the reader may see."""
    found = register(with_closed=with_closed).filter(reference=reference)
    return next(iter(decision_rows(found, language, with_closed=with_closed, on=on)), None)


def has_decisions(meeting: str) -> bool:
    """Say whether everybody may read decisions of a meeting."""
    return register(meeting=meeting, with_closed=False).exists()


def task_rows(language: str, *, on: date, state: str = "") -> list[TaskRow]:
    """Give all tasks, the most urgent first, or those in a state only; for the secretariat."""
    rows = [_task_row(task, language, with_closed=True, on=on) for task in _tasks()]
    return [row for row in rows if not state or row.state == state]


def _tasks() -> QuerySet[Task]:
    found = Task.objects.select_related("decision__meeting", "owner", "cancelled_by__meeting")
    return found.order_by(F("due_on").asc(nulls_last=True), "pk")


def _task_row(task: Task, language: str, *, with_closed: bool, on: date) -> TaskRow:
    rule = TaskRule(due_on=task.due_on, progress=task.progress, is_cancelled=task.cancelled_by_id is not None)
    cancelling = task.cancelled_by
    return TaskRow(
        reference=task.reference,
        text=task.text,
        owner=shown_name(task.owner, language) if task.owner else task.owner_as_written,
        due_on=task.due_on,
        progress=task.progress,
        state=rule.state(at=on),
        decision=_cited(task.decision),
        cancelled_by=_cited(cancelling) if cancelling and (with_closed or not cancelling.is_closed) else None,
    )


def _cited(decision: Decision) -> Cited:
    return Cited(decision.label, decision.meeting.slug, decision.reference)
