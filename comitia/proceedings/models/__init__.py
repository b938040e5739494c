from comitia.proceedings.models.agenda import AgendaItem
from comitia.proceedings.models.motions import Amendment, Motion, MotionVersion, Seconding

__all__ = ["AgendaItem", "Amendment", "Motion", "MotionVersion", "Seconding"]
