"""Keeps whether a sitting has its quorum: judged at the call to order, and again whenever those who count may be others."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from comitia.core.governance.plain_data import to_plain
from comitia.meetings.actions import access_of, announce, enter, locked_session, subject_of
from comitia.meetings.models import Sitting
from comitia.meetings.policies.sittings import RUNNING
from comitia.platform.actors import SYSTEM, Actor
from comitia.voting.queries.quorum import quorum_of_sitting, step_of_sitting


def check_quorum(sitting: Sitting, *, by: Actor, at: datetime) -> None:
    """Judge the quorum of a sitting as it is called to order, in that transaction; without one it begins inquorate."""
    sitting.quorum_step = step_of_sitting(sitting, at=at)
    judged = _judged(sitting, at=at)
    if judged is not None:
        _keep(sitting, judged)
        _note(sitting, "quorum_checked", by=by, at=at)


def follow_quorum(sitting: Sitting, *, by: Actor, at: datetime) -> None:
    """Judge the quorum anew after something that may change it, in the caller's transaction and under its lock.

    The record of a running sitting says when it is lost or reached, and when other numbers leave it as it was.
    """
    if sitting.state not in {Sitting.State.SCHEDULED, *RUNNING}:
        return
    if sitting.state == Sitting.State.SCHEDULED:
        sitting.quorum_step = step_of_sitting(sitting, at=at)
    judged, before = _judged(sitting, at=at), sitting.quorum
    if judged is None or judged == before:
        return
    _keep(sitting, judged)
    if sitting.state == Sitting.State.SCHEDULED:
        announce(sitting.meeting, "presence")
        return
    kind = _kind(before.get("is_met"), judged["is_met"])
    _note(sitting, kind, by=by, at=at)


def follow_quorum_in(meeting: int, *, at: datetime) -> None:
    """Judge the quorum of the running sitting of a session by itself: dues, mandates and credentials change unseen."""
    with transaction.atomic():
        session = locked_session(meeting)
        running = Sitting.objects.filter(meeting=session, state__in=RUNNING).first()
        if running is not None:
            running.meeting = session
            follow_quorum(running, by=SYSTEM, at=at)


def _kind(before: bool | None, now: bool | None) -> str:
    if now is None or now == before:
        return "quorum_checked"
    return "quorum_reached" if now else "quorum_lost"


def _judged(sitting: Sitting, *, at: datetime) -> dict[str, Any] | None:
    found = quorum_of_sitting(sitting, at=at)
    return None if found is None else to_plain(found)


def _keep(sitting: Sitting, judged: dict[str, Any]) -> None:
    sitting.quorum = judged
    sitting.is_inquorate = sitting.state in RUNNING and judged["is_met"] is False
    sitting.save(update_fields=["quorum", "quorum_step", "is_inquorate"])


def _note(sitting: Sitting, kind: str, *, by: Actor, at: datetime) -> None:
    facts = {"sitting": sitting.number, "step": sitting.quorum_step, **sitting.quorum}
    access, subject = access_of(sitting), subject_of(sitting)
    enter(sitting.meeting, kind, by=by, at=at, facts=facts, access=access, subject=subject)
