"""What may be done with a sitting as a whole, its business considered."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from comitia.meetings import policies as meetings
from comitia.meetings.models import Sitting
from comitia.platform.actors import Actor
from comitia.platform.answers import Allowed, Answer, Refused
from comitia.proceedings.models import AgendaItem
from comitia.voting.models import Ballot
from comitia.voting.policies import in_state

OVER: Final = (Ballot.State.CLOSED, Ballot.State.COUNTED, Ballot.State.DECLARED, Ballot.State.ANNULLED)


def may_adjourn_sitting(by: Actor, sitting: Sitting, *, ballot: Ballot | None) -> Answer:
    """Answer for ending a sitting before its business is done, `ballot` being the last one that was opened.

    A ballot that closes by itself may outlast its sitting; any other would be left open by it.
    """
    answer = meetings.may_end(by, sitting)
    if answer and ballot is not None and ballot.sitting_id == sitting.pk and ballot.closes_at is None:
        return in_state(ballot, *OVER)
    return answer


def may_close_sitting(by: Actor, sitting: Sitting, *, called: AgendaItem | None, ballot: Ballot | None) -> Answer:
    """Answer for ending a sitting whose business is done; `called` is the item under discussion."""
    answer = may_adjourn_sitting(by, sitting, ballot=ballot)
    if answer and called is not None:
        return Refused(
            "item_called", _("An item is under discussion. Conclude or defer it first, or adjourn the sitting.")
        )
    return answer


def may_sit_in_camera(by: Actor, sitting: Sitting) -> Answer:
    """Answer for closing the doors."""
    answer = meetings.may_close_doors(by, sitting)
    if answer and sitting.is_closed:
        return Refused("doors_closed_already", _("The sitting is in camera already."))
    return answer


def may_sit_in_public(by: Actor, sitting: Sitting, *, called_is_closed: bool) -> Answer:
    """Answer for opening the doors; `called_is_closed`: a closed item is under discussion."""
    answer = meetings.may_close_doors(by, sitting)
    if answer and not sitting.is_closed:
        return Refused("doors_open_already", _("The sitting is public already."))
    if answer and called_is_closed:
        return Refused(
            "closed_item_called", _("A closed item is under discussion. Conclude or defer it, then open the doors.")
        )
    return answer


def may_take_chair(*, is_here: bool) -> Answer:
    """Answer for giving the chair to somebody: who is at the sitting or has led it before."""
    if is_here:
        return Allowed()
    return Refused("not_present", _("This person is not at the sitting. Choose somebody who is there."))
