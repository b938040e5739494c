"""As what somebody takes part, as far as quotas ask, and what is said when there is no place for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from comitia.accreditation.models import Quota
from comitia.accreditation.policies import FULL
from comitia.core.forms.definition import Kind, Question
from comitia.platform.answers import Refused

FULL_FOR: Final[dict[str, Refused]] = {
    Quota.Per.MEETING: FULL,
    Quota.Per.MEMBER: Refused(
        "full",
        _(
            "Every place that your member or organisation has is taken. What you wrote is kept. "
            "Ask those who register for it, or choose another category."
        ),
    ),
    Quota.Per.REGION: Refused(
        "full",
        _(
            "Every place that your region has in this category is taken. What you wrote is kept. "
            "Choose another category, or follow the public sessions without an account."
        ),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """What quotas ask of somebody: meeting, category, member and observer entity by number; `quantity` with those who accompany them."""

    meeting: int
    category: int
    mode: str
    quantity: int = 1
    member: int | None = None
    observer: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A quota as it binds people; `pool` is the one of all together, with its edition, None for a quota per member or region."""

    quota: int
    categories: frozenset[int]
    per: str
    mode: str
    places: int | None
    has_waiting_list: bool
    pool: int | None
    edition: int

    def binds(self, seat: Seat) -> bool:
        return seat.category in self.categories and self.mode in {"", seat.mode}

    def subject(self, seat: Seat, regions: Mapping[str, int]) -> str | None:
        """Name the pool of this quota that a seat takes from; None if it takes from none. `regions` are by member or observer."""
        of = f"member:{seat.member}" if seat.member else f"observer:{seat.observer}" if seat.observer else None
        if self.per == Quota.Per.MEETING:
            return ""
        if self.per == Quota.Per.MEMBER:
            return of
        return f"region:{regions[of]}" if of and of in regions else None


def quantity_of(questions: Iterable[Question], answers: Mapping[str, Any]) -> int:
    """Count the places that somebody needs with those who accompany them."""
    brought = (answers.get(one.key) for one in questions if one.kind is Kind.COMPANIONS)
    return 1 + sum(len(one) if isinstance(one, list) else int(one) for one in brought if one)
