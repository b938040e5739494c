"""Deals with the agenda in a sitting: adopts it, calls items, concludes, defers, refers, withdraws and adds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comitia.core.governance.agenda import Style, number_of
from comitia.core.governance.record import Access
from comitia.meetings.actions import access_of, enter, locked_session
from comitia.meetings.models import Meeting, Sitting
from comitia.meetings.policies import may_decide, may_preside
from comitia.meetings.queries import sitting_now
from comitia.platform.actors import Actor
from comitia.platform.answers import Answer, refuse, require
from comitia.proceedings.actions.agenda import UNKNOWN, agenda_in, subject_of_item, tell, write_items
from comitia.proceedings.models import Agenda, AgendaItem, SpeakersList, Speech
from comitia.proceedings.policies.agenda import may_adopt, may_call, may_do_business, may_end, may_put_off, may_reopen
from comitia.proceedings.queries.agenda import is_closed

State, Business = AgendaItem.State, AgendaItem.Business
HOLDS_FLOOR: Final = (Speech.State.SPEAKING, Speech.State.PAUSED)
LONGEST_REASON: Final = 1000


@dataclass(frozen=True, slots=True)
class AtItem:
    """An item, its session kept from all others who act in it, and the sitting that deals with it."""

    item: AgendaItem
    session: Meeting
    sitting: Sitting

    @property
    def access(self) -> Access:
        """Who may read what happens here: a closed item is the committee's wherever it is."""
        return Access.COMMITTEE if is_closed(self.item) else access_of(self.sitting)

    def called(self) -> AgendaItem | None:
        """Give the item under discussion, if it is another one."""
        found = AgendaItem.objects.filter(meeting=self.session, state=State.CALLED)
        return found.exclude(pk=self.item.pk).first()

    def floor_is_taken(self) -> bool:
        return Speech.objects.filter(item=self.item, state__in=HOLDS_FLOOR).exists()

    def enter(self, kind: str, *, by: Actor, at: datetime, facts: Mapping[str, Any] | None = None) -> None:
        """Write what happened to the item."""
        said = {"sitting": self.sitting.number, "item": str(self.item.reference), "number": self.item.number}
        subject = subject_of_item(self.item)
        enter(self.session, kind, by=by, at=at, facts={**said, **(facts or {})}, access=self.access, subject=subject)


@transaction.atomic
def adopt_agenda(meeting: int, *, by: Actor, at: datetime) -> None:
    """Adopt the provisional agenda as it stands: from now on its items change through business alone."""
    session, sitting = _in_session(meeting, by=by)
    require(may_decide(sitting))
    agenda = agenda_in(session)
    items = _whole(session)
    require(may_adopt(agenda, has_items=bool(items)))
    agenda.adopted_at = at
    agenda.issued_at = agenda.issued_at or at
    agenda.save()
    AgendaItem.objects.filter(meeting=session, state=State.PROVISIONAL).update(state=State.ADOPTED)
    facts = {"sitting": sitting.number, "items": [_told(item) for item in items]}
    enter(
        session,
        "agenda_adopted",
        by=by,
        at=at,
        facts=facts,
        access=access_of(sitting),
        subject=f"agenda:{session.slug}",
    )
    tell(agenda)


@transaction.atomic
def call_item(reference: UUID, *, by: Actor, at: datetime) -> AgendaItem:
    """Take an item up: one at a time, a closed one behind closed doors."""
    found = at_item(reference, by=by)
    require(may_call(found.item, sitting=found.sitting, called=found.called(), is_closed=is_closed(found.item)))
    return _begin(found, "item_called", by=by, at=at)


@transaction.atomic
def reopen_item(reference: UUID, *, reason: str, by: Actor, at: datetime) -> AgendaItem:
    """Come back to an item that was dealt with; the reason says by whose decision."""
    found = at_item(reference, by=by)
    require(may_reopen(found.item, sitting=found.sitting, called=found.called(), is_closed=is_closed(found.item)))
    return _begin(found, "item_reopened", by=by, at=at, facts={"reason": _said(reason)})


@transaction.atomic
def conclude_item(reference: UUID, *, by: Actor, at: datetime) -> AgendaItem:
    """End the discussion of an item: decided, or noted where nothing was to be decided."""
    found = at_item(reference, by=by)
    require(may_end(found.item, floor_is_taken=found.floor_is_taken()))
    decides = found.item.business in {Business.DECIDE, Business.CONSENT}
    return end_item(found, State.DECIDED if decides else State.NOTED, "item_concluded", by=by, at=at)


@transaction.atomic
def defer_item(reference: UUID, *, reason: str, by: Actor, at: datetime) -> AgendaItem:
    """Put an item off; it can be called later in the session."""
    found = at_item(reference, by=by)
    return _put_off(found, State.DEFERRED, "item_deferred", by=by, at=at, facts={"reason": _said(reason)})


@transaction.atomic
def refer_item(reference: UUID, *, to: str, by: Actor, at: datetime) -> AgendaItem:
    """Refer an item to another body, such as a working group."""
    found = at_item(reference, by=by)
    require(may_decide(found.sitting))
    return _put_off(found, State.REFERRED, "item_referred", by=by, at=at, facts={"to": _said(to)})


