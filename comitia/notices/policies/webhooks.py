"""Who keeps webhooks, what can be told to them and where they may lead; every refusal says what to do next."""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from collections.abc import Collection
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from comitia.platform.actors import SECRETARIAT, Actor
from comitia.platform.answers import Allowed, Answer, Refused

EVENTS: Final = {
    "registration.submitted": _("A registration was sent or changed"),
    "registration.decided": _("A registration was accepted or refused"),
    "registration.withdrawn": _("A registration was withdrawn"),
    "delegation.changed": _("A delegation, or who holds its vote, changed"),
    "credential.decided": _("A credential was examined"),
    "programme.released": _("A version of the programme was released"),
    "check_in.recorded": _("Somebody went in or out"),
}
PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 300, 600, 840))
ATTEMPTS: Final = len(PAUSES) + 1
FAILURES: Final = 12  # some four days of pauses
GONE: Final = 410
LONGEST_ADDRESS: Final = 500
LOOPBACK: Final = {"localhost", "127.0.0.1", "::1"}


def may_keep_webhooks(by: Actor) -> Answer:
    if by.has_role(SECRETARIAT):
        return Allowed()
    return Refused("not_secretariat", _("Only the secretariat keeps webhooks. Ask an officer of the secretariat."))


def may_listen(address: str, events: Collection[str]) -> Answer:
    """Tell whether an address can be called; where its name leads is looked at each time it is called."""
    try:
        parts = urlsplit(address)
        is_address = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        is_address = False
    is_clean = address.isascii() and address.isprintable() and " " not in address and len(address) <= LONGEST_ADDRESS
    if not (is_address and is_clean) or parts.username is not None or parts.password is not None or parts.fragment:
        return Refused(
            "not_an_address",
            _(
                "This is not an address that can be called. It looks like https://example.org/comitia, without a password."
            ),
        )
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return Refused("not_https", _("The address must begin with https://, so that nobody on the way can listen."))
    if not events or not set(events) <= EVENTS.keys():
        return Refused("unknown_event", _("Choose at least one event."))
    return Allowed()


def is_taken(status: int) -> bool:
    """Say whether a receiver has taken a message."""
    return 200 <= status < 300  # noqa: PLR2004  what HTTP calls success


def signature(secret: str, message: str, moment: str, body: bytes) -> str:
    """Sign a message and the moment it is sent (seconds since 1970) as Standard Webhooks 1.0 says."""
    key = b64decode(secret.removeprefix("whsec_"))
    signed = b".".join((message.encode(), moment.encode(), body))
    return f"v1,{b64encode(hmac.digest(key, signed, 'sha256')).decode()}"
