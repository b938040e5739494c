from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime, parseaddr
from smtplib import SMTPAuthenticationError, SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPSenderRefused
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.utils import translation
from django_tasks import task

from comitia.notices import actions, queries
from comitia.notices.actions import webhooks
from comitia.notices.models import Mail, WebhookDelivery
from comitia.notices.policies.identity import identity_of
from comitia.notices.policies.webhooks import signature
from comitia.notices.queries.webhooks import next_delivery_at
from comitia.platform.clock import now
from comitia.platform.outgoing import Answered, Networks, NotReachedError, networks, post

logger = logging.getLogger(__name__)

CONSOLE: Final = "comitia.platform.console_mail.EmailBackend"
BATCH: Final = 200
PERMANENT: Final = 500
STATUS: Final = re.compile(r"5\.\d{1,3}\.\d{1,3}(?!\d)")
SERVER_PAUSE: Final = timedelta(minutes=1)
ROUND: Final = timedelta(seconds=30)


@task()
def send_letters() -> int:
    """Send what is due, over one connection; say how many letters the server took.

    A letter is leased before it is sent and marked after, each in its own transaction, so two workers never send the
    same one. What remains is the moment between the server's answer and our commit: a process killed in it sends the
    letter again when the lease has run out, under the same Message-ID, by which mail programs recognise the copy.
    """
    connection, sent, pause = get_connection(), 0, timedelta(seconds=1)
    try:
        for _turn in range(BATCH):
            mail = actions.lease_letter(at=now())
            if mail is None:
                break
            outcome = _send(mail, connection)
            if outcome is None:
                actions.mark_sent(mail, at=now(), keep_text=settings.EMAIL_BACKEND == CONSOLE)
                sent += 1
            else:
                logger.warning("A letter (%s, attempt %s) was not taken: %s", mail.kind, mail.attempts, outcome.error)
                if outcome.is_bounce:
                    actions.mark_bounced(mail, error=outcome.error, status=outcome.status, at=now())
                else:
                    actions.mark_unsent(mail, error=outcome.error, is_final=outcome.is_final, at=now())
                connection.close()
                if outcome.is_about_server:
                    pause = SERVER_PAUSE
                    break
    finally:
        connection.close()
    _come_back(pause)
    return sent


@task()
def forget_old_secrets() -> int:
    return actions.forget_old_secrets(at=now())


def _come_back(pause: timedelta) -> None:
    """Enqueue the next round for when the next letter is due."""
    due_at = queries.next_due_at()
    if due_at is not None:
        then = max(due_at, now() + pause)
        next_round: Any = send_letters
        next_round.using(run_after=then, dedupe_key=f"send_letters:{then:%H:%M}").enqueue()


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a letter was not taken; trying again may be of no use, or the server itself may be away.

    A bounce is a final refusal of the receiver or of the letter; `status` is its code of RFC 3463, if the server gave one.
    """

    error: str
    is_final: bool = False
    is_bounce: bool = False
    is_about_server: bool = False
    status: str = ""


def _send(mail: Mail, connection: Any) -> Failure | None:
    """Hand a letter to the mail server; give None if it took it."""
    try:
        connection.open()
        message_of(mail, connection).send()
    except SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()), (0, b""))
        return Failure(f"SMTPRecipientsRefused {code}", is_bounce=code >= PERMANENT, status=_status(words))
    except SMTPAuthenticationError as error:
        return Failure(f"SMTPAuthenticationError {error.smtp_code}", is_about_server=True)
    except SMTPSenderRefused as error:
        return Failure(f"SMTPSenderRefused {error.smtp_code}", is_final=error.smtp_code >= PERMANENT)
    except SMTPDataError as error:
        is_bounce, status = error.smtp_code >= PERMANENT, _status(error.smtp_error)
        return Failure(f"SMTPDataError {error.smtp_code}", is_bounce=is_bounce, status=status)
    except (SMTPException, OSError) as error:
        return Failure(type(error).__name__, is_about_server=True)
    return None


def _status(words: bytes | str) -> str:
    """Find the code that begins a server's answer; its words are not kept, since they may name the receiver."""
    found = STATUS.match(words.decode("ascii", "replace") if isinstance(words, bytes) else words)
    return found[0] if found else ""


def message_of(mail: Mail, connection: Any) -> EmailMultiAlternatives:
    """Write the letter as an e-mail, each time under the same identity."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        settings.DEFAULT_FROM_EMAIL,
        [mail.to],
        connection=connection,
        headers={
            "Message-ID": f"<{identity_of(mail.pk, mail.key)}@{domain}>",
            "Date": format_datetime(mail.queued_at),
            "Auto-Submitted": "auto-generated",
            "Content-Language": mail.language,
        },
    )
    message.attach_alternative(laid_out(mail.text, language=mail.language), "text/html")
    if mail.calendar:
        message.attach("calendar.ics", bytes(mail.calendar).decode(), "text/calendar")
    return message


def laid_out(text: str, *, language: str) -> str:
    """Lay a plain text out as HTML: paragraphs, and a line that is an address becomes a link."""
    paragraphs = [part.split("\n") for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
    is_rtl = translation.get_language_info(language)["bidi"]
    return render_to_string(
        "letters/letter.html", {"paragraphs": paragraphs, "lang": language, "dir": "rtl" if is_rtl else "ltr"}
    )


@task()
def call_webhooks() -> int:
    """Send the messages to webhooks that are due; say how many were taken.

    A message is leased before it is sent and marked after, each in its own transaction, as letters are. A round ends
    after half a minute, so that slow receivers keep no letter waiting for long.
    """
    taken, ends_at = 0, now() + ROUND
    allowed = networks(settings.COMITIA.webhook_networks)
    while now() < ends_at and (delivery := webhooks.lease_delivery(at=now())) is not None:
        taken += webhooks.note_answer(delivery, _call(delivery, allowed), at=now())
    due_at = next_delivery_at()
    if due_at is not None:
        then = max(due_at, now() + timedelta(seconds=1))
        next_round: Any = call_webhooks
        next_round.using(run_after=then, dedupe_key=f"call_webhooks:{then:%H:%M}").enqueue()
    return taken


@task()
def forget_deliveries() -> int:
    return webhooks.forget_deliveries(at=now())


def _call(delivery: WebhookDelivery, allowed: Networks) -> Answered | str:
    """Send a message, signed anew for each attempt as Standard Webhooks 1.0 says."""
    body, moment = delivery.body.encode(), str(int(now().timestamp()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Comitia",
        "webhook-id": delivery.message,
        "webhook-timestamp": moment,
        "webhook-signature": signature(delivery.webhook.secret, delivery.message, moment, body),
    }
    try:
        return post(delivery.webhook.address, body, headers=headers, allowed=allowed)
    except NotReachedError as error:
        return str(error)
