"""Takes over the programme of a past meeting from a table, as printed: faults are accepted and reported one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_noop as _

from comitia.core.timetable.zones import zone_names
from comitia.journal.actions import record
from comitia.meetings.models import Meeting
from comitia.members.models import Member, OtherName
from comitia.platform.actors import Actor
from comitia.platform.plans import Plan, PlannedRow, Reading, RowState, check_columns, planned, still_as_shown
from comitia.platform.remarks import Remark
from comitia.platform.tables import Table
from comitia.programme.actions.editions import begin_edition
from comitia.programme.actions.keeping import lock_meeting
from comitia.programme.actions.printed_speakers import read_speakers
from comitia.programme.models import Appearance, Slot, Speaker
from comitia.programme.queries.recorded import MISSING_DAY, MISSING_TIME, Finding, findings_of

NEEDED: Final = ("title",)
KNOWN: Final = ("meeting", "day", "date", "start", "end", "tz", "title", "kind", "room", "speakers", "source", "note")
COLUMNS: Final = (
    "kind",
    "kind_as_printed",
    "titles",
    "audience",
    "room_as_printed",
    "day",
    "day_as_printed",
    "starts_at",
    "ends_at",
    "start_as_printed",
    "end_as_printed",
    "speakers_as_printed",
    "order",
    "source",
    "note",
)
KINDS: Final = {
    "statutory session": Slot.Kind.COMMITTEE,
    "statutory session (members only)": Slot.Kind.COMMITTEE,
    "forum session": Slot.Kind.FORUM,
    "webinar": Slot.Kind.FORUM,
    "workshop": Slot.Kind.FORUM,
    "city showcase": Slot.Kind.SHOWCASE,
    "matchmaking": Slot.Kind.MATCHMAKING,
    "ceremony": Slot.Kind.CEREMONY,
    "awards": Slot.Kind.CEREMONY,
    "tour": Slot.Kind.TOUR,
    "social": Slot.Kind.SOCIAL,
    "break": Slot.Kind.BREAK,
    "logistics": Slot.Kind.LOGISTICS,
    "press": Slot.Kind.OTHER,
    "frame": Slot.Kind.OTHER,
}
FOUND: Final = {
    MISSING_DAY: _("The day is not printed."),
    MISSING_TIME: _("No time is printed."),
    "missing start": _("The start is not printed."),
    "missing end": _("The end is not printed."),
    "end before start": _("It ends before it starts, as printed."),
    "overlap": _("It overlaps “%(others)s”, as printed."),
    "room twice": _("It shares its room and time with “%(others)s”, as printed."),
}


def plan_slots(table: Table, *, meeting: str) -> Plan:
    """Work out what an import into a meeting's programme would do; raise `RefusedError` if the table is no programme."""
    remarks = check_columns(table, needed=NEEDED, known=KNOWN)
    present = Slot.objects.filter(meeting__slug=meeting).prefetch_related("appearances__speaker")
    before = {slot.slug: _before(slot) for slot in present}
    taken: Counter[str] = Counter()
    rows = [
        _planned_slot(Reading(row, cells), order=order, taken=taken, before=before)
        for order, (row, cells) in enumerate(table.records(), 1)
    ]
    found = findings_of(
        (Slot(slug=row.key, **_columns(row.values)) for row in rows if row.state is not RowState.ERROR), language="en"
    )
    return Plan(tuple(_with_findings(row, found.get(row.key, ())) for row in rows), remarks)


@transaction.atomic
def apply_slots(table: Table, *, meeting: str, shown: str | None, file: str, by: Actor, at: datetime) -> Plan:
    """Write what the plan says, without its rows in error; refused if the plan is no longer the one shown."""
    found = lock_meeting(meeting, by=by)
    plan = still_as_shown(plan_slots(table, meeting=meeting), shown)
    if not plan.writes:
        return plan
    written = plan.rows_in(RowState.NEW, RowState.CHANGED)
    members = _members(written)
    for row in written:
        _write(found, row, members=members, at=at)
    facts = {"file": file, "counts": plan.counts, "written": [row.key for row in written]}
    record("import_programme", f"meeting:{meeting}", by=by, at=at, facts=facts)
    begin_edition(found, at=at)
    return plan


