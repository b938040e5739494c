from comitia.proceedings.models.agenda import Agenda, AgendaItem
from comitia.proceedings.models.convocations import Addressee, Convocation, Notice
from comitia.proceedings.models.decisions import Decision, Report, Task
from comitia.proceedings.models.floor import SpeakersList, Speech
from comitia.proceedings.models.minutes import Corrigendum, Minutes, MinutesCorrection, MinutesText, Slot
from comitia.proceedings.models.motions import Amendment, Motion, MotionVersion, Seconding
from comitia.proceedings.models.papers import ItemPaper
from comitia.proceedings.models.statements import Statement

__all__ = [
    "Addressee",
    "Agenda",
    "AgendaItem",
    "Amendment",
    "Convocation",
    "Corrigendum",
    "Decision",
    "ItemPaper",
    "Minutes",
    "MinutesCorrection",
    "MinutesText",
    "Motion",
    "MotionVersion",
    "Notice",
    "Report",
    "Seconding",
    "Slot",
    "SpeakersList",
    "Speech",
    "Statement",
    "Task",
]
