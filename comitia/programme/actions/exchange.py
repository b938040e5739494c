"""Takes over a programme from a file of another system, in two phases: look at every row, then apply what was shown.

Rooms and sessions are found again by their identifiers, rooms and speakers also by their names. Sessions go to the
working copy; nothing that the file does not name is taken away.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comitia.core.timetable.exchange.reading import NotAScheduleError, Read, read_schedule
from comitia.journal.actions import record
from comitia.meetings.models import Meeting
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse
from comitia.platform.plans import Plan, PlannedRow, RowState, still_as_shown
from comitia.programme.actions.drafting import save_slot
from comitia.programme.actions.keeping import lock_meeting, meeting_to_keep, save_room, save_speaker
from comitia.programme.models import BroughtProgramme, Room, Slot, Speaker
from comitia.programme.queries.planned_programme import ROOM, SESSION, SPEAKER, plan_of
from comitia.programme.queries.repairs import fault_of

KEPT: Final = timedelta(days=1)


@transaction.atomic
def bring_programme(meeting: str, *, file_name: str, content: bytes, language: str, by: Actor, at: datetime) -> UUID:
    """Keep a file for a day so that it can be looked at and applied; raise `RefusedError` if it is no programme."""
    found = meeting_to_keep(meeting, by=by)
    _read(content, meeting=found, language=language)
    BroughtProgramme.objects.filter(applied_at=None, brought_at__lt=at - KEPT).delete()
    brought = BroughtProgramme.objects.create(
        meeting=found,
        language=language,
        file_name=file_name[-150:],
        file_digest=hashlib.sha256(content).hexdigest(),
        content=content,
        brought_at=at,
        brought_by=by.person,
    )
    return brought.reference


def look_at_programme(meeting: str, reference: UUID, *, by: Actor) -> Plan:
    """Work out what applying a file would do now."""
    found = meeting_to_keep(meeting, by=by)
    return _plan(found, _waiting(found, reference))


@transaction.atomic
def apply_programme_file(meeting: str, reference: UUID, *, shown: str, by: Actor, at: datetime) -> Plan:
    """Write what was shown into rooms, speakers and the working copy, and keep the report instead of the file."""
    found = lock_meeting(meeting, by=by)
    _lock_records(found)
    brought = _waiting(found, reference, lock=True)
    plan = still_as_shown(_plan(found, brought), shown)
    for row in plan.rows_in(RowState.NEW, RowState.CHANGED):
        kind, _slash, slug = row.key.partition("/")
        WRITERS[kind](found, slug, row, by=by, at=at)
    brought.content = b""
    brought.applied_at = at
    brought.counts = plan.counts
    brought.findings = [{"row": one.row, "key": one.key, **one.remark.as_json()} for one in plan.findings()]
    brought.save()
    facts = {"file": brought.file_digest, "counts": plan.counts}
    record("import_programme", f"meeting:{meeting}", by=by, at=at, facts=facts)
    return plan


def _plan(meeting: Meeting, brought: BroughtProgramme) -> Plan:
    content = bytes(brought.content)
    main = _read(content, meeting=meeting, language=brought.language)
    others = main.languages - {brought.language}
    reads = {code: _read(content, meeting=meeting, language=code) for code in sorted(others)}
    return plan_of({brought.language: main} | reads, meeting=meeting)


def _read(content: bytes, *, meeting: Meeting, language: str) -> Read:
    try:
        return read_schedule(content, language=language, zone=meeting.zone or "UTC")
    except NotAScheduleError as error:
        refuse(error.fault.value, fault_of(error.fault, detail=error.detail))


def _waiting(meeting: Meeting, reference: UUID, *, lock: bool = False) -> BroughtProgramme:
    waiting = BroughtProgramme.objects.filter(meeting=meeting, applied_at=None)
    brought = (waiting.select_for_update() if lock else waiting).filter(reference=reference).first()
    if brought is None:
        refuse("import_gone", _("This file was applied already, or kept longer than a day. Bring it again."))
    return brought


def _lock_records(meeting: Meeting) -> None:
    """Take every lock that writing will need: after the first row the journal is locked, and others take it last."""
    for records in (Room.objects, Speaker.objects, Slot.objects):
        list(records.select_for_update().filter(meeting=meeting).order_by("pk").values_list("pk"))


def _write_room(meeting: Meeting, slug: str, row: PlannedRow, *, by: Actor, at: datetime) -> None:
    values = row.values
    room = Room.objects.filter(meeting=meeting, slug=slug).first()
    save_room(
        meeting.slug,
        slug,
        names=values["names"],
        capacity=values["capacity"],
        order=room.order if room else values["order"],
        channels=room.channels if room else (),
        by=by,
        at=at,
    )
    if room is None:
        _keep_guid(meeting, slug, values["guid"])


def _write_speaker(meeting: Meeting, slug: str, row: PlannedRow, *, by: Actor, at: datetime) -> None:
    speaker = Speaker.objects.filter(meeting=meeting, slug=slug).select_related("member").first()
    known: Mapping[str, Any] = {"name": row.values["name"], "positions": {}}
    if speaker is not None:
        names = ("name", "positions", "is_fictional", "email", "language", "zone")
        known = {name: getattr(speaker, name) for name in names}
        known |= {"member": speaker.member.slug if speaker.member else ""}
    save_speaker(meeting.slug, slug, **known, biographies=row.values["biographies"], by=by, at=at)


def _write_session(meeting: Meeting, slug: str, row: PlannedRow, *, by: Actor, at: datetime) -> None:
    values = row.values
    if row.state is RowState.NEW:
        Slot.objects.create(meeting=meeting, slug=slug, guid=values["guid"], kind=values["kind"], changed_at=at)
    slot = {name: value for name, value in values.items() if name not in {"guid", "is_in"}}
    moments = {name: datetime.fromisoformat(slot[name]) if slot[name] else None for name in ("starts_at", "ends_at")}
    save_slot(meeting.slug, slug, **(slot | moments), by=by, at=at)


def _keep_guid(meeting: Meeting, slug: str, guid: str) -> None:
    """Keep the identifier that the file gives a room, unless a room elsewhere has it."""
    if not Room.objects.filter(guid=guid).exists():
        Room.objects.filter(meeting=meeting, slug=slug).update(guid=guid)


WRITERS: Final = {ROOM: _write_room, SPEAKER: _write_speaker, SESSION: _write_session}
