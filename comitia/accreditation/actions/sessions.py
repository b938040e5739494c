"""Keeps people's places in sessions in line with the form; the programme, which is built on registrations, does it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from comitia.accreditation.models import Registration
from comitia.accreditation.queries.sessions import chosen_sessions

State = Registration.State
_tasks: list[Any] = []


def sign_up_by(task: Any) -> None:
    """Let a task settle the places in sessions of a registration (by its reference), with those newly chosen (slugs)."""
    _tasks[:] = [task]


def settle_sessions(registration: Registration, *, before: Collection[str] = (), was: str = "") -> None:
    """Have places taken in sessions newly chosen, and given back in those left out, in a job of the caller's transaction.

    `before` are the sessions that were chosen in the state `was`. Who was accepted before and has given a place back
    since does not get it again for having changed another answer.
    """
    chosen = chosen_sessions(registration)
    is_accepted = registration.state == State.ACCEPTED
    if is_accepted and was == State.ACCEPTED and chosen == frozenset(before):
        return
    new = chosen.difference(before if was == State.ACCEPTED else ()) if is_accepted else ()
    for task in _tasks if chosen or before else ():
        task.enqueue(str(registration.reference), sorted(new))
