"""Letters into the outbox, in the caller's transaction; they are laid out when they are sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.module_loading import import_string

from comitia.notices.models import Mail
from comitia.notices.queries import Texts, written
from comitia.platform.jobs.backend import wake
from comitia.platform.statements import Insertion

SEND: Final = "comitia.notices.tasks.send_letters"
AT_ONCE: Final = 50
LONGEST_KEY: Final = Mail._meta.get_field("key").max_length  # noqa: SLF001  Django's public name for it
LONGEST_SUBJECT: Final = Mail._meta.get_field("subject").max_length  # noqa: SLF001
_insertion: Final = Insertion(Mail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter to write: to whom, in which language, with which words. A `key` is used once."""

    key: str
    to: str
    person: UUID | None
    language: str
    words: Mapping[str, Any]
    category: str = ""
    calendar: bytes = b""


def write_letter(
    kind: str,
    *,
    key: str,
    to: str,
    person: UUID | None,
    language: str,
    at: datetime,
    words: Mapping[str, Any],
    category: str = "",
    calendar: bytes = b"",
    holds_secret: bool = False,
    review: bool = False,
) -> bool:
    """Write a letter of a kind and put it into the outbox; say whether it is new. Under `review` it waits for an officer."""
    letter = Letter(key=key, to=to, person=person, language=language, words=words, category=category, calendar=calendar)
    return write_letters(kind, [letter], at=at, holds_secret=holds_secret, review=review) == 1


def write_letters(
    kind: str,
    letters: Iterable[Letter],
    *,
    at: datetime,
    texts: Texts | None = None,
    holds_secret: bool = False,
    review: bool = False,
) -> int:
    """Write many letters of a kind, fifty in a statement; say how many are new. `texts` stand in for its templates."""
    mails = (_mail(kind, letter, at=at, texts=texts, holds_secret=holds_secret, review=review) for letter in letters)
    return _put_into_outbox(mails, at=at, review=review)


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
    calendar: bytes = b"",
    holds_secret: bool = False,
    review: bool = False,
) -> bool:
    """Put a letter that is written already into the outbox; say whether it is new: a key is used once.

    `holds_secret` letters lose their text once sent.
    """
    mail = Mail(
        kind=kind,
        key=key[:LONGEST_KEY],
        to=to,
        person=person,
        language=language,
        subject=" ".join(subject.split())[:LONGEST_SUBJECT],
        text=text,
        calendar=calendar,
        holds_secret=holds_secret,
        state=Mail.State.REVIEW if review else Mail.State.QUEUED,
        queued_at=at,
        due_at=at,
    )
    return _put_into_outbox(iter([mail]), at=at, review=review) == 1


def _mail(kind: str, letter: Letter, *, at: datetime, texts: Texts | None, holds_secret: bool, review: bool) -> Mail:
    found = written(kind, letter.language, letter.category, letter.words, texts=texts)
    return Mail(
        kind=kind,
        key=letter.key[:LONGEST_KEY],
        to=letter.to,
        person=letter.person,
        language=found.language,
        subject=found.subject,
        text=found.text,
        calendar=letter.calendar,
        holds_secret=holds_secret,
        state=Mail.State.REVIEW if review else Mail.State.QUEUED,
        queued_at=at,
        due_at=at,
    )


def _put_into_outbox(mails: Iterator[Mail], *, at: datetime, review: bool) -> int:
    new = 0
    with transaction.atomic(savepoint=False):
        while some := list(islice(mails, AT_ONCE)):
            new += _insertion.write(some)
        if new and not review:
            wake_sender(at=at)
    return new


def wake_sender(*, at: datetime) -> None:
    """Let the letters that wait be sent when the transaction around this call is committed."""
    wake(import_string(SEND), key="send_letters", at=at)
