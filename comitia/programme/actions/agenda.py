"""A person keeps sessions in an agenda of their own. Private notes: they are not in the journal."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comitia.accounts.models import Person
from comitia.accreditation import actions as accreditation
from comitia.journal.actions import record
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.programme.actions.sign_ups import fill_places, free_places_of
from comitia.programme.models import Bookmark, CalendarAddress, Slot, Speaker
from comitia.programme.policies import may_bookmark


@transaction.atomic
def bookmark_slot(person: Person, meeting: str, slug: str, *, by: Actor) -> Bookmark:
    """Keep a session in a person's agenda; keeping it twice is keeping it once."""
    slot = _slot(meeting, slug)
    kept = Bookmark.objects.filter(person=person, slot=slot).first()
    if kept is not None:
        return kept
    require(may_bookmark(by, kept=Bookmark.objects.filter(person=person).count()))
    return Bookmark.objects.get_or_create(person=person, slot=slot)[0]


@transaction.atomic
def drop_bookmark(person: Person, meeting: str, slug: str) -> None:
    """Take a session out of a person's agenda."""
    Bookmark.objects.filter(person=person, slot=_slot(meeting, slug)).delete()


@transaction.atomic
def replace_calendar_address(person: Person, *, by: Actor, at: datetime) -> str:
    """Give a person a new private calendar address; the one before stops working at once."""
    secret = secrets.token_urlsafe(32)
    CalendarAddress.objects.update_or_create(person=person, defaults={"secret": secret, "created_at": at})
    record("replace_calendar_address", f"person:{person.reference}", by=by, at=at)
    return secret


@transaction.atomic
def forget_person(person: Person, *, by: Actor, at: datetime) -> None:
    """Erase what the programme keeps of a person, then what the domains below keep."""
    Bookmark.objects.filter(person=person).delete()
    CalendarAddress.objects.filter(person=person).delete()
    slots = free_places_of(person)
    if person.email:
        Speaker.objects.filter(email__iexact=person.email).update(email="")
    accreditation.forget_person(person, by=by, at=at)
    fill_places(slots, at=at)


def _slot(meeting: str, slug: str) -> Slot:
    slot = Slot.objects.filter(meeting__slug=meeting, slug=slug).exclude(state=Slot.State.DRAFT).first()
    if slot is None:
        refuse("unknown_slot", _("There is no such session in this programme. Choose one from the programme."))
    return slot
