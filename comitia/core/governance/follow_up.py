"""What becomes of a task that a decision gave to somebody.

Source of the rules: the practice of executive committees and of Decidim's accountability: a decision names who carries
it out and until when, progress is reported in hundredths, and what is overdue comes back to the committee. A task ends
by being done, or by another decision; nobody drops it silently.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

DONE: Final = 100


class TaskState(StrEnum):
    """How far a task has come."""

    OPEN = "open"
    IN_PROGRESS = "in progress"
    OVERDUE = "overdue"
    DONE = "done"
    CANCELLED = "cancelled"


class RefusalCode(StrEnum):
    """Why progress cannot be reported."""

    ENDED = "ended"
    OUT_OF_RANGE = "out of range"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something to be done until the end of a day (if one is set), with its progress from 0 to 100."""

    due_on: date | None
    progress: int
    is_cancelled: bool = False

    def state(self, *, at: date) -> TaskState:
        """Say how far the task has come at a day; it is overdue from the day after it is due."""
        if self.is_cancelled:
            return TaskState.CANCELLED
        if self.progress == DONE:
            return TaskState.DONE
        if self.due_on is not None and self.due_on < at:
            return TaskState.OVERDUE
        return TaskState.IN_PROGRESS if self.progress else TaskState.OPEN


def refusal_of_report(task: Task, progress: int) -> RefusalCode | None:
    """Say why this progress cannot be reported: the task has ended, or it is no number from 0 to 100; None if it can.

    Progress may go back: work that proves undone is reported as such.
    """
    if task.is_cancelled or task.progress == DONE:
        return RefusalCode.ENDED
    return None if 0 <= progress <= DONE else RefusalCode.OUT_OF_RANGE


def decision_series(organ_code: str, year: int) -> str:
    """Write what stands before the number of every decision of an organ in a year: EC/2020/ for EC/2020/7."""
    initials = "".join(word[0].upper() for word in organ_code.split("-") if word)
    return f"{initials}/{year}/"
