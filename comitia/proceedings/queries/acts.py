"""What can be done now with an item or a speech, and why the rest cannot: one answer for each act."""

from __future__ import annotations

from collections.abc import Mapping

from comitia.core.governance.debate import SpeechAct
from comitia.meetings.models import Sitting
from comitia.meetings.policies import may_decide, may_preside
from comitia.platform.actors import Actor
from comitia.platform.answers import Answer
from comitia.proceedings.models import AgendaItem, Speech
from comitia.proceedings.policies.agenda import may_call, may_do_business, may_end, may_put_off, may_reopen
from comitia.proceedings.policies.floor import may_act_on, may_give, may_resume
from comitia.proceedings.queries.agenda import is_closed
from comitia.proceedings.queries.floor import HOLDS, Floor, SpeechRow

ITEM_ACTS = ("call", "conclude", "defer", "refer", "withdraw", "reopen")


def item_acts(item: AgendaItem, *, by: Actor, sitting: Sitting | None) -> Mapping[str, Answer]:
    """Answer for each act on an item in a sitting, for somebody who would lead it."""
    answer = may_do_business(sitting)
    if sitting is not None and answer:
        answer = may_preside(by, sitting)
    if sitting is None or not answer:
        return dict.fromkeys(ITEM_ACTS, answer)
    others = AgendaItem.objects.filter(meeting=item.meeting_id, state=AgendaItem.State.CALLED).exclude(pk=item.pk)
    taken = Speech.objects.filter(item=item, state__in=HOLDS).exists()
    return acts_in_session(item, sitting, called=others.first(), shut=is_closed(item), taken=taken)


def acts_in_session(
    item: AgendaItem, sitting: Sitting, *, called: AgendaItem | None, shut: bool, taken: bool
) -> Mapping[str, Answer]:
    """Answer for each act on an item in a sitting that is in session: no statement.

    `called` is the item under discussion, `shut` says that the item is closed, `taken` that somebody has its floor.
    """
    called = None if called is None or called.pk == item.pk else called
    put_off = may_put_off(item, floor_is_taken=taken)
    return {
        "call": may_call(item, sitting=sitting, called=called, is_closed=shut),
        "conclude": may_end(item, floor_is_taken=taken),
        "defer": put_off,
        "refer": put_off and may_decide(sitting),
        "withdraw": put_off,
        "reopen": may_reopen(item, sitting=sitting, called=called, is_closed=shut),
    }


def speech_acts(row: SpeechRow, floor: Floor, item: AgendaItem) -> Mapping[SpeechAct, Answer]:
    """Answer for each act on a speech in a sitting that is in session: no statement."""
    others = [one for one in (floor.speaking, *floor.paused) if one is not None and one.reference != row.reference]
    answers = {act: may_act_on(row, act) for act in SpeechAct}
    return answers | {
        SpeechAct.GIVE: may_give(row, item, holds=next(iter(others), None)),
        SpeechAct.RESUME: may_resume(row, somebody_speaks=floor.speaking is not None),
    }
