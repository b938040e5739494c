"""The way of a letter out of the outbox: leased, sent once, tried again, failed or come back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.journal.actions import record
from comitia.notices.actions.writing import wake_sender
from comitia.notices.models import Mail
from comitia.notices.queries import due_letter
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse

LEASE: Final = timedelta(minutes=10)
PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 420, 720))
ATTEMPTS: Final = len(PAUSES) + 1


def lease_letter(*, at: datetime) -> Mail | None:
    """Take the next letter that is due, so that no other worker sends it until the lease has run out."""
    while (mail := due_letter(at=at)) is not None:
        unchanged = Mail.objects.filter(pk=mail.pk, state=mail.state, attempts=mail.attempts)
        mail.attempts += 1
        with transaction.atomic():
            if unchanged.update(state=Mail.State.SENDING, attempts=mail.attempts, lease_until=at + LEASE):
                return mail
    return None


def mark_sent(mail: Mail, *, at: datetime, keep_text: bool) -> None:
    """Write down that the mail server took a letter."""
    changes: dict[str, Any] = {"state": Mail.State.SENT, "sent_at": at, "lease_until": None, "last_error": ""}
    if mail.holds_secret and not keep_text:
        changes |= {"text": ""}
    with transaction.atomic():
        _ours(mail).update(**changes)


def mark_unsent(mail: Mail, *, error: str, is_final: bool, at: datetime) -> None:
    """Write down that a letter was not taken: it is tried again later, or failed if that is of no use."""
    changes: dict[str, Any] = {"last_error": error[:200], "lease_until": None}
    if is_final or mail.attempts >= ATTEMPTS:
        changes |= {"state": Mail.State.FAILED}
    else:
        changes |= {"state": Mail.State.QUEUED, "due_at": at + PAUSES[mail.attempts - 1]}
    with transaction.atomic():
        _ours(mail).update(**changes)


def mark_bounced(mail: Mail, *, error: str, status: str, at: datetime) -> None:
    """Write down that a mail server refused a letter to its address for good; `status` is the code of RFC 3463, if given."""
    with transaction.atomic():
        _ours(mail).update(
            state=Mail.State.BOUNCED,
            last_error=error[:200],
            bounce_status=status,
            bounced_at=at,
            lease_until=None,
        )


def _ours(mail: Mail) -> Any:
    return Mail.objects.filter(pk=mail.pk, state=Mail.State.SENDING, attempts=mail.attempts)


def send_again(pk: int, *, by: Actor, at: datetime) -> None:
    """Give a letter that failed or came back a new day of attempts."""
    with transaction.atomic():
        stuck = Mail.objects.filter(pk=pk, state__in=[Mail.State.FAILED, Mail.State.BOUNCED]).exclude(text="")
        if not stuck.update(state=Mail.State.QUEUED, attempts=0, due_at=at, bounced_at=None, bounce_status=""):
            refuse("not_failed", _("This letter cannot be sent again. Look at its state in the outbox."))
        record("send_again", f"mail:{pk}", by=by, at=at)
        wake_sender(at=at)


def hold_letters(*, by: Actor, at: datetime) -> int:
    """Keep every letter that waits from being sent, as those to invented people are; say how many."""
    with transaction.atomic():
        waiting = Mail.objects.filter(state__in=[Mail.State.QUEUED, Mail.State.REVIEW])
        held = waiting.update(state=Mail.State.HELD)
        record("hold_letters", "outbox", by=by, at=at, facts={"letters": held})
    return held
