"""A person takes a place in a session or waits for one, and gives it back; there are never more than the session has."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from comitia.accounts.models import Person
from comitia.accreditation.models import Registration
from comitia.accreditation.queries import sessions_of
from comitia.journal.actions import record
from comitia.platform.actors import SYSTEM, Actor
from comitia.platform.answers import Refused, RefusedError, refuse, require
from comitia.programme.actions.letters import tell_of_place
from comitia.programme.models import Slot, SlotSignUp
from comitia.programme.policies import may_sign_up

FULL = Refused("full", _("All places in this session are taken. You can wait for one: it is yours once it is free."))


@transaction.atomic
def sign_up(
    person: Person, meeting: str, slug: str, *, by: Actor, at: datetime, wait: bool = False, is_from_form: bool = False
) -> SlotSignUp:
    """Give a person a place in a released session, or a place in its waiting list if all are taken and they `wait`.

    Taking it twice is taking it once. A place that the form asked for stays when the person asks for it otherwise too.
    """
    slot = _locked(meeting, slug)
    if slot is None or slot.state != Slot.State.RELEASED:
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
    place = SlotSignUp.objects.filter(person=person, slot=slot).first()
    if place is not None and place.is_from_form and not is_from_form:
        place.is_from_form = False
        place.save(update_fields=["is_from_form"])
    if place is not None and not place.is_waiting:
        return place
    is_free = slot.capacity is None or slot.taken < slot.capacity
    if not is_free and not wait:
        raise RefusedError(FULL)
    if is_free:
        place = place or SlotSignUp(person=person, slot=slot, signed_up_at=at, is_from_form=is_from_form)
        place.is_waiting = False
        place.save()
        Slot.objects.filter(pk=slot.pk).update(taken=F("taken") + 1)
        record("sign_up", f"slot:{meeting}/{slug}", by=by, at=at)
    elif place is None:
        place = SlotSignUp.objects.create(
            person=person, slot=slot, signed_up_at=at, is_waiting=True, is_from_form=is_from_form
        )
        record("wait_for_session", f"slot:{meeting}/{slug}", by=by, at=at)
    return place


@transaction.atomic
def give_place_back(person: Person, meeting: str, slug: str, *, by: Actor, at: datetime) -> None:
    """Take a person's place in a session, or in its waiting list, from them; without one nothing happens."""
    slot = _locked(meeting, slug)
    place = SlotSignUp.objects.filter(person=person, slot=slot).first() if slot else None
    if slot is None or place is None:
        return
    place.delete()
    record("give_place_back", f"slot:{meeting}/{slug}", by=by, at=at)
    if not place.is_waiting:
        Slot.objects.filter(pk=slot.pk, taken__gt=0).update(taken=F("taken") - 1)
        fill_places([slot.pk], at=at)


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


@transaction.atomic
def follow_registration(reference: UUID, chosen: Iterable[str], *, at: datetime) -> None:
    """Bring the places that the form asked for into line with a registration, which is held so that none slips through.

    Places in sessions that are chosen no more go back; those in `chosen` are taken, or waited for where it is full, if
    the registration is accepted and still names them. What the person asked for on the page of a session is left alone.
    """
    registrations = Registration.objects.filter(reference=reference)
    asked = SlotSignUp.objects.filter(
        person__in=registrations.values("person"), slot__meeting__in=registrations.values("meeting"), is_from_form=True
    )
    concerned = Slot.objects.filter(Q(slug__in=chosen) | Q(pk__in=asked.values("slot")))
    # All of them before the first is written about in the journal, and before the registration, as whoever is erased does
    locked = concerned.filter(meeting__in=registrations.values("meeting")).select_for_update(of=("self",))
    slots = list(locked.order_by("pk").values_list("pk", flat=True))
    held = registrations.select_for_update(of=("self",)).select_related("person", "meeting")
    registration = held.first()
    if registration is None:
        return
    person, meeting = registration.person, registration.meeting.slug
    wanted, own = sessions_of(registration), Actor(person=person.reference)
    by = SYSTEM if registration.state == Registration.State.REFUSED else own
    left_out = asked.filter(slot__in=slots).exclude(slot__slug__in=wanted)
    for slug in left_out.order_by("slot").values_list("slot__slug", flat=True):
        give_place_back(person, meeting, slug, by=by, at=at)
    for slug in chosen if registration.state == Registration.State.ACCEPTED else ():
        if slug in wanted:
            # What was cancelled meanwhile, has begun or takes no sign-up any more says so on its page
            with suppress(RefusedError):
                sign_up(person, meeting, slug, by=own, at=at, wait=True, is_from_form=True)


def free_places_of(person: Person) -> list[int]:
    """Free every place of a person whose data is erased; give the sessions in which places are free now."""
    list(Slot.objects.select_for_update(of=("self",)).filter(sign_ups__person=person).order_by("pk").values_list("pk"))
    held = SlotSignUp.objects.filter(person=person, is_waiting=False)
    slots = list(held.values_list("slot", flat=True))
    Slot.objects.filter(pk__in=slots, taken__gt=0).update(taken=F("taken") - 1)
    SlotSignUp.objects.filter(person=person).delete()
    return slots


def _locked(meeting: str, slug: str) -> Slot | None:
    """Give a slot, locked: its places and those who wait change only under its lock, so that they always add up."""
    return Slot.objects.select_for_update(of=("self",)).filter(meeting__slug=meeting, slug=slug).first()
