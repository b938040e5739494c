"""What minutes say beside the record: how its keys are named, titles, papers, tasks, and what the rapporteur wrote."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from comitia.accounts.models import Person
from comitia.core.governance.agenda import Place, lines_of
from comitia.core.governance.documents import Level
from comitia.core.governance.minutes import Minutes as Told
from comitia.core.governance.minutes import minutes_of
from comitia.core.governance.record import Access, RecordEntry
from comitia.documents.queries import papers
from comitia.meetings.models import Meeting, Sitting
from comitia.meetings.queries import meeting_name, record_of
from comitia.members.models import Member
from comitia.members.queries import shown_name
from comitia.platform.texts import Text, text_in
from comitia.proceedings.models import AgendaItem, Motion, Speech, Task
from comitia.proceedings.queries.agenda import closed_keys
from comitia.proceedings.queries.motion_words import procedural_name
from comitia.proceedings.queries.motions import NOT_PUBLISHED
from comitia.proceedings.queries.record import names_in
from comitia.proceedings.queries.record_words import Names


@dataclass(frozen=True, slots=True)
class TaskLine:
    """Who does what until when because of a decision."""

    text: str
    owner: str
    due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What minutes in one language, for one kind of reader, say beside the record; keys are those of the record."""

    language: str
    access: Access
    name: str
    zone: ZoneInfo
    names: Names
    sittings: Mapping[int, Text]
    numbers: Mapping[str, str]
    titles: Mapping[str, Text]
    people: Mapping[str, str]
    guests: Mapping[str, str]
    motions: Mapping[str, Text]
    papers: Mapping[str, Sequence[str]]
    tasks: Mapping[str, Sequence[TaskLine]]
    texts: Mapping[str, Mapping[str, str]]


def record_for(meeting: Meeting, *, access: Access, until: int | None = None) -> list[RecordEntry]:
    """Give the record of a session as minutes for these readers are made of it, up to an entry."""
    found = record_of(meeting.slug, access=access)
    return [entry for entry in found if until is None or entry.number <= until]


def told_by(meeting: Meeting, entries: Sequence[RecordEntry]) -> Told:
    """Put the minutes of a session together, its items in the order of the agenda."""
    places, _items = _agenda(meeting)
    return minutes_of(entries, order=[line.key for line in lines_of(places)])


def around(
    meeting: Meeting,
    entries: Sequence[RecordEntry],
    *,
    access: Access,
    language: str,
    texts: Mapping[str, Mapping[str, str]],
    at: datetime,
) -> Around:
    """Gather what stands around the record, in the language in force."""
    sees_closed = access is Access.COMMITTEE
    places, items = _agenda(meeting)
    shut = frozenset() if sees_closed else closed_keys(places, items)
    level = Level.COMMITTEE if sees_closed else Level.PUBLIC
    listed: dict[str, list[str]] = defaultdict(list)
    for paper in papers(meeting.slug, level=level, at=at):
        if paper.is_issued and paper.withdrawn_at is None:
            listed[paper.item].append(f"{paper.symbol} {paper.title}".strip())
    sittings = Sitting.objects.filter(meeting=meeting)
    return Around(
        language=language,
        access=access,
        name=str(meeting_name(meeting.kind, meeting.year)),
        zone=ZoneInfo(meeting.zone or "UTC"),
        names=_names(meeting, entries, sees_closed=sees_closed, language=language),
        sittings={one.number: text_in(one.titles, language) for one in sittings},
        numbers={key: item.number for key, item in items.items()},
        titles={key: text_in(item.titles, language) for key, item in items.items() if key not in shut},
        people=_people(entries),
        guests=_guests(entries),
        motions=_motions(meeting, entries, sees_all=sees_closed, language=language),
        papers=listed,
        tasks=_tasks(meeting, language),
        texts=texts,
    )


def _agenda(meeting: Meeting) -> tuple[list[Place], dict[str, AgendaItem]]:
    items = {str(one.reference): one for one in AgendaItem.objects.filter(meeting=meeting)}
    keys = {one.pk: key for key, one in items.items()}
    places = [
        Place(key=key, parent=keys[one.parent_id] if one.parent_id else None, position=one.position)
        for key, one in items.items()
    ]
    return places, items


def _names(meeting: Meeting, entries: Sequence[RecordEntry], *, sees_closed: bool, language: str) -> Names:
    """Name what the entries name, those on the roll too."""
    names = names_in(meeting.slug, list(entries), sees_closed=sees_closed, language=language)
    voted = {
        paper[0]
        for one in entries
        if one.kind == "ballot_counted"
        for paper in (one.facts or {}).get("papers", ())
        if paper and isinstance(paper[0], str)
    }
    more = {one.slug: shown_name(one, language) for one in Member.objects.filter(slug__in=voted - set(names.entities))}
    return Names({**names.entities, **more}, names.items)


def _people(entries: Sequence[RecordEntry]) -> dict[str, str]:
    named = {str((one.facts or {}).get(role) or "") for one in entries for role in ("presiding", "officer")}
    found = Person.objects.filter(reference__in=[UUID(one) for one in named if one])
    return {str(reference): name for reference, name in found.values_list("reference", "name")}


def _guests(entries: Sequence[RecordEntry]) -> dict[str, str]:
    heard = [one.facts["speech"] for one in entries if one.kind == "floor_given" and one.facts]
    found = Speech.objects.filter(reference__in=heard).exclude(guest="")
    return {str(reference): guest for reference, guest in found.values_list("reference", "guest")}


def _motions(meeting: Meeting, entries: Sequence[RecordEntry], *, sees_all: bool, language: str) -> dict[str, Text]:
    """Name the motions of which something is open to the reader; those not admitted to the committee alone."""
    told = {str((one.facts or {}).get("motion") or "") for one in entries}
    found = Motion.objects.filter(meeting=meeting)
    if not sees_all:
        found = found.exclude(state__in=NOT_PUBLISHED)
    return {
        str(one.reference): text_in(one.titles, language)
        if one.kind == Motion.Kind.SUBSTANTIVE
        else Text(procedural_name(one.procedural_type), language, is_fallback=False)
        for one in found
        if str(one.reference) in told
    }


def _tasks(meeting: Meeting, language: str) -> dict[str, list[TaskLine]]:
    found: dict[str, list[TaskLine]] = defaultdict(list)
    given = Task.objects.filter(decision__meeting=meeting).select_related("decision", "owner")
    for one in given.order_by("due_on", "pk"):
        owner = shown_name(one.owner, language) if one.owner else one.owner_as_written
        found[one.decision.label].append(TaskLine(one.text, owner or _("Nobody is named"), one.due_on))
    return found
