"""Letters that wait until an officer has looked at them: let go, changed or dropped, one or many."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from comitia.journal.actions import record
from comitia.notices.actions.writing import LONGEST_SUBJECT, wake_sender
from comitia.notices.models import Mail
from comitia.notices.queries import letter_record
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse
from comitia.platform.edits import changes_since


def approve_letters(pks: Collection[int], *, by: Actor, at: datetime) -> int:
    """Let letters go that wait for review, and leave the others among them alone; say how many went."""
    return _decide(pks, "approve_letters", {"state": Mail.State.QUEUED, "due_at": at}, by=by, at=at)


def drop_letters(pks: Collection[int], *, by: Actor, at: datetime) -> int:
    """Keep letters from being sent that wait for review; their keys stay used, so they are not written anew."""
    return _decide(pks, "drop_letters", {"state": Mail.State.DROPPED}, by=by, at=at)


def edit_letter(pk: int, *, subject: str, text: str, seen: str | None, by: Actor, at: datetime) -> None:
    """Change a letter that waits for review; `seen` is the token of what the officer was shown."""
    with transaction.atomic():
        mail = _in_review().select_for_update().filter(pk=pk).first()
        if mail is None:
            refuse("not_in_review", _("This letter no longer waits for review. Look at its state in the outbox."))
        wanted = {"subject": " ".join(subject.split())[:LONGEST_SUBJECT], "text": text.strip()}
        if not all(wanted.values()):
            refuse("empty", _("A letter has a subject and a text. Drop it if it should not be sent."))
        changes = changes_since(letter_record(mail), wanted, seen=seen)
        if changes:
            Mail.objects.filter(pk=pk).update(**wanted)
            record("edit_letter", f"mail:{pk}", by=by, at=at, facts={"fields": sorted(changes)})


def _decide(pks: Collection[int], verb: str, changes: dict[str, Any], *, by: Actor, at: datetime) -> int:
    with transaction.atomic():
        kinds = sorted(set(_in_review().filter(pk__in=pks).order_by().values_list("kind", flat=True)))
        number = _in_review().filter(pk__in=pks).update(**changes)
        if not number:
            refuse("not_in_review", _("None of these letters waits for review any more. Look at them in the outbox."))
        subject = f"mail:{next(iter(pks))}" if len(pks) == 1 else "outbox"
        record(verb, subject, by=by, at=at, facts={"letters": number, "kinds": kinds})
        if changes["state"] == Mail.State.QUEUED:
            wake_sender(at=at)
    return number


def _in_review() -> QuerySet[Mail]:
    return Mail.objects.filter(state=Mail.State.REVIEW)
