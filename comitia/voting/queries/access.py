"""Which ballots a reader may see."""

from __future__ import annotations

from typing import Final

from django.db.models import QuerySet

from comitia.core.governance.record import Access
from comitia.voting.models import Ballot
from comitia.voting.policies import RUNNING

NOT_OVER: Final = (Ballot.State.DRAFTED, *RUNNING)


def seen_by(access: Access) -> QuerySet[Ballot]:
    """Give the ballots that a reader may see: the committee all, others none that was or is taken behind closed doors."""
    if access is Access.COMMITTEE:
        return Ballot.objects.all()
    return Ballot.objects.filter(is_closed=False).exclude(sitting__is_closed=True, state__in=NOT_OVER)
