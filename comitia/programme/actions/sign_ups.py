"""A person takes a place in a session or waits for one, and gives it back; there are never more than the session has."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from comitia.accounts.models import Person
from comitia.accreditation.models import Registration
from comitia.journal.actions import record
from comitia.platform.actors import SYSTEM, Actor
from comitia.platform.answers import Refused, RefusedError, refuse, require
from comitia.programme.actions.letters import tell_of_place
from comitia.programme.models import Slot, SlotSignUp
from comitia.programme.policies import may_sign_up

FULL = Refused("full", _("All places in this session are taken. You can wait for one: it is yours once it is free."))


@transaction.atomic
def sign_up(person: Person, meeting: str, slug: str, *, by: Actor, at: datetime, wait: bool = False) -> SlotSignUp:
    """Give a person a place in a released session, or a place in its waiting list if all are taken and they `wait`.

    Taking it twice is taking it once.
    """
    slot = Slot.objects.filter(meeting__slug=meeting, slug=slug, state=Slot.State.RELEASED).first()
    if slot is None:
        refuse("unknown_slot", _("There is no such session in this programme. Choose one from the programme."))
    is_for_all = slot.audience == Slot.Audience.EVERYONE
    accepted = Registration.objects.filter(person=person, meeting=slot.meeting_id, state="accepted")
    answer = may_sign_up(
        by,
        takes_sign_up=slot.takes_sign_up,
        has_begun=slot.starts_at is not None and slot.starts_at <= at,
        is_for_all=is_for_all,
        is_registered=is_for_all or accepted.exists(),
    )
    require(answer)
    place, is_new = SlotSignUp.objects.get_or_create(person=person, slot=slot, defaults={"signed_up_at": at})
    if not is_new and not place.is_waiting:
        return place
    # Judged and counted in one statement: of two who ask at once for the last place one is refused.
    free = Slot.objects.filter(Q(capacity=None) | Q(taken__lt=F("capacity")), pk=slot.pk)
    if free.update(taken=F("taken") + 1):
        SlotSignUp.objects.filter(pk=place.pk).update(is_waiting=False)
        place.is_waiting = False
        record("sign_up", f"slot:{meeting}/{slug}", by=by, at=at)
        return place
    if not wait:
        raise RefusedError(FULL)
    # Whoever gives a place back now waits until this entry is seen
    Slot.objects.select_for_update().get(pk=slot.pk)
    if is_new:
        place.is_waiting = True
        place.save(update_fields=["is_waiting"])
        record("wait_for_session", f"slot:{meeting}/{slug}", by=by, at=at)
        fill_places([slot.pk], at=at)
        place.refresh_from_db()
    return place


@transaction.atomic
def give_place_back(person: Person, meeting: str, slug: str, *, by: Actor, at: datetime) -> None:
    """Take a person's place in a session, or in its waiting list, from them; without one nothing happens."""
    own = SlotSignUp.objects.filter(person=person, slot__meeting__slug=meeting, slot__slug=slug)
    held = own.filter(is_waiting=False).values_list("slot", flat=True).first()
    given, _rows = own.delete()
    if not given:
        return
    if held is not None:
        Slot.objects.filter(pk=held, taken__gt=0).update(taken=F("taken") - 1)
    record("give_place_back", f"slot:{meeting}/{slug}", by=by, at=at)
    if held is not None:
        fill_places([held], at=at)


def fill_places(slots: Iterable[int], *, at: datetime) -> None:
    """Give the places that are free in sessions to those who wait longest, and tell them; in the caller's transaction."""
    waiting = SlotSignUp.objects.filter(slot__in=list(slots), is_waiting=True)
    for number in sorted(set(waiting.values_list("slot", flat=True))):
        slot = Slot.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=number)
        if slot.state != Slot.State.RELEASED or (slot.starts_at is not None and slot.starts_at <= at):
            continue
        first = waiting.filter(slot=slot).select_related("person").order_by("signed_up_at", "pk")
        left = None if slot.capacity is None else max(0, slot.capacity - slot.taken)
        given = list(first[:left])
        SlotSignUp.objects.filter(pk__in=[one.pk for one in given]).update(is_waiting=False)
        Slot.objects.filter(pk=slot.pk).update(taken=F("taken") + len(given))
        for one in given:
            record("get_place", f"slot:{slot.meeting.slug}/{slot.slug}", by=SYSTEM, at=at, about=one.person.reference)
            tell_of_place(slot, one.person, at=at)


def sign_up_for_chosen(registration: UUID, slugs: Iterable[str], *, at: datetime) -> None:
    """Sign the person of an accepted registration up for the sessions chosen in the form, or let them wait where it is full."""
    found = Registration.objects.filter(reference=registration, state="accepted").select_related("person", "meeting")
    accepted = found.first()
    if accepted is None:
        return
    for slug in slugs:
        try:
            sign_up(
                accepted.person,
                accepted.meeting.slug,
                slug,
                by=Actor(person=accepted.person.reference),
                at=at,
                wait=True,
            )
        except RefusedError:
            continue  # meanwhile cancelled, begun, or without sign-up: the page of the session says so


def free_places_of(person: Person) -> list[int]:
    """Free every place of a person whose data is erased; give the sessions in which places are free now."""
    held = SlotSignUp.objects.filter(person=person, is_waiting=False)
    slots = list(held.values_list("slot", flat=True))
    Slot.objects.filter(pk__in=slots, taken__gt=0).update(taken=F("taken") - 1)
    SlotSignUp.objects.filter(person=person).delete()
    return slots
