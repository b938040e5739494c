"""Acts on a programme: the secretariat keeps and releases it, a person keeps an agenda of it."""

from comitia.programme.actions.agenda import bookmark_slot, drop_bookmark, forget_person, replace_calendar_address
from comitia.programme.actions.drafting import (
    add_slot,
    drop_slot,
    move_slot,
    name_speaker,
    put_slot_back,
    save_slot,
)
from comitia.programme.actions.importing import apply_slots, plan_slots
from comitia.programme.actions.interpreting import assign_interpreter, end_assignment, save_interpreter
from comitia.programme.actions.keeping import add_room, add_speaker, save_room, save_speaker
from comitia.programme.actions.releasing import release_programme, restore_release
from comitia.programme.actions.sign_ups import follow_registration, give_place_back, sign_up

__all__ = [
    "add_room",
    "add_slot",
    "add_speaker",
    "apply_slots",
    "assign_interpreter",
    "bookmark_slot",
    "drop_bookmark",
    "drop_slot",
    "end_assignment",
    "follow_registration",
    "forget_person",
    "give_place_back",
    "move_slot",
    "name_speaker",
    "plan_slots",
    "put_slot_back",
    "release_programme",
    "replace_calendar_address",
    "restore_release",
    "save_interpreter",
    "save_room",
    "save_slot",
    "save_speaker",
    "sign_up",
]
