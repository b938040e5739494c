"""How a fault is described in a log: what and where, never with which words."""

from __future__ import annotations

import logging
import traceback
from typing import Any


def describe(error: BaseException) -> str:
    """Give the class of an exception and the lines it came through; its text may hold personal data and is left out."""
    kind = type(error)
    place = "".join(traceback.format_tb(error.__traceback__))
    return f"{kind.__module__}.{kind.__qualname__}\n{place}"


class Discreet(logging.Filter):
    """Takes out of Django's own records what may be secret or personal: addresses as they were asked, texts of exceptions."""

    def filter(self, record: logging.LogRecord) -> bool:
        request, error = getattr(record, "request", None), record.exc_info[1] if record.exc_info else None
        if request is not None:
            record.msg = f"{getattr(record, 'status_code', record.name)} at {place_of(request)}"
            record.args = ()
        if error is not None:
            is_fault = record.levelno >= logging.ERROR
            record.msg, record.args = f"{record.getMessage()}{': ' + describe(error) if is_fault else ''}", ()
            record.exc_info = record.exc_text = None
        return True


def place_of(request: Any) -> str:
    """Name the pattern of the address a request was for: the address itself may hold the secret of a link."""
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match else "an address that does not exist"
