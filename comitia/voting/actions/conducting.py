"""Leads an open ballot: pauses it because of an incident, resumes it, closes it, annuls it with a reason."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from comitia.platform.actors import SYSTEM, Actor
from comitia.platform.answers import refuse, require
from comitia.voting.actions.counting import count, papers_of, roll_of, seal
from comitia.voting.actions.locking import locked_ballot, note
from comitia.voting.actions.timing import close_when_time_is_over
from comitia.voting.models import Ballot
from comitia.voting.policies import RUNNING, may_annul, may_close, may_pause, may_resume

FORGET: Final = "comitia.voting.tasks.forget_traces"
State = Ballot.State


@transaction.atomic
def pause_ballot(reference: UUID, *, incident: str, by: Actor, at: datetime) -> Ballot:
    """Stop taking papers because of an incident, such as a lost connection; those that came in stay."""
    ballot = locked_ballot(reference)
    require(may_pause(by, ballot))
    said = _said(incident, "no_incident", _("Say which incident interrupts the ballot: it goes into the record."))
    ballot.state, ballot.paused_at = State.PAUSED, at
    ballot.save(update_fields=["state", "paused_at"])
    note(ballot, "ballot_paused", by=by, at=at, incident=said)
    return ballot


@transaction.atomic
def resume_ballot(reference: UUID, *, by: Actor, at: datetime) -> Ballot:
    """Take papers again; a ballot that closes at a time closes later by as long as it was paused."""
    ballot = locked_ballot(reference)
    require(may_resume(by, ballot))
    if ballot.closes_at is not None and ballot.paused_at is not None and at > ballot.paused_at:
        ballot.closes_at += at - ballot.paused_at
        close_when_time_is_over(ballot)
    ballot.state, ballot.paused_at = State.OPEN, None
    ballot.save(update_fields=["state", "paused_at", "closes_at"])
    closes_at = ballot.closes_at.isoformat() if ballot.closes_at else ""
    note(ballot, "ballot_resumed", by=by, at=at, closes_at=closes_at)
    return ballot


@transaction.atomic
def close_ballot(reference: UUID, *, by: Actor, at: datetime) -> Ballot:
    """Take no more papers, and count those that came in."""
    ballot = locked_ballot(reference)
    require(may_close(by, ballot))
    _close(ballot, by=by, at=at)
    return ballot


@transaction.atomic
def close_if_time_is_over(reference: UUID, *, at: datetime) -> bool:
    """Close an open ballot whose time is over; say whether it was closed."""
    ballot = locked_ballot(reference)
    is_over = ballot.state == State.OPEN and ballot.closes_at is not None and ballot.closes_at <= at
    if is_over:
        _close(ballot, by=SYSTEM, at=at)
    return is_over


@transaction.atomic
def annul_ballot(reference: UUID, *, reason: str, by: Actor, at: datetime) -> Ballot:
    """Declare a ballot void with a reason; it stays in the record, and the question can be put to a new one."""
    ballot = locked_ballot(reference)
    require(may_annul(by, ballot))
    said = _said(reason, "no_reason", _("Say why the ballot is annulled: it goes into the record."))
    if ballot.state in RUNNING:
        seal(ballot, roll_of(ballot))
        _forget_traces(ballot)
    ballot.state, ballot.annulled_at, ballot.annulment_reason = State.ANNULLED, at, said
    ballot.save(update_fields=["state", "annulled_at", "annulment_reason"])
    note(ballot, "ballot_annulled", by=by, at=at, reason=said)
    return ballot


def _close(ballot: Ballot, *, by: Actor, at: datetime) -> None:
    lines = roll_of(ballot)
    papers = papers_of(ballot, lines)
    seal(ballot, lines)
    _forget_traces(ballot)
    ballot.is_closed = ballot.is_closed or ballot.sitting.is_closed
    ballot.state, ballot.closed_at = State.CLOSED, at
    ballot.save(update_fields=["state", "closed_at", "is_closed"])
    note(ballot, "ballot_closed", by=by, at=at, cast=len(papers), entitled=sum(one.is_entitled for one in lines))
    count(ballot, lines, papers, at=at)


def _forget_traces(ballot: Ballot) -> None:
    """Let the database files forget in which order the papers of a secret ballot came, once they are rewritten."""
    if ballot.is_secret:
        import_string(FORGET).enqueue()


def _said(words: str, code: str, sentence: str) -> str:
    if not words.strip():
        refuse(code, sentence)
    return words.strip()[:1000]
