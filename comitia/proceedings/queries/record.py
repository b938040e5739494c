"""The record of a session as it is published: in sentences for readers, and whole for whoever checks it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final

from comitia.accreditation.models import ObserverEntity
from comitia.accreditation.queries.paper_readers import level_of
from comitia.core.governance.agenda import Place
from comitia.core.governance.documents import Level
from comitia.core.governance.record import Access, RecordEntry
from comitia.meetings.models import RecordEntry as Row
from comitia.meetings.queries import record_of
from comitia.members.models import Member
from comitia.members.queries import shown_name
from comitia.platform.actors import Actor
from comitia.platform.texts import Text, text_in
from comitia.proceedings.models import AgendaItem
from comitia.proceedings.queries.agenda import closed_keys
from comitia.proceedings.queries.record_words import Names, entities_in, note_of, sentence_of

ACCESS: Final = {
    Level.PUBLIC: Access.PUBLIC,
    Level.PARTICIPANTS: Access.PARTICIPANTS,
    Level.COMMITTEE: Access.COMMITTEE,
    Level.SECRETARIAT: Access.COMMITTEE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """An entry as a page shows it; of a withheld one there is no sentence."""

    number: int
    at: datetime
    sentence: str
    note: Text | str
    is_withheld: bool
    digest: str


def access_for(by: Actor, meeting: str) -> Access:
    """Say which entries of the record of a session (by slug) somebody reads whole."""
    return ACCESS[level_of(by, meeting)]


def last_entry(meeting: str) -> tuple[int, str]:
    """Give the number and the digest of the last entry of a session; 0 and nothing if there is none."""
    found = Row.objects.filter(meeting__slug=meeting).order_by("-number").values_list("number", "digest").first()
    return found or (0, "")


def has_record(meeting: str) -> bool:
    """Say whether anything is on record of a session."""
    return Row.objects.filter(meeting__slug=meeting).exists()


def entry_rows(meeting: str, *, after: int, many: int, access: Access, language: str) -> list[EntryRow]:
    """Give so many entries after a number, in sentences: four statements."""
    entries = list(islice(record_of(meeting, access=access, after=after), many))
    names = names_in(meeting, entries, sees_closed=access is Access.COMMITTEE, language=language)
    return [
        EntryRow(
            number=one.number,
            at=one.at,
            sentence="" if one.facts is None else sentence_of(one.kind, one.facts, names, language=language),
            note="" if one.facts is None else note_of(one.facts, language=language),
            is_withheld=one.facts is None,
            digest=one.digest,
        )
        for one in entries
    ]


def exported(meeting: str, *, access: Access) -> dict[str, Any]:
    """Give the whole record as JSON values, in the form whose bodies hash to the digests in it."""
    return {
        "record": meeting,
        "access": access.value,
        "entries": [as_json(one) for one in record_of(meeting, access=access)],
    }


def as_json(entry: RecordEntry) -> dict[str, Any]:
    """Give an entry as JSON values, its moment written as it is hashed."""
    return {
        "number": entry.number,
        "at": entry.at.isoformat(timespec="microseconds"),
        "kind": entry.kind,
        "access": entry.access.value,
        "facts": entry.facts,
        "salt": entry.salt,
        "body_digest": entry.body_digest,
        "previous": entry.previous,
        "digest": entry.digest,
    }


def names_in(meeting: str, entries: list[RecordEntry], *, sees_closed: bool, language: str) -> Names:
    """Give how a reader is shown what these entries name: three statements."""
    slugs = {slug for one in entries for slug in entities_in(one.facts or {}).values()}
    entities = {one.slug: one.name for one in ObserverEntity.objects.filter(slug__in=slugs)}
    entities |= {one.slug: shown_name(one, language) for one in Member.objects.filter(slug__in=slugs)}
    return Names(entities, _items(meeting, sees_closed=sees_closed, language=language))


def _items(meeting: str, *, sees_closed: bool, language: str) -> Mapping[str, str]:
    items = {str(one.reference): one for one in AgendaItem.objects.filter(meeting__slug=meeting)}
    keys = {one.pk: key for key, one in items.items()}
    places = [
        Place(key=key, parent=keys[one.parent_id] if one.parent_id else None, position=one.position)
        for key, one in items.items()
    ]
    shut = frozenset() if sees_closed else closed_keys(places, items)
    return {key: str(text_in(one.titles, language)) for key, one in items.items() if key not in shut}
