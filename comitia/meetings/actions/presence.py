"""Keeps who is at a sitting: people come and go, members are present through them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from comitia.accounts.models import Person
from comitia.meetings.actions.recording import access_of, announce, enter, locked_session
from comitia.meetings.models import Meeting, Presence, Sitting
from comitia.members.models import Member
from comitia.platform.actors import SYSTEM, Actor
from comitia.platform.answers import refuse

GRACE: Final = timedelta(seconds=60)
Mode, Source = Presence.Mode, Presence.Source
RUNNING: Final = (Sitting.State.SCHEDULED, Sitting.State.IN_SESSION, Sitting.State.SUSPENDED)


@transaction.atomic
def arrive(
    sitting: Sitting, person: Person, *, member: Member | None, mode: str, source: str, by: Actor, at: datetime
) -> Presence:
    """Note that somebody is at a sitting, for a member or for nobody; whoever is there already stays as they came.

    The caller says for whom: it knows the delegations. A browser that was lost and comes back within `GRACE` never left.
    """
    session = locked_session(sitting.meeting_id)
    sitting = Sitting.objects.get(pk=sitting.pk)
    if sitting.state not in RUNNING:
        refuse("sitting_over", _("The sitting is over. You find its record on the page of the meeting."))
    running = Presence.objects.filter(sitting=sitting, person=person, until=None).first()
    if running is not None and running.mode == mode:
        Presence.objects.filter(pk=running.pk).update(seen_at=at)
        return running
    if running is not None:
        # The same person in the room and online is there once
        if running.mode == Mode.IN_PERSON and source == Source.BROWSER:
            Presence.objects.filter(pk=running.pk).update(seen_at=at)
            return running
        _end(running, at=at)
    was_present = _is_present(sitting, member)
    presence = Presence.objects.create(
        sitting=sitting, person=person, member=member, mode=mode, source=source, since=at, seen_at=at
    )
    if member is not None and not was_present:
        enter(
            session,
            "member_arrived",
            by=by,
            at=at,
            facts={"sitting": sitting.number, "member": member.slug, "mode": mode, "source": source},
            access=access_of(sitting),
        )
    else:
        announce(session, "presence")
    return presence


def see_again(sitting: int, person: UUID, *, at: datetime) -> bool:
    """Note that a browser is still there, without a turn in the session; False if its presence has ended."""
    found = Presence.objects.filter(sitting=sitting, person__reference=person, until=None)
    return bool(found.filter(seen_at__lte=at).update(seen_at=at)) or found.exists()


@transaction.atomic
def leave(sitting: Sitting, person: Person, *, by: Actor, at: datetime) -> None:
    """Note that somebody has left a sitting; it is no error if they were not there."""
    session = locked_session(sitting.meeting_id)
    running = Presence.objects.filter(sitting=sitting, person=person, until=None).select_related("member").first()
    if running is not None:
        _end(running, at=at)
        _note_member_left(running, session=session, why="left", by=by, at=at)


def end_lost_presences(*, at: datetime) -> int:
    """End the presence of browsers not heard of for `GRACE`, as of when they were last heard of; give how many."""
    sessions = list(_lost(at=at).order_by().values_list("sitting__meeting", flat=True).distinct())
    return sum(_end_lost_in(session, at=at) for session in sessions)


@transaction.atomic
def _end_lost_in(meeting: int, *, at: datetime) -> int:
    session = locked_session(meeting)
    lost = list(_lost(at=at).filter(sitting__meeting=session).select_related("sitting", "member"))
    for presence in lost:
        _end(presence, at=presence.seen_at)
        _note_member_left(presence, session=session, why="connection_lost", by=SYSTEM, at=at)
    return len(lost)


def _lost(*, at: datetime) -> QuerySet[Presence]:
    return Presence.objects.filter(sitting__state__in=RUNNING, until=None, mode=Mode.ONLINE, seen_at__lt=at - GRACE)


def end_presences(sitting: Sitting, *, at: datetime) -> None:
    """End everybody's presence with the sitting, in the caller's transaction; its end says so in the record."""
    Presence.objects.filter(sitting=sitting, until=None).update(until=at)


def _end(presence: Presence, *, at: datetime) -> None:
    presence.until = max(at, presence.since)
    presence.save(update_fields=["until"])


def _note_member_left(presence: Presence, *, session: Meeting, why: str, by: Actor, at: datetime) -> None:
    member = presence.member
    if member is None or _is_present(presence.sitting, member):
        announce(session, "presence")
        return
    enter(
        session,
        "member_left",
        by=by,
        at=at,
        facts={"sitting": presence.sitting.number, "member": member.slug, "why": why},
        access=access_of(presence.sitting),
    )


def _is_present(sitting: Sitting, member: Member | None) -> bool:
    return member is not None and Presence.objects.filter(sitting=sitting, member=member, until=None).exists()
