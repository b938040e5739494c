"""What a reader may do with motions and amendments now, each act with the reason why not."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from comitia.core.governance.motions import AmendmentAct, AmendmentState, MotionAct, amendment_after
from comitia.core.governance.precedence import Answer as InOrderAnswer
from comitia.core.governance.precedence import InOrder, offered
from comitia.meetings.models import Meeting
from comitia.meetings.queries import sitting_now
from comitia.platform.answers import Allowed, Answer
from comitia.proceedings.models import AgendaItem, Amendment, Motion, Seconding
from comitia.proceedings.policies.agenda import OVER, may_do_business
from comitia.proceedings.policies.motions import (
    NOT_THE_MOVER,
    may_be_amended,
    may_do_to_amendment,
    may_do_to_motion,
    may_second,
    may_withdraw,
    why_out_of_order,
)
from comitia.proceedings.policies.movers import Mover, may_move
from comitia.proceedings.queries.agenda import closed_items
from comitia.proceedings.queries.floor import is_held_by_others
from comitia.proceedings.queries.motion_words import PROCEDURAL, procedural_name
from comitia.proceedings.queries.motions import AmendmentRow, MotionPage, pending_procedural
from comitia.proceedings.queries.movers import Reader
from comitia.proceedings.queries.rules import procedural_motions_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Acts:
    """What a member's speaker may do; `is_delegate` says whether they are in a delegation at all."""

    is_delegate: bool
    second: Answer
    withdraw: Answer
    amend: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentActs:
    """What a member's speaker may do with an amendment."""

    second: Answer
    withdraw: Answer
    accept: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A motion on the conduct of the sitting, and whether it is in order."""

    type: str
    name: str
    answer: Answer


def may_submit(reader: Reader) -> Answer:
    """Answer for submitting a motion to a session."""
    return may_move(reader.mover)


def items_to_move_under(reader: Reader, meeting: Meeting) -> list[AgendaItem]:
    """Give the items of the agenda that a reader may see and under which texts can be moved, in their order."""
    return _seen_by(reader, meeting, AgendaItem.objects.filter(meeting=meeting).exclude(state__in=OVER))


def acts_on_motion(reader: Reader, page: MotionPage) -> Acts:
    """Say what a reader may do with a motion."""
    motion = page.motion
    mover = reader.mover
    answer = may_move(mover)
    if mover is None or not answer:
        return Acts(is_delegate=mover is not None, second=answer, withdraw=answer, amend=answer)
    member = mover.member.pk
    is_amended = page.number > 1 or any(one.state == AmendmentState.CARRIED for one in page.amendments)
    withdraw = may_withdraw(motion, member=member, is_amended=is_amended)
    return Acts(
        is_delegate=True,
        second=may_second(motion, member=member, has_seconded=_has_seconded(mover, motion=motion)),
        withdraw=withdraw and may_do_to_motion(motion, MotionAct.WITHDRAW),
        amend=may_be_amended(motion),
    )


def acts_on_amendment(reader: Reader, page: MotionPage, number: int) -> AmendmentActs:
    """Say what a reader may do with an amendment."""
    amendment = Amendment.objects.get(motion=page.motion, number=number)
    mover = reader.mover
    answer = may_move(mover)
    if mover is None or not answer:
        return AmendmentActs(second=answer, withdraw=answer, accept=answer)
    member = mover.member.pk
    withdraw = may_withdraw(amendment, member=member, is_amended=False)
    accept = may_be_amended(page.motion) and may_do_to_amendment(amendment, AmendmentAct.ACCEPT)
    return AmendmentActs(
        second=may_second(amendment, member=member, has_seconded=_has_seconded(mover, amendment=amendment)),
        withdraw=withdraw and may_do_to_amendment(amendment, AmendmentAct.WITHDRAW),
        accept=accept if page.motion.mover_id == member else NOT_THE_MOVER,
    )


def procedural_offered(reader: Reader, meeting: Meeting) -> list[Offered]:
    """Give the motions on the conduct of the sitting that the rules know, each with the answer whether it is in order."""
    table = procedural_motions_of(meeting)
    if not table:
        return []
    may = may_do_business(sitting_now(meeting.slug)) and may_move(reader.mover)
    pending = [one.procedural_type for one in pending_procedural(meeting.pk)]
    taken = reader.mover is not None and is_held_by_others(meeting, reader.mover.member)
    found = offered(pending, table, floor_is_taken=taken)
    return [
        Offered(type=one.type, name=procedural_name(one.type), answer=may and _worded(answer)) for one, answer in found
    ]


def consent_items(reader: Reader, meeting: Meeting) -> list[AgendaItem]:
    """Give what a reader may see of the consent agenda and can still be taken out."""
    waiting = [AgendaItem.State.PROVISIONAL, AgendaItem.State.ADOPTED]
    found = AgendaItem.objects.filter(meeting=meeting, business=AgendaItem.Business.CONSENT, state__in=waiting)
    return _seen_by(reader, meeting, found)


def _seen_by(reader: Reader, meeting: Meeting, found: QuerySet[AgendaItem]) -> list[AgendaItem]:
    issued = found.filter(meeting__agenda__issued_at__isnull=False)
    shown = found if reader.reads_all else issued.exclude(pk__in=closed_items(meeting))
    return list(shown.order_by("position", "pk"))


def _worded(answer: InOrderAnswer) -> Answer:
    return Allowed() if isinstance(answer, InOrder) else why_out_of_order(answer, PROCEDURAL)


def _has_seconded(mover: Mover, **of: Motion | Amendment) -> bool:
    return Seconding.objects.filter(member=mover.member, **of).exists()


def rulings_on_motion(motion: Motion) -> set[str]:
    """Name what the chair or the clerk can do with a motion in its state."""
    return {act.name.lower() for act in MotionAct if may_do_to_motion(motion, act)} - {"withdraw"}


def rulings_on_amendment(row: AmendmentRow) -> set[str]:
    """Name what the chair or the clerk can do with an amendment in its state."""
    state = AmendmentState(row.state)
    return {act.name.lower() for act in AmendmentAct if amendment_after(state, act)} & {
        "admit",
        "refuse",
        "carry",
        "lose",
    }
