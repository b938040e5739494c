from comitia.proceedings.models.agenda import AgendaItem
from comitia.proceedings.models.decisions import Decision, Report, Task

__all__ = ["AgendaItem", "Decision", "Report", "Task"]
