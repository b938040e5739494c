"""Letters on the console while no mail server is set: the subject and the links, never a whole address."""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage

_speaking = threading.Lock()


class EmailBackend(BaseEmailBackend):
    """Prints a few lines per letter; the outbox page shows the rest."""

    def __init__(self, *, stream: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.stream = stream or sys.stdout

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            with _speaking:
                self.stream.write(in_short(message))
                self.stream.flush()
        return len(email_messages)


def in_short(message: EmailMessage) -> str:
    """Say to whom (masked) about what, and give the lines that are links."""
    links = [
        line.strip() for line in str(message.body).splitlines() if line.strip().startswith(("http://", "https://"))
    ]
    to = ", ".join(masked(address) for address in message.to)
    return "\n".join([f"Letter to {to}: {message.subject}", *(f"  {link}" for link in links), ""])


def masked(address: str) -> str:
    """Hide an address but for its first letter and its domain."""
    name, _at, domain = address.rpartition("@")
    return f"{name[:1]}…@{domain}"
