"""What pages read about the business of a session."""

from comitia.proceedings.queries.decisions import (
    DecisionRow,
    TaskRow,
    decision_row,
    decision_rows,
    has_decisions,
    register,
    task_rows,
)

__all__ = ["DecisionRow", "TaskRow", "decision_row", "decision_rows", "has_decisions", "register", "task_rows"]
