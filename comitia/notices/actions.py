from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from comitia.journal.actions import record
from comitia.notices.models import Mail
from comitia.notices.queries import due_letter
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse

SEND: Final = "comitia.notices.tasks.send_letters"
LEASE: Final = timedelta(minutes=10)
PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 420, 720))
ATTEMPTS: Final = len(PAUSES) + 1
SECRETS_KEPT: Final = timedelta(days=1)


def queue_letter(
    kind: str,
    *,
    key: str,
    to: str,
    person: UUID | None,
    language: str,
    subject: str,
    text: str,
    at: datetime,
    html: str = "",
    calendar: bytes = b"",
    holds_secret: bool = False,
) -> bool:
    """Put a letter into the outbox, in the caller's transaction; say whether it is new: a key is used once.

    Without `html` the text is laid out by `letters/letter.html`. `holds_secret` letters lose their text once sent.
    """
    mail = {
        "kind": kind,
        "to": to,
        "person": person,
        "language": language,
        "subject": " ".join(subject.split())[:250],
        "text": text,
        "html": html or laid_out(text, language=language),
        "calendar": calendar,
        "holds_secret": holds_secret,
        "queued_at": at,
        "due_at": at,
    }
    with transaction.atomic(savepoint=False):
        _mail, is_new = Mail.objects.get_or_create(key=key[:120], defaults=mail)
        if is_new:
            import_string(SEND).using(dedupe_key="send_letters").enqueue()
    return is_new


def write_letter(
    kind: str,
    *,
    key: str,
    to: str,
    person: UUID | None,
    language: str,
    at: datetime,
    words: dict[str, Any],
    calendar: bytes = b"",
    holds_secret: bool = False,
) -> bool:
    """Write `letters/<kind>.txt` in the reader's language and queue it: its first line is the subject, the rest the text."""
    with translation.override(language):
        written = render_to_string(f"letters/{kind}.txt", words).strip()
    subject, _newline, text = written.partition("\n")
    return queue_letter(
        kind,
        key=key,
        to=to,
        person=person,
        language=language,
        subject=subject,
        text=text.strip(),
        at=at,
        calendar=calendar,
        holds_secret=holds_secret,
    )


def laid_out(text: str, *, language: str) -> str:
    """Lay a plain text out as HTML: paragraphs, and a line that is an address becomes a link."""
    paragraphs = [part.split("\n") for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
    is_rtl = translation.get_language_info(language)["bidi"]
    return render_to_string(
        "letters/letter.html", {"paragraphs": paragraphs, "lang": language, "dir": "rtl" if is_rtl else "ltr"}
    )


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
        changes |= {"text": "", "html": ""}
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


def _ours(mail: Mail) -> Any:
    return Mail.objects.filter(pk=mail.pk, state=Mail.State.SENDING, attempts=mail.attempts)


def send_again(pk: int, *, by: Actor, at: datetime) -> None:
    """Give a failed letter a new day of attempts."""
    with transaction.atomic():
        failed = Mail.objects.filter(pk=pk, state=Mail.State.FAILED)
        if not failed.update(state=Mail.State.QUEUED, attempts=0, due_at=at):
            refuse("not_failed", _("This letter has not failed. Look at its state in the outbox."))
        record("send_again", f"mail:{pk}", by=by, at=at)
        import_string(SEND).using(dedupe_key="send_letters").enqueue()


def hold_letters(*, by: Actor, at: datetime) -> int:
    """Keep every letter that waits from being sent, as those to invented people are; say how many."""
    with transaction.atomic():
        held = Mail.objects.filter(state=Mail.State.QUEUED).update(state=Mail.State.HELD)
        record("hold_letters", "outbox", by=by, at=at, facts={"letters": held})
    return held


def forget_letters(*, person: UUID, addresses: Collection[str]) -> None:
    """Remove every letter to a person or to their addresses."""
    with transaction.atomic():
        Mail.objects.filter(Q(person=person) | Q(to__in=addresses)).delete()


def forget_old_secrets(*, at: datetime) -> int:
    """Empty the letters whose secret has long expired; say how many."""
    old = Mail.objects.filter(holds_secret=True, queued_at__lt=at - SECRETS_KEPT).exclude(text="")
    finished = old.filter(state__in=[Mail.State.SENT, Mail.State.FAILED])
    with transaction.atomic():
        return finished.update(text="", html="")
