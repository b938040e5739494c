"""Dues of members for tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from comitia.core.governance.standing import DuesTest, StandingRule
from comitia.members.models import Assessment, Member, Payment

VOTE_NEEDS_ALL_PAID = StandingRule(
    version=1, in_force_from=date(2017, 1, 1), vote=DuesTest(), candidacy=DuesTest(days_before=30)
)


def make_dues(member: Member, year: int = 2020, *, paid: int = 0, on: date | None = None, **more: Any) -> Assessment:
    """Make dues of 1500.00 USD due on 31 March, with `paid` cents of them paid."""
    values = {"amount": 1500_00, "currency": "USD", "due_on": date(year, 3, 31), **more}
    assessment = Assessment.objects.create(member=member, year=year, **values)
    if paid:
        Payment.objects.create(assessment=assessment, paid_on=on or date(year, 2, 1), amount=paid)
    return assessment
