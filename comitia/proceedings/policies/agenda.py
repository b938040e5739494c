"""Who writes the agenda, and what may be done to an item in its state; every refusal says what to do next."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comitia.meetings.models import Sitting
from comitia.meetings.policies import may_decide
from comitia.meetings.policies.sittings import OUT_OF_TURN
from comitia.platform.actors import SECRETARIAT, Actor
from comitia.platform.answers import Allowed, Answer, Refused
from comitia.proceedings.models import Agenda, AgendaItem

ItemState = AgendaItem.State
OVER: Final = frozenset({ItemState.DECIDED, ItemState.NOTED, ItemState.REFERRED, ItemState.WITHDRAWN})
ADOPTED: Final = Refused(
    "agenda_adopted",
    _("The agenda is adopted, so its items stay as they are. Add an item with a waiver, defer one, or withdraw one."),
)


def may_keep_agenda(by: Actor) -> Answer:
    """Answer for writing the provisional agenda: the secretariat does."""
    if by.has_role(SECRETARIAT):
        return Allowed()
    return Refused("not_secretariat", _("The secretariat writes the agenda. Write to it if something should change."))


def may_rearrange(agenda: Agenda) -> Answer:
    """Answer for adding, changing, moving and removing items: until the agenda is adopted."""
    return ADOPTED if agenda.adopted_at else Allowed()


def may_decide_now(sitting: Sitting | None) -> Answer:
    """Answer for everything that decides: it needs a sitting in session, and a quorum."""
    answer = may_do_business(sitting)
    return may_decide(sitting) if answer and sitting is not None else answer


def may_adopt(agenda: Agenda, *, has_items: bool) -> Answer:
    """Answer for adopting the agenda in a sitting that is in session."""
    if agenda.adopted_at:
        return ADOPTED
    if not has_items:
        return Refused("agenda_empty", _("The agenda has no items yet. Add the first one at the desk."))
    return Allowed()


def may_remove(item: AgendaItem, *, has_parts: bool, is_in_use: bool) -> Answer:
    """Answer for taking an item off the provisional agenda; `is_in_use`: somebody moved or asked to speak under it."""
    if has_parts:
        return Refused("item_has_parts", _("Other items stand under this one. Move them out first, then remove it."))
    if is_in_use or item.state != ItemState.PROVISIONAL:
        return Refused("item_in_use", _("Something hangs on this item already. Withdraw it instead."))
    return Allowed()


def may_do_business(sitting: Sitting | None) -> Answer:
    """Answer for everything that needs a sitting in session."""
    if sitting is None:
        return Refused("no_sitting", _("The meeting has no sitting yet. The secretariat plans one first."))
    if sitting.state == Sitting.State.IN_SESSION:
        return Allowed()
    return Refused(f"sitting_{sitting.state}", OUT_OF_TURN[sitting.state])


def may_call(item: AgendaItem, *, sitting: Sitting, called: AgendaItem | None, is_closed: bool) -> Answer:
    """Answer for taking an item up, `called` being the one under discussion; a closed item waits for closed doors."""
    if item.state == ItemState.PROVISIONAL:
        return Refused(
            "not_adopted", _("The agenda is not adopted yet. Adopt it first, or add this item with a waiver.")
        )
    if item.state == ItemState.CALLED:
        return Refused("called_already", _("This item is under discussion already. Load the page again."))
    if item.state in OVER:
        return Refused("item_over", _("This item has been dealt with. Reopen it, with the reason, to come back to it."))
    return _may_begin(sitting, called, is_closed=is_closed)


def may_reopen(item: AgendaItem, *, sitting: Sitting, called: AgendaItem | None, is_closed: bool) -> Answer:
    """Answer for coming back to an item that was dealt with."""
    if item.state not in OVER:
        return Refused("item_not_over", _("This item has not been dealt with yet. Call it instead."))
    return _may_begin(sitting, called, is_closed=is_closed)


def may_end(item: AgendaItem, *, floor_is_taken: bool) -> Answer:
    """Answer for concluding an item."""
    if item.state != ItemState.CALLED:
        return Refused("not_called", _("This item is not under discussion. Call it first."))
    if floor_is_taken:
        return Refused("floor_taken", _("Somebody has the floor. End the speech first."))
    return Allowed()


def may_put_off(item: AgendaItem, *, floor_is_taken: bool) -> Answer:
    """Answer for deferring, referring or withdrawing an item of the adopted agenda, under discussion or not."""
    if item.state == ItemState.PROVISIONAL:
        return Refused("not_adopted", _("The agenda is provisional: change it, or take the item off it, at the desk."))
    if item.state in OVER:
        return Refused("item_over", _("This item has been dealt with. Reopen it, with the reason, to come back to it."))
    if item.state == ItemState.CALLED and floor_is_taken:
        return Refused("floor_taken", _("Somebody has the floor. End the speech first."))
    return Allowed()


def _may_begin(sitting: Sitting, called: AgendaItem | None, *, is_closed: bool) -> Answer:
    if called is not None:
        sentence = gettext("Item %(number)s is under discussion. Conclude or defer it first.")
        return Refused("other_item_called", sentence % {"number": called.number})
    if is_closed and not sitting.is_closed:
        return Refused("doors_open", _("This item is closed. Let the sitting go on in camera first, then call it."))
    return Allowed()
