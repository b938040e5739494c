"""Acts on the business of a session."""

from comitia.proceedings.actions.decisions import take_decision
from comitia.proceedings.actions.tasks import bring_overdue_to_agenda, cancel_task, give_task, report_progress

__all__ = ["bring_overdue_to_agenda", "cancel_task", "give_task", "report_progress", "take_decision"]
