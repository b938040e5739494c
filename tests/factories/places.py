"""Quotas and waiting lists, as short calls."""

from __future__ import annotations

from comitia.accreditation import actions
from comitia.accreditation.models import Quota, WaitingEntry
from comitia.platform.actors import SYSTEM
from tests.factories.accreditation import AT, fill_in, own, send

QUOTA = {
    "name": "Shared",
    "categories": [],
    "per": "meeting",
    "mode": "",
    "places": 1,
    "has_waiting_list": True,
    "confirm_within": 2,
}


def make_quota(*categories, at=AT, **more) -> Quota:
    return actions.save_quota(None, {**QUOTA, "categories": [*categories], **more}, by=SYSTEM, at=at)


def wait(person, category="observer", *, answers=None, at=AT) -> WaitingEntry:
    """Fill the form in, find that no place is left, and join the waiting list."""
    fill_in(person, category, answers=answers, at=at)
    send(person, category, at=at)
    return actions.join_waiting_list(person, category=category, by=own(person), at=at)
