"""The identity under which a letter leaves, and by which it is known when it comes back."""

from __future__ import annotations

import re
from typing import Final

from django.utils.crypto import constant_time_compare, salted_hmac

IDENTITY: Final = re.compile(r"<(\d{1,18})\.([0-9a-f]{40})@")


def identity_of(pk: int, key: str) -> str:
    """Give the first half of a letter's Message-ID: always the same for one letter, and not to be guessed."""
    return f"{pk}.{salted_hmac('comitia.notices.identity', key, algorithm='sha256').hexdigest()[:40]}"


def pk_in(message_id: str) -> int | None:
    found = IDENTITY.search(message_id)
    return int(found[1]) if found else None


def is_identity_of(pk: int, key: str, message_id: str) -> bool:
    """Say whether a Message-ID is that of a letter."""
    found = IDENTITY.search(message_id)
    return found is not None and constant_time_compare(f"{found[1]}.{found[2]}", identity_of(pk, key))
