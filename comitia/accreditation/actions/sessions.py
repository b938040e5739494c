"""Has people signed up for the sessions they chose in the form; the programme, which is built on registrations, does it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from comitia.accreditation.models import Registration
from comitia.accreditation.queries.versions import form_of_version
from comitia.core.forms.definition import Kind

_tasks: list[Any] = []


def sign_up_by(task: Any) -> None:
    """Let a task sign up the person of a registration (by its reference) for sessions (by their slugs)."""
    _tasks[:] = [task]


def sign_up_for_sessions(registrations: Iterable[Registration]) -> None:
    """Have accepted people signed up for the sessions that their answers name, in a job of the caller's transaction."""
    for registration in registrations:
        asked = form_of_version(registration.form_id).questions
        chosen = [slug for one in asked if one.kind is Kind.SESSIONS for slug in registration.answers.get(one.key, ())]
        for task in _tasks if chosen else ():
            task.enqueue(str(registration.reference), sorted(set(chosen)))
