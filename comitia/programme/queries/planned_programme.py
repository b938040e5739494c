"""What taking over a programme from a file would do to rooms, speakers and sessions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_noop as _

from comitia.core.timetable.exchange import schedule as exchange
from comitia.core.timetable.exchange.reading import Read
from comitia.core.timetable.exchange.repairs import Repair, RepairCode
from comitia.meetings.models import Meeting
from comitia.platform.plans import Plan, PlannedRow, RowState
from comitia.platform.remarks import Remark
from comitia.programme.models import Room, Slot, Speaker
from comitia.programme.queries.addresses import RESERVED, Addresses
from comitia.programme.queries.drafts import WorkingSlot, working_copy
from comitia.programme.queries.exchange import speaker_guid
from comitia.programme.queries.repairs import remark_of

ROOM, SPEAKER, SESSION = "room", "speaker", "session"
LONGEST_NAME: Final = 150
KINDS: Final = {
    **{kind.value: kind for kind in Slot.Kind},
    "lecture": Slot.Kind.FORUM,
    "talk": Slot.Kind.FORUM,
    "workshop": Slot.Kind.FORUM,
    "panel": Slot.Kind.FORUM,
    "discussion": Slot.Kind.FORUM,
    "keynote": Slot.Kind.PLENARY,
    "meeting": Slot.Kind.COMMITTEE,
}


def plan_of(reads: Mapping[str, Read], *, meeting: Meeting) -> Plan:
    """Compare a file, read in each of its languages (the main one first), with what a meeting has. Seven statements."""
    main = next(iter(reads.values()))
    schedules = {language: read.schedule for language, read in reads.items()}
    repairs: dict[UUID | None, list[Repair]] = defaultdict(list)
    for repair in main.repairs:
        repairs[repair.session].append(repair)
    rooms, room_slugs = _plan_rooms(schedules, meeting=meeting)
    speakers, speaker_slugs = _plan_speakers(schedules, meeting=meeting, first=len(rooms) + 1)
    first = len(rooms) + len(speakers) + 1
    sessions = _plan_sessions(
        schedules, meeting=meeting, rooms=room_slugs, speakers=speaker_slugs, repairs=repairs, first=first
    )
    lost = [one for one in repairs[None] if one.code is RepairCode.SESSION_LOST]
    errors = [
        PlannedRow(number, RowState.ERROR, f"{SESSION}/{repair.where}", reasons=(remark_of(repair),))
        for number, repair in enumerate(lost, first + len(sessions))
    ]
    remarks = [remark_of(one) for one in repairs[None] if one.code is not RepairCode.SESSION_LOST]
    return Plan((*rooms, *speakers, *sessions, *errors), (*remarks, *_left_alone(main.schedule, meeting=meeting)))


def _plan_rooms(
    schedules: Mapping[str, exchange.Schedule], *, meeting: Meeting
) -> tuple[list[PlannedRow], dict[str, str]]:
    """Plan the rooms, and give their addresses by the names that the main language has."""
    main = next(iter(schedules.values()))
    present = list(Room.objects.filter(meeting=meeting).order_by("order", "pk"))
    by_guid = {room.guid: room for room in present}
    by_name = {name.casefold(): room for room in reversed(present) for name in room.names.values()}
    addresses = Addresses(room.slug for room in present)
    used: set[str] = set()
    rows, slugs = [], {}
    names = _room_names(schedules)
    for number, one in enumerate(main.rooms, 1):
        room = by_guid.get(one.guid) or by_name.get(one.name.casefold())
        if room is not None and room.slug in used:
            room = None
        slug = room.slug if room else addresses.free(one.name, kind=ROOM)
        used.add(slug)
        slugs[one.name] = slug
        values = {
            "names": {**(room.names if room else {}), **names[one.guid]},
            "capacity": one.capacity if one.capacity is not None else (room.capacity if room else None),
        }
        before = {"names": room.names, "capacity": room.capacity} if room else None
        new = {"guid": str(one.guid), "order": len(present) + number}
        rows.append(_row(number, f"{ROOM}/{slug}", values, before, new=new))
    return rows, slugs


def _room_names(schedules: Mapping[str, exchange.Schedule]) -> dict[UUID, dict[str, str]]:
    """Give the names of rooms in every language; files without identifiers list rooms in the same order in each."""
    main = next(iter(schedules.values()))
    found: dict[UUID, dict[str, str]] = {}
    for number, one in enumerate(main.rooms):
        names = {
            language: schedule.rooms[number].name
            for language, schedule in schedules.items()
            if len(schedule.rooms) == len(main.rooms)
        }
        found[one.guid] = _told(names)
    return found


def _plan_speakers(
    schedules: Mapping[str, exchange.Schedule], *, meeting: Meeting, first: int
) -> tuple[list[PlannedRow], dict[str, str]]:
    """Plan the speakers, who are the same person if they have the same name; give their addresses by name."""
    present = list(Speaker.objects.filter(meeting=meeting).order_by("pk"))
    by_guid = {speaker_guid(meeting.slug, speaker.slug): speaker for speaker in present}
    by_name = {speaker.name: speaker for speaker in reversed(present)}
    addresses = Addresses(speaker.slug for speaker in present)
    people: dict[str, exchange.Person] = {}
    biographies: dict[str, dict[str, str]] = defaultdict(dict)
    for language, schedule in schedules.items():
        for person in (one for session in schedule.sessions for one in session.persons):
            people.setdefault(person.name, person)
            if person.biography:
                biographies[person.name].setdefault(language, person.biography)
    rows: list[PlannedRow] = []
    slugs: dict[str, str] = {}
    for name, person in people.items():
        speaker = by_guid.get(person.guid) if person.guid else None
        speaker = speaker or by_name.get(name[:LONGEST_NAME])
        slug = speaker.slug if speaker else addresses.free(name, kind=SPEAKER)
        slugs[name] = slug
        known = speaker.biographies if speaker else {}
        values: dict[str, Any] = {"name": speaker.name if speaker else name[:LONGEST_NAME]}
        values |= {"biographies": {**known, **_told(biographies[name])}}
        before = {"name": speaker.name, "biographies": known} if speaker else None
        rows.append(_row(first + len(rows), f"{SPEAKER}/{slug}", values, before))
    return rows, slugs


def _plan_sessions(
    schedules: Mapping[str, exchange.Schedule],
    *,
    meeting: Meeting,
    rooms: Mapping[str, str],
    speakers: Mapping[str, str],
    repairs: Mapping[UUID | None, list[Repair]],
    first: int,
) -> list[PlannedRow]:
    main = next(iter(schedules.values()))
    copy = working_copy(meeting.slug)
    addresses = Addresses(RESERVED | copy.keys())
    guids = {one.guid for one in main.sessions}
    owners = {
        guid: (slug, owner == meeting.pk)
        for guid, slug, owner in Slot.objects.filter(guid__in=guids).values_list("guid", "slug", "meeting_id")
    }
    by_language = {language: {one.guid: one for one in each.sessions} for language, each in schedules.items()}
    rows = []
    for number, one in enumerate(main.sessions, first):
        slug, is_ours = owners.get(one.guid, ("", True))
        known = copy.get(slug) if is_ours else None
        findings = [remark_of(repair) for repair in repairs.get(one.guid, ())] + _not_kept(one)
        if reason := _reason(one, is_ours=is_ours):
            key = f"{SESSION}/{one.slug}"
            rows.append(PlannedRow(number, RowState.ERROR, key, reasons=(reason,), findings=tuple(findings)))
            continue
        texts = {language: found[one.guid] for language, found in by_language.items() if one.guid in found}
        kind = KINDS.get(one.kind.casefold())
        if kind is None and one.kind:
            values = {"kind": one.kind}
            findings.append(Remark("kind_unknown", _("The kind “%(kind)s” is not known here."), values))
        values = _values(one, texts, kind=kind, known=known, rooms=rooms, speakers=speakers)
        before = (
            {**{name: known.values[name] for name in values if name != "is_in"}, "is_in": known.is_in}
            if known
            else None
        )
        slug = slug or addresses.free(one.title, kind=SESSION)
        new = {"guid": str(one.guid)}
        rows.append(_row(number, f"{SESSION}/{slug}", values, before, new=new, findings=findings))
    return rows


def _reason(one: exchange.Session, *, is_ours: bool) -> Remark | None:
    """Say why a session cannot be taken, if so."""
    if not is_ours:
        return Remark(
            "guid_elsewhere", _("A session of another meeting has the identifier %(guid)s."), {"guid": str(one.guid)}
        )
    if not one.title:
        return Remark("no_title", _("The session has no title. Write one in at least one language."))
    return None


def _values(
    one: exchange.Session,
    texts: Mapping[str, exchange.Session],
    *,
    kind: Slot.Kind | None,
    known: WorkingSlot | None,
    rooms: Mapping[str, str],
    speakers: Mapping[str, str],
) -> dict[str, Any]:
    """Give what the working copy would hold: what the file says, and as it was where the file cannot say anything."""
    before: Mapping[str, Any] = known.values if known else {}
    parts = {entry["speaker"]: entry for entry in before.get("speakers", ())}
    named = dict.fromkeys(speakers[person.name] for person in one.persons)
    languages = list(before.get("languages", ()))
    room = rooms[one.room] if one.room else ""
    starts = _moment(one.starts)
    titles = {language: text.title for language, text in texts.items() if text.title}
    summaries = {language: _summary(text) for language, text in texts.items() if _summary(text)}
    return {
        "kind": str(kind or before.get("kind") or Slot.Kind.OTHER),
        "titles": {**before.get("titles", {}), **_told(titles)},
        "summaries": {**before.get("summaries", {}), **_told(summaries)},
        "room": room,
        "fills_all_rooms": bool(before.get("fills_all_rooms")) and not room,
        "audience": before.get("audience", str(Slot.Audience.EVERYONE)),
        "languages": languages if one.language in {"", *languages} else [one.language, *languages[1:]],
        "starts_at": starts,
        "ends_at": _moment(one.ends) if one.ends > one.starts else None,
        "day": before.get("day") if starts == before.get("starts_at") else None,
        "order": before.get("order", 0),
        "takes_sign_up": before.get("takes_sign_up", False),
        "capacity": before.get("capacity"),
        "speakers": [
            parts.get(slug) or {"speaker": slug, "part": "speaker", "position": "", "note": ""} for slug in named
        ],
        "is_in": True,
    }


def _told(texts: Mapping[str, str]) -> dict[str, str]:
    """Leave out what other languages have only because the file fell back to the text of the main one, which comes first."""
    original = next(iter(texts.values()), "")
    return {language: text for number, (language, text) in enumerate(texts.items()) if not number or text != original}


def _summary(one: exchange.Session) -> str:
    return "\n\n".join(text for text in (one.subtitle, one.abstract, one.description) if text)


def _not_kept(one: exchange.Session) -> list[Remark]:
    """Name what the file says and a programme here has no place for."""
    given = {
        "links": one.links,
        "attachments": one.attachments,
        "logo": one.logo,
        "license": one.licence,
        "do_not_record": one.do_not_record,
        "feedback_url": one.feedback_url,
        "track": one.track,
    }
    names = ", ".join(name for name, value in given.items() if value)
    return [Remark("not_kept", _("Not taken over: %(names)s."), {"names": names})] if names else []


def _left_alone(main: exchange.Schedule, *, meeting: Meeting) -> list[Remark]:
    guids = {one.guid for one in main.sessions}
    released = Slot.objects.filter(meeting=meeting).exclude(state=Slot.State.CANCELLED).values_list("guid", flat=True)
    count = sum(guid not in guids for guid in released)
    if not count:
        return []
    return [
        Remark(
            "left_alone", _("Sessions of the programme that the file does not name stay: %(count)s."), {"count": count}
        )
    ]


def _row(
    number: int,
    key: str,
    values: Mapping[str, Any],
    before: Mapping[str, Any] | None,
    *,
    new: Mapping[str, Any] | None = None,
    findings: Iterable[Remark] = (),
) -> PlannedRow:
    if before is None:
        return PlannedRow(number, RowState.NEW, key, {**values, **(new or {})}, findings=tuple(findings))
    changes = {name: (before[name], value) for name, value in values.items() if before[name] != value}
    state = RowState.CHANGED if changes else RowState.SAME
    return PlannedRow(number, state, key, values, changes, findings=tuple(findings))


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
