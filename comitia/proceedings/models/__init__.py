from comitia.proceedings.models.agenda import Agenda, AgendaItem
from comitia.proceedings.models.convocations import Addressee, Convocation, Notice
from comitia.proceedings.models.decisions import Decision, Report, Task
from comitia.proceedings.models.floor import SpeakersList, Speech
from comitia.proceedings.models.motions import Amendment, Motion, MotionVersion, Seconding
from comitia.proceedings.models.papers import ItemPaper

__all__ = [
    "Addressee",
    "Agenda",
    "AgendaItem",
    "Amendment",
    "Convocation",
    "Decision",
    "ItemPaper",
    "Motion",
    "MotionVersion",
    "Notice",
    "Report",
    "Seconding",
    "SpeakersList",
    "Speech",
    "Task",
]
