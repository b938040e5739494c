"""When a question on an item is put to the vote, and when a vote makes a decision."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from comitia.platform.answers import Allowed, Answer, Refused
from comitia.proceedings.models import AgendaItem
from comitia.voting.models import Ballot


def may_ask_on(item: AgendaItem | None) -> Answer:
    """Answer for a question on an item: it is under discussion."""
    if item is None or item.state != AgendaItem.State.CALLED:
        return Refused("no_item_called", _("No item is under discussion. Call the one that the question is about."))
    return Allowed()


def may_decide_by(ballot: Ballot | None, *, is_on_record: bool) -> Answer:
    """Answer for putting on record what a ballot decided: it was carried and declared, and is not on record yet."""
    if ballot is None or ballot.state != Ballot.State.DECLARED:
        return Refused("not_declared", _("No result is declared that could be put on record. Declare it first."))
    if is_on_record:
        return Refused(
            "ballot_decided", _("What this vote decided is on record already. Look at the register of decisions.")
        )
    if not any(outcome["carried"] for _option, outcome in ballot.outcome):
        return Refused("not_carried", _("The question was not carried, so there is no decision to put on record."))
    return Allowed()
