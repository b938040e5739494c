"""Tasks that come back at an interval. However many workers ask, each turn is enqueued once: whoever moves the date does it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.module_loading import import_string

from comitia.platform.jobs.models import Appointment


@dataclass(frozen=True, slots=True)
class Periodic:
    """A name, the path of a task without arguments, and how often it runs."""

    name: str
    task: str
    every: timedelta


def enqueue_periodic(periodic: Iterable[Periodic], *, at: datetime) -> list[str]:
    """Enqueue what is due and set the next date in the same transaction; give the names of what was enqueued."""
    dates = dict(Appointment.objects.values_list("name", "due_at"))
    enqueued = []
    for entry in periodic:
        due = dates.get(entry.name)
        if due is not None and due > at:
            continue
        with transaction.atomic():
            if due is None:
                _, ours = Appointment.objects.get_or_create(name=entry.name, defaults={"due_at": at + entry.every})
            else:
                same = Appointment.objects.filter(name=entry.name, due_at=due)
                ours = bool(same.update(due_at=at + entry.every))
            if ours:
                import_string(entry.task).using(dedupe_key=f"periodic:{entry.name}").enqueue()
                enqueued.append(entry.name)
    return enqueued
