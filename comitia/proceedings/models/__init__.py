from comitia.proceedings.models.agenda import Agenda, AgendaItem
from comitia.proceedings.models.floor import SpeakersList, Speech

__all__ = ["Agenda", "AgendaItem", "SpeakersList", "Speech"]
