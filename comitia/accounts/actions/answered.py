"""What programs write under a key of their own is done once, however often it is sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.accounts.models import AnsweredRequest, ApiToken
from comitia.platform.answers import refuse
from comitia.platform.statements import Insertion

KEPT: Final = timedelta(hours=24)
_insertion: Final = Insertion(AnsweredRequest)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a program is answered; `is_repeated` if it was answered so before and nothing was done now."""

    status: int
    body: bytes
    is_repeated: bool = False


def answer_once(token: ApiToken, *, key: str, digest: str, act: Callable[[], Reply], at: datetime) -> Reply:
    """Do an act and keep its answer for a day, or give the answer kept under the key; `digest` is that of the request.

    The key is written before the act, in its transaction: of two requests at once the second waits until the first is
    answered. Whatever `act` raises takes the key back with everything else.
    """
    with transaction.atomic():
        mine = AnsweredRequest.objects.filter(token=token, key=key)
        request = AnsweredRequest(token=token, key=key, digest=digest, at=at)
        if not _insertion.write([request]):
            before = mine.select_for_update().get()
            if before.at > at - KEPT:
                if before.digest != digest:
                    refuse(
                        "key_used_before",
                        _("This Idempotency-Key was used for another request. Make a new one for each request."),
                    )
                return Reply(before.status, bytes(before.body), is_repeated=True)
            mine.update(digest=digest, at=at)
        reply = act()
        mine.update(status=reply.status, body=reply.body)
    return reply


def forget_answered(*, at: datetime) -> int:
    """Forget what was answered more than a day ago; say how many answers."""
    old = AnsweredRequest.objects.filter(at__lte=at - KEPT)
    if not old.exists():
        return 0
    with transaction.atomic():
        return old.delete()[0]
