"""Organs and mandates for tests."""

from __future__ import annotations

from typing import Any

from comitia.members.models import Member
from comitia.organs.models import Mandate, Organ


def make_committee(**more: Any) -> Organ:
    return Organ.objects.create(
        code="executive-committee",
        **{"names": {"en": "Executive Committee"}, "seats": 20, "term_years": 3, "holds_over": True, **more},
    )


def make_mandate(
    member: Member, organ: Organ, *, starts: str = "2017", ends: str = "2020", role: str = "member", **more: Any
) -> Mandate:
    return Mandate.objects.create(member=member, organ=organ, starts=starts, ends=ends, role=role, **more)
