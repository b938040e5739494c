from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from comitia.notices.models import Mail

SECRETS_KEPT: Final = timedelta(days=1)
FINISHED: Final = (Mail.State.SENT, Mail.State.FAILED, Mail.State.BOUNCED, Mail.State.DROPPED)


def forget_letters(*, person: UUID, addresses: Collection[str]) -> None:
    """Remove every letter to a person or to their addresses."""
    with transaction.atomic():
        Mail.objects.filter(Q(person=person) | Q(to__in=addresses)).delete()


def forget_old_secrets(*, at: datetime) -> int:
    """Empty the letters whose secret has long expired; say how many."""
    old = Mail.objects.filter(holds_secret=True, queued_at__lt=at - SECRETS_KEPT).exclude(text="")
    with transaction.atomic():
        return old.filter(state__in=FINISHED).update(text="")


def forget_letters_to(addresses: Collection[str]) -> int:
    """Remove every letter to addresses that belong to nobody with an account; say how many."""
    with transaction.atomic():
        return Mail.objects.filter(person=None, to__in=addresses).delete()[0]
