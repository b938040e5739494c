from comitia.proceedings.models.agenda import Agenda, AgendaItem
from comitia.proceedings.models.decisions import Decision, Report, Task
from comitia.proceedings.models.floor import SpeakersList, Speech

__all__ = ["Agenda", "AgendaItem", "Decision", "Report", "SpeakersList", "Speech", "Task"]
