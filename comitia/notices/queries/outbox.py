"""The outbox: what waits, what was sent, what came back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from comitia.notices.models import Mail
from comitia.platform.edits import Record


def letters(*, state: str = "", kind: str = "") -> QuerySet[Mail]:
    """Give the letters of the outbox, the newest first, without their attachments."""
    found = Mail.objects.defer("calendar").order_by("-queued_at", "-pk")
    found = found.filter(kind=kind) if kind else found
    return found.filter(state=state) if state in Mail.State.values else found


def letter(pk: int) -> Mail | None:
    return Mail.objects.filter(pk=pk).first()


def letter_record(mail: Mail) -> Record:
    """Give what an officer may change of a letter that waits for review."""
    return Record(str(mail.pk), mail.subject, {"subject": mail.subject, "text": mail.text})


def counts() -> dict[str, int]:
    """Count the letters in each state; the desk shows those in review, failed and bounced as waiting for somebody."""
    found = dict(Mail.objects.order_by().values_list("state").annotate(Count("pk")))
    return {state: found.get(state, 0) for state in Mail.State.values}


def counts_of(beginning: str) -> dict[str, int]:
    """Count the letters whose keys begin in one way, such as those of a mailing, by their states."""
    found = Mail.objects.filter(key__startswith=beginning).order_by()
    return dict(found.values_list("state").annotate(Count("pk")))


def states_of(keys: Collection[str]) -> dict[str, str]:
    """Give the states of the letters that were written under these keys."""
    return dict(Mail.objects.filter(key__in=keys).values_list("key", "state"))


class Way(NamedTuple):
    """How far a letter is, and to which address it went."""

    state: str
    to: str
    sent_at: datetime | None


def ways_of(beginning: str) -> dict[str, Way]:
    """Give how far each letter is whose key begins in one way, such as those of a convocation."""
    found = Mail.objects.filter(key__startswith=beginning).values_list("key", "state", "to", "sent_at")
    return {key: Way(state, to, sent_at) for key, state, to, sent_at in found}


def bounced_addresses(among: Collection[str]) -> set[str]:
    """Give the addresses whose last letter came back."""
    asked = set(among)
    bounced = Mail.objects.filter(state=Mail.State.BOUNCED).order_by().values_list("to").annotate(Max("bounced_at"))
    came_back = {to: at for to, at in bounced if to in asked}
    arrived = Mail.objects.filter(state=Mail.State.SENT, to__in=came_back).values_list("to", "sent_at")
    return came_back.keys() - {to for to, at in arrived if at > came_back[to]}


def due_letter(*, at: datetime) -> Mail | None:
    """Give the next letter to send: one that waits, or one whose sender stopped before it said what came of it."""
    waiting = Q(state=Mail.State.QUEUED, due_at__lte=at)
    lost = Q(state=Mail.State.SENDING, lease_until__lt=at)
    return Mail.objects.filter(waiting | lost).order_by("due_at", "pk").first()


def next_due_at() -> datetime | None:
    """Say when the next letter that waits may be sent."""
    return Mail.objects.filter(state=Mail.State.QUEUED).order_by("due_at").values_list("due_at", flat=True).first()


def letters_to(person: UUID) -> list[dict[str, object]]:
    """List the letters written to a person, for the export of their data."""
    kept = Mail.objects.filter(person=person).order_by("queued_at", "pk")
    return [
        {"kind": mail.kind, "to": mail.to, "subject": mail.subject, "text": mail.text, "at": mail.queued_at.isoformat()}
        for mail in kept.defer("calendar")
    ]
