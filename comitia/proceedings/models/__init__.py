from comitia.proceedings.models.agenda import Agenda, AgendaItem
from comitia.proceedings.models.decisions import Decision, Report, Task
from comitia.proceedings.models.floor import SpeakersList, Speech
from comitia.proceedings.models.minutes import Corrigendum, Minutes, MinutesCorrection, MinutesText, Slot
from comitia.proceedings.models.motions import Amendment, Motion, MotionVersion, Seconding

__all__ = [
    "Agenda",
    "AgendaItem",
    "Amendment",
    "Corrigendum",
    "Decision",
    "Minutes",
    "MinutesCorrection",
    "MinutesText",
    "Motion",
    "MotionVersion",
    "Report",
    "Seconding",
    "Slot",
    "SpeakersList",
    "Speech",
    "Task",
]