def _planned_slot(
    reading: Reading, *, order: int, taken: Counter[str], before: Mapping[str, Mapping[str, Any]]
) -> PlannedRow:
    """Read one row; what cannot be read becomes a reason against it, what is odd a finding."""
    title = " ".join(reading.text("title", longest=500, needed=True).split())
    printed_kind = reading.text("kind", longest=60)
    kind = KINDS.get(printed_kind)
    if not printed_kind:
        reading.find("kind_missing", _("The kind of session is not stated."))
    elif kind is None:
        reading.find("kind_unknown", _("The kind “%(kind)s” is kept as printed."), kind=printed_kind)
    day, starts, ends = _day(reading), _clock(reading, "start"), _clock(reading, "end")
    zone = _zone(reading, is_needed=bool(starts or ends))
    people, rest = read_speakers(reading.text("speakers"))
    note = reading.text("note")
    reading.doubts(note)
    values = {
        "kind": str(kind or Slot.Kind.OTHER),
        "kind_as_printed": printed_kind,
        "titles": {"en": title},
        "audience": str(Slot.Audience.DELEGATIONS if "members only" in printed_kind else Slot.Audience.EVERYONE),
        "room_as_printed": reading.text("room", longest=200),
        "day": day,
        "day_as_printed": reading.text("day", longest=20),
        "starts_at": _moment(day, starts, zone),
        "ends_at": _moment(day, ends, zone),
        "start_as_printed": f"{starts:%H:%M}" if starts else "",
        "end_as_printed": f"{ends:%H:%M}" if ends else "",
        "speakers_as_printed": rest,
        "order": order,
        "source": reading.text("source"),
        "note": note,
        "speakers": [[one.name, one.position, one.part, one.note] for one in people],
    }
    key = _slug(title, number=order, taken=taken)
    return planned(reading, key=key, values=values, before=before.get(key))


def _before(slot: Slot) -> dict[str, Any]:
    """Give what is recorded of a slot in the form in which a row is planned."""
    appearances = sorted(slot.appearances.all(), key=lambda one: (one.order, one.pk))
    return {name: getattr(slot, name) for name in COLUMNS} | {
        "speakers": [
            [one.speaker.name, one.position or one.speaker.positions.get("en", ""), one.part, one.note]
            for one in appearances
        ]
    }


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in COLUMNS}


def _with_findings(row: PlannedRow, findings: Iterable[Finding]) -> PlannedRow:
    return replace(row, findings=(*row.findings, *(_remark(finding) for finding in findings)))


def _day(reading: Reading) -> date | None:
    text = reading.text("date")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        reading.fault("date_wrong", _("“%(date)s” is no date. Write it as 2020-11-17."), date=text[:80])
        return None


def _clock(reading: Reading, column: str) -> time | None:
    text = reading.text(column)
    try:
        return datetime.strptime(text, "%H:%M").time() if text else None  # noqa: DTZ007  a clock time has no zone
    except ValueError:
        reading.fault("time_wrong", _("“%(time)s” is no time. Write it as 09:30."), time=text[:80])
        return None


def _zone(reading: Reading, *, is_needed: bool) -> str:
    text = reading.text("tz")
    if text and text not in zone_names():
        reading.fault(
            "unknown_zone",
            _("“%(zone)s” is no time zone. Write one such as Asia/Seoul, or leave it empty."),
            zone=text[:80],
        )
        return ""
    if not text and is_needed:
        reading.find("zone_missing", _("The time zone is not stated: the times are kept as printed."))
    return text


def _moment(day: date | None, clock: time | None, zone: str) -> datetime | None:
    return datetime.combine(day, clock, tzinfo=ZoneInfo(zone)).astimezone(UTC) if day and clock and zone else None


def _slug(title: str, *, number: int, taken: Counter[str]) -> str:
    """Make an address from the title that stays the same when the same table is imported again."""
    stem = slugify(title)[:60].rstrip("-") or f"session-{number}"
    taken[stem] += 1
    return stem if taken[stem] == 1 else f"{stem}-{taken[stem]}"


def _remark(finding: Finding) -> Remark:
    others = ", ".join(text.value for text in finding.others)
    return Remark(finding.code.replace(" ", "_"), FOUND[finding.code], {"others": others} if others else {})


def _members(rows: Iterable[PlannedRow]) -> dict[str, Member]:
    """Find the members that positions end with: "Mayor, Seoul"."""
    places = {_place(position) for row in rows for _name, position, _part, _note in row.values["speakers"]}
    others = OtherName.objects.filter(name__in=places).select_related("member")
    return {other.name: other.member for other in others} | {
        member.name: member for member in Member.objects.filter(name__in=places)
    }


def _place(position: str) -> str:
    return position.rpartition(",")[2].strip()


def _write(meeting: Meeting, row: PlannedRow, *, members: Mapping[str, Member], at: datetime) -> None:
    slot = Slot.objects.filter(meeting=meeting, slug=row.key).first() or Slot(meeting=meeting, slug=row.key)
    if slot.pk and not row.changes.keys().isdisjoint({"starts_at", "ends_at"}):
        slot.sequence += 1
    for name, value in _columns(row.values).items():
        setattr(slot, name, value)
    # What was printed is public already: it does not wait for a release.
    slot.state, slot.draft, slot.changed_at = Slot.State.RELEASED, None, at
    slot.save()
    slot.appearances.all().delete()
    for order, (name, position, part, note) in enumerate(row.values["speakers"]):
        speaker, _created = Speaker.objects.get_or_create(
            meeting=meeting,
            slug=slugify(name)[:80] or f"speaker-{slot.pk}-{order}",
            defaults={"name": name, "positions": {"en": position}, "member": members.get(_place(position))},
        )
        own_position = "" if speaker.positions.get("en") == position else position
        Appearance.objects.get_or_create(
            slot=slot,
            speaker=speaker,
            defaults={"part": part, "note": note, "order": order, "position": own_position},
        )
