from comitia.proceedings.models.agenda import AgendaItem

__all__ = ["AgendaItem"]
