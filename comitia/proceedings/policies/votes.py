"""When a question on an item is put to the vote, and when a vote makes a decision."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from comitia.core.governance.motions import MotionAct
from comitia.platform.answers import Allowed, Answer, Refused
from comitia.proceedings.models import AgendaItem, Motion
from comitia.proceedings.policies.motions import may_do_to_motion
from comitia.voting.models import Ballot
from comitia.voting.policies import may_be_repeated


def may_ask_on(item: AgendaItem | None) -> Answer:
    """Answer for a question on an item: it is under discussion."""
    if item is None or item.state != AgendaItem.State.CALLED:
        return Refused("no_item_called", _("No item is under discussion. Call the one that the question is about."))
    return Allowed()


def may_put_motion(motion: Motion, earlier: Sequence[Ballot], *, is_ruled: bool, called: AgendaItem | None) -> Answer:
    """Answer for a vote on a motion, `earlier` being those on it that were not repeated, the latest first.

    `is_ruled`: under the rules the chair rules on it and nobody votes. A text is voted on while its item is `called`.
    """
    if is_ruled:
        return Refused("chair_rules", _("The rules let the chair rule on this, without a vote. Settle it by a ruling."))
    if motion.item_id is not None and (called is None or called.pk != motion.item_id):
        return Refused("item_not_called", _("The item of this motion is not under discussion. Call it first."))
    if motion.state != Motion.State.VOTING:
        return may_do_to_motion(motion, MotionAct.PUT)
    return may_be_repeated(earlier[0]) if earlier else Allowed()


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
