"""Letters that come back: reads a mail server's report (RFC 3464) and finds the letter it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from typing import Final

from django.db import transaction

from comitia.journal.actions import record
from comitia.notices.models import Mail
from comitia.notices.policies.identity import is_identity_of, pk_in
from comitia.platform.actors import Actor

STATUS: Final = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


def receive_bounce(raw: bytes, *, by: Actor, at: datetime) -> Mail | None:
    """Mark the letter that a report says did not arrive; give None if the message is no such report about a letter of ours.

    A report names the letter by its Message-ID, whose second half nobody else can know.
    """
    try:
        report = message_from_bytes(raw, policy=compat32)
        status, identity = _final_status(report), next(_identities(report), "")
    except RecursionError:  # parts within parts without end are no mail server's report
        return None
    pk = pk_in(identity)
    if status is None or pk is None:
        return None
    with transaction.atomic():
        mail = Mail.objects.select_for_update().filter(pk=pk).first()
        if mail is None or not is_identity_of(mail.pk, mail.key, identity):
            return None
        sent = Mail.objects.filter(pk=mail.pk, state__in=[Mail.State.SENT, Mail.State.SENDING])
        if sent.update(state=Mail.State.BOUNCED, bounce_status=status, bounced_at=at, lease_until=None, last_error=""):
            record("receive_bounce", f"mail:{mail.pk}", by=by, at=at, facts={"status": status})
    return mail


def _final_status(report: Message) -> str | None:
    """Give the code with which a delivery failed for good ("" if the report has none); None if it did not fail."""
    for part in report.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in _parts_of(part):
            if str(block.get("Action", "")).strip().lower() == "failed":  # not "delayed": the server goes on trying
                found = STATUS.search(str(block.get("Status", "")))
                return found[0] if found else ""
    return None


def _identities(report: Message) -> Iterator[str]:
    """Give the Message-IDs of the letters that a report brings back, whole or by their headers."""
    for part in report.walk():
        if part.get_content_type() == "message/rfc822":
            yield from (str(inner.get("Message-ID", "")) for inner in _parts_of(part))
        elif part.get_content_type() == "text/rfc822-headers":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                yield str(message_from_bytes(content, policy=compat32).get("Message-ID", ""))


def _parts_of(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []
