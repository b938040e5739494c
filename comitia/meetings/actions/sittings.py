"""Plans sittings and leads them: called to order, suspended, resumed, adjourned, closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comitia.journal.actions import record
from comitia.meetings.actions.presence import end_presences
from comitia.meetings.actions.recording import access_of, announce, enter, locked_session, subject_of
from comitia.meetings.models import Meeting, Officer, Sitting
from comitia.meetings.policies import may_close_doors, may_end, may_plan_sittings, may_replan, may_resume, may_suspend
from comitia.meetings.queries.plans import record_of_sitting
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.platform.bus import announce_on_commit
from comitia.platform.edits import changes_since

State = Sitting.State


@transaction.atomic
def plan_sitting(
    meeting: Meeting,
    *,
    starts_at: datetime,
    ends_at: datetime,
    titles: Mapping[str, str],
    is_closed: bool,
    by: Actor,
    at: datetime,
) -> Sitting:
    """Add a sitting to a session."""
    require(may_plan_sittings(by))
    meeting = locked_session(meeting.pk)
    _check_times(starts_at, ends_at)
    last = Sitting.objects.filter(meeting=meeting).order_by("-number").values_list("number", flat=True).first()
    sitting = Sitting.objects.create(
        meeting=meeting,
        number=(last or 0) + 1,
        titles=dict(titles),
        starts_at=starts_at,
        ends_at=ends_at,
        is_closed=is_closed,
    )
    record("plan_sitting", subject_of(sitting), by=by, at=at, facts=_plan_of(sitting))
    announce_on_commit("public_changed", {"what": "meetings"})
    announce(meeting, "sitting_planned")
    return sitting


@transaction.atomic
def replan_sitting(
    reference: UUID, values: Mapping[str, Any], *, seen: str | None = None, by: Actor, at: datetime
) -> Sitting:
    """Change titles, times or openness of a sitting that has not begun."""
    sitting = locked_sitting(reference)
    require(may_replan(by, sitting))
    changes_since(record_of_sitting(sitting), values, seen=seen)
    for name in ("starts_at", "ends_at", "titles", "is_closed"):
        if name in values:
            setattr(sitting, name, values[name])
    _check_times(sitting.starts_at, sitting.ends_at)
    sitting.save()
    record("replan_sitting", subject_of(sitting), by=by, at=at, facts=_plan_of(sitting))
    announce(sitting.meeting, "sitting_planned")
    return sitting


@transaction.atomic
def suspend_sitting(reference: UUID, *, reason: str, by: Actor, at: datetime) -> Sitting:
    """Interrupt a sitting for some minutes; nothing is given, asked or voted until it is resumed."""
    sitting = locked_sitting(reference)
    require(may_suspend(by, sitting))
    return _move(sitting, State.SUSPENDED, "sitting_suspended", by=by, at=at, reason=reason)


@transaction.atomic
def resume_sitting(reference: UUID, *, by: Actor, at: datetime) -> Sitting:
    """Go on with a suspended sitting."""
    sitting = locked_sitting(reference)
    require(may_resume(by, sitting))
    return _move(sitting, State.IN_SESSION, "sitting_resumed", by=by, at=at)


@transaction.atomic
def adjourn_sitting(reference: UUID, *, reason: str, by: Actor, at: datetime) -> Sitting:
    """End a sitting before its business is done; the session goes on in another one."""
    sitting = locked_sitting(reference)
    require(may_end(by, sitting))
    return _move(sitting, State.ADJOURNED, "sitting_adjourned", by=by, at=at, reason=reason)


@transaction.atomic
def close_sitting(reference: UUID, *, by: Actor, at: datetime) -> Sitting:
    """End a sitting whose business is done."""
    sitting = locked_sitting(reference)
    require(may_end(by, sitting))
    return _move(sitting, State.CLOSED, "sitting_closed", by=by, at=at)


@transaction.atomic
def sit_in_camera(reference: UUID, *, is_closed: bool, by: Actor, at: datetime) -> Sitting:
    """Close the doors of a sitting to everybody but the committee and the secretariat, or open them again."""
    sitting = locked_sitting(reference)
    require(may_close_doors(by, sitting))
    if sitting.is_closed == is_closed:
        return sitting
    sitting.is_closed = is_closed
    sitting.save(update_fields=["is_closed"])
    kind = "sitting_in_camera" if is_closed else "sitting_in_public"
    facts = {"sitting": sitting.number}
    enter(sitting.meeting, kind, by=by, at=at, facts=facts, subject=subject_of(sitting))
    return sitting


def locked_sitting(reference: UUID) -> Sitting:
    """Give a sitting, its session kept from all others who act in it."""
    meeting = Sitting.objects.filter(reference=reference).values_list("meeting", flat=True).first()
    if meeting is None:
        refuse("sitting_gone", _("There is no such sitting. Go back to the meeting and choose one."))
    session = locked_session(meeting)
    sitting = Sitting.objects.get(reference=reference)
    sitting.meeting = session
    return sitting


def _move(sitting: Sitting, state: Sitting.State, kind: str, *, by: Actor, at: datetime, reason: str = "") -> Sitting:
    sitting.state = state
    facts: dict[str, Any] = {"sitting": sitting.number}
    if state in {State.ADJOURNED, State.CLOSED}:
        sitting.ended_at = at
        end_presences(sitting, at=at)
        Officer.objects.filter(sitting=sitting, until=None).update(until=at)
    sitting.save(update_fields=["state", "ended_at"])
    if reason:
        facts["reason"] = reason
    enter(sitting.meeting, kind, by=by, at=at, facts=facts, access=access_of(sitting), subject=subject_of(sitting))
    return sitting


def _check_times(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        refuse("ends_before_start", _("The sitting ends before it begins. Check both times."))


def _plan_of(sitting: Sitting) -> dict[str, Any]:
    return {
        "number": sitting.number,
        "starts_at": sitting.starts_at.isoformat(),
        "ends_at": sitting.ends_at.isoformat(),
        "is_closed": sitting.is_closed,
    }
