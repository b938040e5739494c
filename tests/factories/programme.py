"""Programmes for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from comitia.meetings.models import Meeting
from comitia.platform.actors import SYSTEM
from comitia.programme import actions
from comitia.programme.actions.editions import begin_edition
from comitia.programme.actions.releasing import put_in_force
from comitia.programme.models import Appearance, Release, Room, Slot, Speaker
from comitia.programme.queries.drafts import working_slot

AT = datetime(2020, 11, 1, 9, 0, tzinfo=UTC)
MOSCOW = ZoneInfo("Europe/Moscow")


def make_meeting(slug="excom-2020", *, zone="Europe/Moscow", is_current=True, is_sample=True) -> Meeting:
    """Make the online meeting of 17 November 2020, or one like it."""
    return Meeting.objects.create(
        slug=slug,
        kind=Meeting.Kind.EXECUTIVE_COMMITTEE,
        year=2020,
        starts_on=date(2020, 11, 17),
        ends_on=date(2020, 11, 17),
        zone=zone,
        state=Meeting.State.CONVOKED,
        is_current=is_current,
        programme_is_sample=is_sample,
    )


def make_room(meeting, slug="hall", *, order=1, **names) -> Room:
    return actions.save_room(
        meeting.slug, slug, names=names or {"en": slug.capitalize()}, order=order, by=SYSTEM, at=AT
    )


def make_slot(meeting, slug="opening", starts="10:00", ends="10:30", *, room="", kind="plenary", at=AT, **more) -> Slot:
    """Make a session on the clock of Moscow that readers see; `more` goes to `save_slot`."""
    draft_slot(meeting, slug, starts, ends, room=room, kind=kind, at=at, **more)
    return publish(meeting, slug, at=at)


def draft_slot(
    meeting, slug="opening", starts="10:00", ends="10:30", *, room="", kind="plenary", at=AT, **more
) -> Slot:
    """Make or change a session in the working copy only."""
    return actions.save_slot(
        meeting.slug,
        slug,
        kind=kind,
        titles=more.pop("titles", {"en": slug.replace("-", " ").capitalize()}),
        room=room,
        fills_all_rooms=more.pop("fills_all_rooms", not room),
        starts_at=moment(starts) if starts else None,
        ends_at=moment(ends) if ends else None,
        by=SYSTEM,
        at=at,
        **more,
    )


def make_speaker(meeting, slug="vera", *, name="", **more) -> Speaker:
    return actions.save_speaker(
        meeting.slug,
        slug,
        name=name or slug.capitalize(),
        positions=more.pop("positions", {"en": "Mayor"}),
        by=SYSTEM,
        at=AT,
        **more,
    )


def name_speaker(meeting, slot, speaker, *, part="speaker") -> Appearance:
    actions.name_speaker(meeting.slug, slot, speaker=speaker, part=part, by=SYSTEM, at=AT)
    publish(meeting, slot, at=AT)
    return Appearance.objects.get(slot__meeting=meeting, slot__slug=slot, speaker__slug=speaker)


def publish(meeting, slug, *, at=AT) -> Slot:
    """Show a session of the working copy to readers, without the letters and the entry in the list of versions that a release makes."""
    slot = Slot.objects.select_related("room").get(meeting=meeting, slug=slug)
    put_in_force(meeting, [slot], {slot.pk: working_slot(slot)}, at=at)
    begin_edition(meeting, at=at)
    return slot


def release(meeting, name="1.0", *, at=AT, by=SYSTEM, **more) -> Release:
    return actions.release_programme(meeting.slug, name=name, by=by, at=at, **more)


def make_sessions(meeting, count) -> list[Slot]:
    """Make so many sessions in five rooms, half an hour each, two speakers in each."""
    for number in range(5):
        make_room(meeting, f"room-{number}", order=number)
    make_speaker(meeting, "vera")
    make_speaker(meeting, "haneul")
    slots = []
    for number in range(count):
        starts = datetime(2020, 11, 17, 9, 30, tzinfo=MOSCOW) + timedelta(minutes=30 * (number // 5))
        slots.append(
            make_slot(
                meeting,
                f"session-{number}",
                f"{starts:%H:%M}",
                f"{starts + timedelta(minutes=30):%H:%M}",
                room=f"room-{number % 5}",
                kind=("forum", "committee", "showcase")[number % 3],
                titles={"en": f"Session {number}", "ru": f"Заседание {number}"},
                summaries={"en": "What cities learnt from each other this year."},
                languages=["en", "ru"],
            )
        )
        name_speaker(meeting, slots[-1].slug, "vera")
        name_speaker(meeting, slots[-1].slug, "haneul", part="moderator")
    return slots


def moment(clock: str) -> datetime:
    """Give a time of 17 November 2020 in Moscow."""
    return datetime.fromisoformat(f"2020-11-17T{clock}").replace(tzinfo=MOSCOW)