@transaction.atomic
def withdraw_item(reference: UUID, *, reason: str, by: Actor, at: datetime) -> AgendaItem:
    """Take an item off the adopted agenda."""
    found = at_item(reference, by=by)
    return _put_off(found, State.WITHDRAWN, "item_withdrawn", by=by, at=at, facts={"reason": _said(reason)})


@transaction.atomic
def add_late_item(
    meeting: int, values: Mapping[str, Any], *, parent: UUID | None = None, waiver: str, by: Actor, at: datetime
) -> AgendaItem:
    """Add an item to the adopted agenda; the waiver says who let it come late, and with which majority."""
    session, sitting = _in_session(meeting, by=by)
    require(may_decide(sitting))
    agenda = agenda_in(session)
    if agenda.adopted_at is None:
        refuse("not_adopted", _("The agenda is not adopted yet: add the item to the provisional agenda at the desk."))
    said = _said(waiver)
    [item] = write_items(agenda, [(values, parent)])
    item.state, item.waiver = State.ADOPTED, said
    item.number = item.own_number or _free_number(item, agenda)
    item.save()
    facts = {"waiver": said, **_told(item)}
    AtItem(item, session, sitting).enter("item_added", by=by, at=at, facts=facts)
    tell(agenda)
    return item


def at_item(reference: UUID, *, by: Actor, in_session: bool = True) -> AtItem:
    """Give an item to whoever leads its sitting, the session kept from others; by default the sitting is in session."""
    meeting = AgendaItem.objects.filter(reference=reference).values_list("meeting", flat=True).first()
    if meeting is None:
        refuse(UNKNOWN.code, UNKNOWN.sentence)
    session, sitting = _in_session(meeting, by=by, anyhow=not in_session)
    item = AgendaItem.objects.select_related("parent").get(reference=reference)
    item.meeting = session
    return AtItem(item, session, sitting)


def _in_session(meeting: int, *, by: Actor, anyhow: bool = False) -> tuple[Meeting, Sitting]:
    session = locked_session(meeting)
    sitting = sitting_now(session.slug)
    answer: Answer = may_do_business(sitting)
    if sitting is None:
        require(answer)
        raise AssertionError
    require(may_preside(by, sitting))
    if not anyhow:
        require(answer)
    return session, sitting


def _begin(found: AtItem, kind: str, *, by: Actor, at: datetime, facts: Mapping[str, Any] | None = None) -> AgendaItem:
    item = found.item
    item.state, item.sitting, item.begun_at = State.CALLED, found.sitting, at
    item.save()
    found.enter(kind, by=by, at=at, facts=facts)
    tell(agenda_in(found.session))
    return item


def _put_off(
    found: AtItem, state: AgendaItem.State, kind: str, *, by: Actor, at: datetime, facts: Mapping[str, Any]
) -> AgendaItem:
    require(may_put_off(found.item, floor_is_taken=found.floor_is_taken()))
    return end_item(found, state, kind, by=by, at=at, facts=facts)


def end_item(
    found: AtItem,
    state: AgendaItem.State,
    kind: str,
    *,
    by: Actor,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
) -> AgendaItem:
    """Stop the time of an item and let those lapse who still wait for the floor, in the caller's transaction."""
    item = found.item
    if item.begun_at is not None:
        item.used += max(timedelta(0), at - item.begun_at)
    item.state, item.begun_at = state, None
    item.save()
    close_floor(item, at=at)
    said = {"state": state, "seconds": int(item.used.total_seconds()), **(facts or {})}
    found.enter(kind, by=by, at=at, facts=said)
    tell(agenda_in(found.session))
    return item


def close_floor(item: AgendaItem, *, at: datetime) -> None:
    """Let those lapse who still wait for the floor on an item, and close its list, in the caller's transaction."""
    Speech.objects.filter(item=item, state=Speech.State.QUEUED).update(state=Speech.State.LAPSED, ended_at=at)
    lists = SpeakersList.objects.filter(item=item).exclude(state=SpeakersList.State.CLOSED)
    lists.update(state=SpeakersList.State.CLOSED, closed_at=at)


def _whole(session: Meeting) -> list[AgendaItem]:
    """Give all items of a session, each with those above it: one statement."""
    items = {item.pk: item for item in AgendaItem.objects.filter(meeting=session)}
    for item in items.values():
        item.parent = items[item.parent_id] if item.parent_id else None
    return list(items.values())


def _said(reason: str) -> str:
    text = " ".join(reason.split())
    if not text:
        refuse("no_reason", _("Write it down: it stands in the record."))
    if len(text) > LONGEST_REASON:
        refuse("reason_too_long", _("This is too long for the record. Say it in fewer words."))
    return text


def _told(item: AgendaItem) -> dict[str, Any]:
    """Give an item for the record; a closed one without its title."""
    shut = is_closed(item)
    return {
        "item": str(item.reference),
        "number": item.number,
        "business": item.business,
        "matter_class": "" if shut else item.matter_class,
        "is_closed": shut,
        "titles": {} if shut else item.titles,
    }


def _free_number(item: AgendaItem, agenda: Agenda) -> str:
    """Give the next number under the parent that no item of the session has."""
    taken = set(AgendaItem.objects.filter(meeting=item.meeting).values_list("number", flat=True))
    under = item.parent.number if item.parent else None
    counts = range(item.position, item.position + len(taken) + 1)
    free = (number_of(count, style=Style(agenda.style), prefix=agenda.prefix, under=under) for count in counts)
    return next(number for number in free if not number or number not in taken)
