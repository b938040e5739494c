from comitia.proceedings.models.agenda import Agenda, AgendaItem
from comitia.proceedings.models.decisions import Decision, Report, Task
from comitia.proceedings.models.floor import SpeakersList, Speech
from comitia.proceedings.models.motions import Amendment, Motion, MotionVersion, Seconding
from comitia.proceedings.models.statements import Statement

__all__ = [
    "Agenda",
    "AgendaItem",
    "Amendment",
    "Decision",
    "Motion",
    "MotionVersion",
    "Report",
    "Seconding",
    "SpeakersList",
    "Speech",
    "Statement",
    "Task",
]
