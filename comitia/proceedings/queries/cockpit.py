"""The chair's next acts: all there are, each with the answer whether it can be done now and what is said with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from comitia.core.governance.debate import Klass, Policy, SpeechAct
from comitia.meetings import policies as meetings
from comitia.meetings.models import Meeting, Sitting
from comitia.platform.actors import Actor
from comitia.platform.answers import Answer, Refused
from comitia.proceedings.models import Agenda, AgendaItem
from comitia.proceedings.policies.agenda import may_adopt, may_decide_now, may_do_business
from comitia.proceedings.policies.floor import may_end_list, may_open_list
from comitia.proceedings.policies.sittings import (
    may_adjourn_sitting,
    may_close_sitting,
    may_sit_in_camera,
    may_sit_in_public,
    may_take_chair,
)
from comitia.proceedings.queries.acts import ITEM_ACTS, acts_in_session, speech_acts
from comitia.proceedings.queries.agenda import STATES, ItemRow
from comitia.proceedings.queries.chair import PresenceRow, presence_rows, who_may_take_chair
from comitia.proceedings.queries.chair_acts import Act, Block, Field, Group, reason
from comitia.proceedings.queries.cockpit_motions import motions_group
from comitia.proceedings.queries.cockpit_votes import decision_group, led_ballot, vote_group
from comitia.proceedings.queries.floor import KLASSES, POLICIES, Floor, SpeechRow
from comitia.proceedings.queries.room import Room
from comitia.voting.models import Ballot
from comitia.voting.queries.quorum import lacks_quorum


@dataclass(frozen=True, slots=True, kw_only=True)
class Cockpit:
    """What the chair can do in a session, and who is there."""

    groups: tuple[Group, ...]
    presences: Sequence[PresenceRow]


def why_not_led(sitting: Sitting, by: Actor) -> Refused | None:
    """Say why somebody does not lead a sitting; None if they do."""
    answer = meetings.may_preside(by, sitting)
    return answer if isinstance(answer, Refused) else None


def cockpit_of(sitting: Sitting, room: Room, by: Actor, *, language: str, at: datetime) -> Cockpit:
    """Lay out the acts in a sitting and its room for whoever leads it, in a constant number of statements."""
    items = _items(sitting.meeting)
    called = next((one for one in items.values() if one.state == AgendaItem.State.CALLED), None)
    shut = {row.reference for row in room.agenda.rows if row.is_closed} if room.agenda else set()
    ballot = led_ballot(sitting.meeting)
    groups = (
        Group(
            key="sitting",
            title=_("Sitting"),
            blocks=(
                _sitting_acts(sitting, by, called, ballot, shut=called is not None and called.reference in shut, at=at),
            ),
        ),
        _floor_group(room.floor, called, sitting),
        motions_group(sitting, called, by, language=language),
        vote_group(sitting, called, ballot, by, language=language),
        decision_group(sitting, called, ballot, by),
        _agenda_group(room, sitting, items, called, shut),
    )
    return Cockpit(groups=groups, presences=presence_rows(sitting, language))


def _items(meeting: Meeting) -> dict[UUID, AgendaItem]:
    """Give all items of a session, each with its session: one statement."""
    items = {one.reference: one for one in AgendaItem.objects.filter(meeting=meeting)}
    for one in items.values():
        one.meeting = meeting
    return items


def _sitting_acts(
    sitting: Sitting, by: Actor, called: AgendaItem | None, ballot: Ballot | None, *, shut: bool, at: datetime
) -> Block:
    about = sitting.reference
    heirs = [
        (str(key), f"{person.name} ({member.name})" if member else person.name)
        for key, (person, member) in who_may_take_chair(sitting).items()
    ]
    may_call = meetings.may_call_to_order(by, sitting)
    is_inquorate = bool(may_call) and lacks_quorum(sitting, at=at)
    heir = Field(name="to", label=_("Who presides from now on"), kind="choice", choices=heirs)
    acts = (
        Act(
            name="call_to_order",
            label=_("Call to order without a quorum") if is_inquorate else _("Call to order"),
            answer=may_call,
            about=about,
        ),
        Act(
            name="suspend",
            label=_("Suspend the sitting"),
            answer=meetings.may_suspend(by, sitting),
            about=about,
            fields=(reason(_("Why, and for how long")),),
        ),
        Act(name="resume", label=_("Resume the sitting"), answer=meetings.may_resume(by, sitting), about=about),
        Act(
            name="adjourn",
            label=_("Adjourn the sitting"),
            answer=may_adjourn_sitting(by, sitting, ballot=ballot),
            about=about,
            fields=(reason(_("Why the business goes on in another sitting")),),
        ),
        Act(
            name="close",
            label=_("Close the sitting"),
            answer=may_close_sitting(by, sitting, called=called, ballot=ballot),
            about=about,
        ),
        Act(name="in_camera", label=_("Sit in camera"), answer=may_sit_in_camera(by, sitting), about=about),
        Act(
            name="in_public",
            label=_("Sit in public"),
            answer=may_sit_in_public(by, sitting, called_is_closed=shut),
            about=about,
        ),
        Act(
            name="hand_over",
            label=_("Hand over the chair"),
            answer=meetings.may_hand_over_chair(by, sitting) and may_take_chair(is_here=bool(heirs)),
            about=about,
            fields=(heir,),
        ),
    )
    return Block(acts=acts)


def _agenda_group(
    room: Room, sitting: Sitting, items: Mapping[UUID, AgendaItem], called: AgendaItem | None, shut: set[UUID]
) -> Group:
    business = may_do_business(sitting)
    agenda = Agenda.objects.filter(meeting=sitting.meeting).first() or Agenda(meeting=sitting.meeting)
    adopting = Act(
        name="adopt_agenda",
        label=_("Adopt the agenda"),
        answer=business and may_decide_now(sitting) and may_adopt(agenda, has_items=bool(items)),
        about=sitting.reference,
    )
    taken = room.floor is not None and (room.floor.speaking is not None or bool(room.floor.paused))
    blocks = [Block(acts=(adopting,))] if agenda.adopted_at is None else []
    rows = room.agenda.rows if room.agenda and agenda.adopted_at else ()
    for row in rows:
        item = items[row.reference]
        answers: Mapping[str, Answer] = dict.fromkeys(ITEM_ACTS, business)
        if business:
            takes = taken and called is not None and called.pk == item.pk
            answers = acts_in_session(item, sitting, called=called, shut=row.reference in shut, taken=takes)
        blocks.append(_item_block(row, answers))
    return Group(key="agenda", title=_("Agenda"), blocks=tuple(blocks))


def _item_block(row: ItemRow, answers: Mapping[str, Answer]) -> Block:
    labels = {
        "call": (_("Call the item"), ()),
        "conclude": (_("Conclude the item"), ()),
        "defer": (_("Defer"), (reason(_("Why it is deferred")),)),
        "refer": (_("Refer"), (Field(name="to", label=_("To whom it is referred")),)),
        "withdraw": (_("Withdraw"), (reason(_("Who withdraws it, and why")),)),
        "reopen": (_("Reopen"), (reason(_("By whose decision it is reopened")),)),
    }
    acts = tuple(
        Act(
            name=f"{name}_item",
            label=label,
            answer=answers[name],
            about=row.reference,
            fields=fields,
        )
        for name, (label, fields) in labels.items()
    )
    is_called = row.state == AgendaItem.State.CALLED
    title = f"{row.number} {row.title}" if row.title else row.number
    return Block(acts=acts, title=title.strip(), note=str(STATES[row.state]), is_live=is_called, is_aside=not is_called)


def _floor_group(floor: Floor | None, called: AgendaItem | None, sitting: Sitting) -> Group:
    title = _("Speakers’ list")  # noqa: RUF001  an apostrophe as printers set it
    if floor is None or called is None:
        return Group(key="floor", title=title, blocks=(), note=_("No item is under discussion."))
    about, ending = called.reference, may_end_list(floor.state)
    policy = Field(
        name="policy",
        label=_("Order"),
        kind="choice",
        value=str(floor.policy),
        choices=[(str(one), POLICIES[one]) for one in Policy],
    )
    seconds = Field(
        name="seconds", label=_("Seconds for a member, if not as the rules say"), kind="number", is_optional=True
    )
    acts = (
        Act(
            name="open_list",
            label=_("Open the list anew") if floor.state else _("Open the list"),
            answer=may_open_list(called),
            about=about,
            fields=(policy, seconds),
        ),
        Act(name="announce_closing", label=_("Say that the list is about to close"), answer=ending, about=about),
        Act(name="close_list", label=_("Close the list"), answer=ending, about=about),
    )
    on_floor = (*((floor.speaking,) if floor.speaking else ()), *floor.paused, *floor.waiting)
    business = may_do_business(sitting)
    blocks = (Block(acts=acts), *(_speech_block(row, floor, called, business) for row in on_floor))
    return Group(key="floor", title=title, blocks=blocks)


def _speech_block(row: SpeechRow, floor: Floor, item: AgendaItem, business: Answer) -> Block:
    # Nobody is kept on the list because the sitting is interrupted
    answers = {
        act: answer if act is SpeechAct.LAPSE else business and answer
        for act, answer in speech_acts(row, floor, item).items()
    }
    more = Field(name="seconds", label=_("Seconds more"), kind="number", value="60")
    acts = (
        Act(name="give_floor", label=_("Give the floor"), answer=answers[SpeechAct.GIVE], about=row.reference),
        Act(name="pause_speech", label=_("Pause"), answer=answers[SpeechAct.PAUSE], about=row.reference),
        Act(name="resume_speech", label=_("Resume"), answer=answers[SpeechAct.RESUME], about=row.reference),
        Act(name="end_speech", label=_("End the speech"), answer=answers[SpeechAct.END], about=row.reference),
        Act(
            name="extend_speech",
            label=_("Extend"),
            answer=answers[SpeechAct.END],
            about=row.reference,
            fields=(more,),
        ),
        Act(name="pass_over", label=_("Pass over"), answer=answers[SpeechAct.LAPSE], about=row.reference),
    )
    states = {"speaking": _("speaking now"), "paused": _("interrupted")}
    has_floor = row.state in states
    note = states.get(row.state, str(KLASSES[Klass(row.klass)]))
    return Block(acts=acts, title=row.name, note=note, is_live=has_floor, is_aside=not has_floor)
