"""Who may do what with the business of a session."""

from comitia.proceedings.policies.decisions import may_keep_tasks, may_take_decision

__all__ = ["may_keep_tasks", "may_take_decision"]
