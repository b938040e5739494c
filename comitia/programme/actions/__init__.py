"""Acts on a programme: the secretariat keeps it, a person keeps an agenda of it."""

from comitia.programme.actions.agenda import bookmark_slot, drop_bookmark, forget_person, replace_calendar_address
from comitia.programme.actions.importing import apply_slots, plan_slots
from comitia.programme.actions.keeping import move_slot, name_speaker, save_room, save_slot, save_speaker

__all__ = [
    "apply_slots",
    "bookmark_slot",
    "drop_bookmark",
    "forget_person",
    "move_slot",
    "name_speaker",
    "plan_slots",
    "replace_calendar_address",
    "save_room",
    "save_slot",
    "save_speaker",
]
