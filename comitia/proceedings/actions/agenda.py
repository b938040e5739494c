"""Writes the provisional agenda at the desk: items, their order and numbers, and the day it is issued."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from comitia.core.governance.agenda import DEEPEST, Move, Place, Style, lines_of, moved, put_under
from comitia.journal.actions import record
from comitia.meetings.actions import announce, locked_session
from comitia.meetings.models import Meeting, Sitting
from comitia.platform.actors import Actor
from comitia.platform.answers import Refused, refuse, require
from comitia.platform.bus import announce_on_commit
from comitia.platform.edits import as_facts, changes_since
from comitia.proceedings.models import Agenda, AgendaItem
from comitia.proceedings.policies.agenda import may_keep_agenda, may_rearrange, may_remove
from comitia.proceedings.queries.agenda import is_in_use
from comitia.proceedings.queries.desk import record_of_item

# Beyond every place there is, so that places can be exchanged under their unique constraint
_ASIDE: Final = 10_000
LONGEST_DAY: Final = 24 * 60
UNKNOWN: Final = Refused(
    "item_gone", _("This item is not on the agenda any more. Go back to the agenda and choose one.")
)
NOWHERE: Final = Refused(
    "nowhere_to_go", _("The item cannot go there: it is at the end, or the agenda would get too deep.")
)


@transaction.atomic
def add_item(
    meeting: int, values: Mapping[str, Any], *, parent: UUID | None = None, by: Actor, at: datetime
) -> AgendaItem:
    """Put a new item at the end of the provisional agenda, or of the items under another one.

    `values` are those of `FIELDS`; what is left out stays empty.
    """
    agenda = locked_agenda(meeting, by=by)
    [item] = write_items(agenda, [(values, parent)])
    renumber(agenda)
    item.refresh_from_db(fields=["number"])
    _note("add_agenda_item", item, by=by, at=at, facts={"titles": item.titles, "number": item.number})
    tell(agenda)
    return item


@transaction.atomic
def add_items(
    meeting: int,
    items: Sequence[tuple[Mapping[str, Any], int | None]],
    *,
    is_sample: bool,
    taken_from: str,
    by: Actor,
    at: datetime,
) -> Agenda:
    """Put many items at the end of the provisional agenda: each with its values and the place of its parent among them."""
    agenda = locked_agenda(meeting, by=by)
    written: list[AgendaItem] = []
    for values, parent in items:
        written += write_items(agenda, [(values, None if parent is None else written[parent].reference)])
    agenda.is_sample = agenda.is_sample or is_sample
    agenda.save()
    renumber(agenda)
    facts = {"taken_from": taken_from, "items": len(written)}
    record("take_agenda_over", f"agenda:{agenda.meeting.slug}", by=by, at=at, facts=facts)
    tell(agenda)
    return agenda


@transaction.atomic
def save_item(reference: UUID, values: Mapping[str, Any], *, seen: str | None, by: Actor, at: datetime) -> AgendaItem:
    """Change an item of the provisional agenda."""
    item, agenda = _found(reference, by=by)
    require(may_rearrange(agenda))
    check(values)
    changes = changes_since(record_of_item(item), values, seen=seen)
    if not changes:
        return item
    for name, value in values.items():
        setattr(
            item, "sitting_id" if name == "sitting" else name, _sitting(agenda, value) if name == "sitting" else value
        )
    item.save()
    renumber(agenda)
    told = {name: change for name, change in changes.items() if name != "lead"}
    lead = changes.get("lead")
    _note("save_agenda_item", item, by=by, at=at, facts=as_facts(told), particulars={"lead": lead[1]} if lead else None)
    tell(agenda)
    return item


@transaction.atomic
def move_item(reference: UUID, move: Move, *, by: Actor, at: datetime) -> None:
    """Move an item up, down, into the one before it, or out after its parent."""
    item, agenda = _found(reference, by=by)
    require(may_rearrange(agenda))
    places = places_of(agenda)
    _rearrange(item, agenda, moved(places, str(item.reference), move), by=by, at=at)


@transaction.atomic
def put_item_under(reference: UUID, parent: UUID | None, *, by: Actor, at: datetime) -> None:
    """Make an item the last one under another, or the last of the agenda."""
    item, agenda = _found(reference, by=by)
    require(may_rearrange(agenda))
    places = places_of(agenda)
    if parent is not None and str(parent) not in {place.key for place in places}:
        require(UNKNOWN)
    under = put_under(places, str(item.reference), parent=str(parent) if parent else None)
    _rearrange(item, agenda, under, by=by, at=at)


@transaction.atomic
def remove_item(reference: UUID, *, by: Actor, at: datetime) -> None:
    """Take an item off the provisional agenda."""
    item, agenda = _found(reference, by=by)
    require(may_rearrange(agenda))
    require(may_remove(item, has_parts=item.parts.exists(), is_in_use=is_in_use(item)))
    _note("remove_agenda_item", item, by=by, at=at, facts={"titles": item.titles, "number": item.number})
    item.delete()
    renumber(agenda)
    tell(agenda)


@transaction.atomic
def number_agenda(meeting: int, *, style: str, prefix: str, is_sample: bool, by: Actor, at: datetime) -> None:
    """Choose how the items are numbered, and whether the agenda is a sample."""
    agenda = locked_agenda(meeting, by=by)
    agenda.style, agenda.prefix, agenda.is_sample = Style(style), prefix.strip(), is_sample
    agenda.save()
    renumber(agenda)
    facts = {"style": agenda.style, "prefix": agenda.prefix, "is_sample": is_sample}
    record("number_agenda", f"agenda:{agenda.meeting.slug}", by=by, at=at, facts=facts)
    tell(agenda)


@transaction.atomic
def issue_agenda(meeting: int, *, by: Actor, at: datetime) -> None:
    """Let everybody read the provisional agenda from now on."""
    agenda = locked_agenda(meeting, by=by)
    if agenda.issued_at is not None:
        return
    if not agenda.meeting.agenda_items.exists():
        refuse("agenda_empty", _("The agenda has no items yet. Add the first one, then issue it."))
    agenda.issued_at = at
    agenda.save()
    record("issue_agenda", f"agenda:{agenda.meeting.slug}", by=by, at=at)
    tell(agenda)


def locked_agenda(meeting: int, *, by: Actor) -> Agenda:
    """Give the agenda of a session to whoever may write it, the session kept from others; refused once it is adopted."""
    require(may_keep_agenda(by))
    agenda = agenda_in(locked_session(meeting))
    require(may_rearrange(agenda))
    return agenda


def agenda_in(meeting: Meeting) -> Agenda:
    """Give the agenda of a session that is locked; a new one where there is none."""
    agenda = Agenda.objects.get_or_create(meeting=meeting)[0]
    agenda.meeting = meeting
    return agenda


def write_items(agenda: Agenda, items: Iterable[tuple[Mapping[str, Any], UUID | None]]) -> list[AgendaItem]:
    """Write items at the end of what stands under their parents, without numbers."""
    written = []
    for values, parent in items:
        check(values)
        above = AgendaItem.objects.filter(meeting=agenda.meeting, reference=parent).first() if parent else None
        if parent and above is None:
            require(UNKNOWN)
        if above is not None and _depth(above) >= DEEPEST - 1:
            require(NOWHERE)
        last = AgendaItem.objects.filter(meeting=agenda.meeting, parent=above).order_by("-position").first()
        plain = {name: value for name, value in values.items() if name != "sitting"}
        written.append(
            AgendaItem.objects.create(
                meeting=agenda.meeting,
                parent=above,
                position=last.position + 1 if last else 1,
                sitting_id=_sitting(agenda, values.get("sitting")),
                **plain,
            )
        )
    return written


def renumber(agenda: Agenda) -> None:
    """Write the numbers as they follow from the order."""
    items = {str(item.reference): item for item in AgendaItem.objects.filter(meeting=agenda.meeting)}
    by_hand = {key: item.own_number for key, item in items.items() if item.own_number}
    lines = lines_of(places_of(agenda), style=Style(agenda.style), prefix=agenda.prefix, fixed=by_hand)
    changed = []
    for line in lines:
        item = items[line.key]
        if item.number != line.number:
            item.number = line.number
            changed.append(item)
    AgendaItem.objects.bulk_update(changed, ["number"])


def places_of(agenda: Agenda) -> tuple[Place, ...]:
    """Give the tree as the rules see it."""
    rows = AgendaItem.objects.filter(meeting=agenda.meeting).values_list("reference", "parent__reference", "position")
    return tuple(
        Place(key=str(key), parent=str(parent) if parent else None, position=place) for key, parent, place in rows
    )


def check(values: Mapping[str, Any]) -> None:
    """Refuse values of an item that make no sense."""
    if "titles" in values and not values["titles"].get("en"):
        refuse("no_title", _("Write the title in English: it stands in where a translation is missing."))
    if "business" in values and values["business"] not in AgendaItem.Business.values:
        refuse("unknown_business", _("Choose what the committee does with the item."))
    minutes = values.get("minutes")
    if minutes is not None and not 0 <= minutes <= LONGEST_DAY:
        refuse("minutes_out_of_range", _("The time is given in minutes, at most a day."))


def tell(agenda: Agenda) -> None:
    """Let pages and rooms know, after commit, that the agenda is another one."""
    announce(agenda.meeting, "agenda")
    announce_on_commit("public_changed", {"what": "agenda", "meeting": agenda.meeting.slug})


def _found(reference: UUID, *, by: Actor) -> tuple[AgendaItem, Agenda]:
    require(may_keep_agenda(by))
    meeting = AgendaItem.objects.filter(reference=reference).values_list("meeting", flat=True).first()
    session = locked_session(meeting) if meeting else None
    item = AgendaItem.objects.filter(reference=reference).first() if session else None
    if session is None or item is None:
        refuse(UNKNOWN.code, UNKNOWN.sentence)
    item.meeting = session
    return item, agenda_in(session)


def _rearrange(item: AgendaItem, agenda: Agenda, places: Sequence[Place] | None, *, by: Actor, at: datetime) -> None:
    if places is None:
        refuse(NOWHERE.code, NOWHERE.sentence)
    items = {str(one.reference): one for one in AgendaItem.objects.filter(meeting=agenda.meeting)}
    changed = []
    for place in places:
        one, parent = items[place.key], items[place.parent].pk if place.parent else None
        if (one.parent_id, one.position) != (parent, place.position):
            one.parent_id, one.position = parent, place.position
            changed.append(one)
    AgendaItem.objects.filter(pk__in=[one.pk for one in changed]).update(position=F("position") + _ASIDE)
    AgendaItem.objects.bulk_update(changed, ["parent", "position"])
    renumber(agenda)
    item.refresh_from_db(fields=["number"])
    _note("move_agenda_item", item, by=by, at=at, facts={"number": item.number})
    tell(agenda)


def _depth(item: AgendaItem) -> int:
    depth, above = 0, item.parent
    while above is not None:
        depth, above = depth + 1, above.parent
    return depth


def _sitting(agenda: Agenda, number: int | None) -> int | None:
    """Give the key of a sitting of this session by its number; None for none."""
    if number is None:
        return None
    found = Sitting.objects.filter(meeting=agenda.meeting, number=number).values_list("pk", flat=True).first()
    if found is None:
        refuse("sitting_gone", _("There is no such sitting. Choose another one."))
    return found


def _note(
    verb: str,
    item: AgendaItem,
    *,
    by: Actor,
    at: datetime,
    facts: Mapping[str, Any],
    particulars: Mapping[str, Any] | None = None,
) -> None:
    record(verb, subject_of_item(item), by=by, at=at, facts=facts, particulars=particulars)


def subject_of_item(item: AgendaItem) -> str:
    """Name an item for the journal."""
    return f"agenda_item:{item.reference}"
