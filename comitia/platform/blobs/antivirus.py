"""Asks ClamAV about a file, and knows the test string of the antivirus makers by itself."""

from __future__ import annotations

import logging
import socket
import struct
import time
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import Final, Never
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_noop as _

from comitia.platform.answers import refuse
from comitia.platform.faults import describe
from comitia.platform.remarks import Remark

# Written backwards, so that no scanner takes this file for an infected one.
EICAR: Final = rb"*H+H$!ELIF-TSET-SURIVITNA-DRADNATS-RACIE$}7)CC7)^P(45XZP\4[PA@%P!O5X"[::-1]
CHUNK: Final = 128 * 1024
PATIENCE_SECONDS: Final = 10.0
LONGEST_SECONDS: Final = 60.0
LONGEST_REPLY: Final = 4096

logger = logging.getLogger(__name__)


class Verdict(Enum):
    """What a scan says; unknown: the scanner is away or could not tell. Unasked: there is none."""

    CLEAN = "clean"
    INFECTED = "infected"
    UNKNOWN = "unknown"
    UNASKED = "unasked"


def scan(path: Path) -> Verdict:
    """Have a file scanned by the ClamAV that is set."""
    if not settings.CLAMAV:
        return Verdict.UNASKED
    try:
        with _connection(settings.CLAMAV) as connection, path.open("rb") as file:
            reply = _ask(connection, file.read)
    except OSError as error:
        logger.warning("ClamAV cannot be asked: %s", describe(error))
        return Verdict.UNKNOWN
    if reply.endswith(b" FOUND"):
        return Verdict.INFECTED
    if reply.endswith(b": OK"):
        return Verdict.CLEAN
    logger.warning("ClamAV could not tell: %s", reply.decode("ascii", "replace"))
    return Verdict.UNKNOWN


def refuse_infected() -> Never:
    refuse(
        "file_infected",
        Remark(
            "file_infected",
            _(
                "The antivirus scanner found a virus in this file, so it was not stored. Clean your device, then try again."
            ),
        ),
    )


def _connection(address: str) -> socket.socket:
    url = urlsplit(address)
    if url.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(PATIENCE_SECONDS)
        connection.connect(url.path)
        return connection
    return socket.create_connection((url.hostname, url.port or 3310), timeout=PATIENCE_SECONDS)


def _ask(connection: socket.socket, read: Callable[[int], bytes]) -> bytes:
    """Speak INSTREAM: each chunk after its length, then a length of zero; give the one line of the reply."""
    until = time.monotonic() + LONGEST_SECONDS
    try:
        connection.sendall(b"zINSTREAM\0")
        while chunk := read(CHUNK):
            connection.sendall(struct.pack("!I", len(chunk)) + chunk)
            _hurry(until)
        connection.sendall(struct.pack("!I", 0))
    except (BrokenPipeError, ConnectionResetError):
        pass  # it has heard enough (a virus found early, a file beyond its limit) and may have answered
    reply = b""
    while b"\0" not in reply and len(reply) < LONGEST_REPLY:
        _hurry(until)
        part = connection.recv(LONGEST_REPLY)
        if not part:
            break
        reply += part
    return reply.partition(b"\0")[0].strip()


def _hurry(until: float) -> None:
    if time.monotonic() > until:
        raise TimeoutError
