"""What people and the secretariat do with waiting lists: join, leave, confirm an offer, offer, take off; and offers run out."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from comitia.accounts.models import Person
from comitia.accreditation.actions.offering import candidates, lock_with, offer
from comitia.accreditation.actions.places import free_offered, short_pools
from comitia.accreditation.actions.registering import (
    Sent,
    checked_answers,
    existing,
    locked,
    send,
)
from comitia.accreditation.actions.running import end_waiting, running_entry
from comitia.accreditation.actions.seating import member_of, seat_for
from comitia.accreditation.actions.waiting_letters import write_about_waiting
from comitia.accreditation.models import Registration, WaitingEntry
from comitia.accreditation.policies import may_fill_in, may_keep_form, may_say
from comitia.accreditation.policies.answers import clean_text
from comitia.accreditation.queries.form import kept_form_of, may_enter_category, next_step, progress
from comitia.accreditation.queries.quotas import current_meeting
from comitia.journal.actions import record
from comitia.platform.actors import SYSTEM, Actor
from comitia.platform.answers import Refused, RefusedError, refuse, require

State = WaitingEntry.State
BATCH: Final = 500
NOT_WAITING: Final = Refused("not_waiting", _("You are on no waiting list. You can register from this page."))
NO_OFFER: Final = Refused(
    "no_offer",
    _("No place is offered to you at the moment. If an offer has run out, you can join the waiting list again."),
)
GONE: Final = Refused("unknown_entry", _("This person no longer waits. Look at the list again."))
WITHOUT_PLACE: Final = (Registration.State.DRAFT, Registration.State.WITHDRAWN, Registration.State.REFUSED)


@transaction.atomic
def join_waiting_list(person: Person, *, category: str, by: Actor, at: datetime) -> WaitingEntry:
    """Put a person whose form is filled in on the waiting list of the places that are lacking; doing it again takes new answers.

    What they hold elsewhere stays theirs. Refused if places are left, so that nobody waits for what they can have.
    """
    form = existing(kept_form_of(category))
    registration = locked(person, meeting=form.category.meeting_id)
    filled = progress(registration, form)
    if registration is None or next_step(form, filled) is not None or filled.recording is None:
        refuse("page_before", _("Please answer the page before first. What you had answered is kept."))
    require(may_enter_category(form.category, registration) and may_fill_in(form.category, at=at))
    answers = checked_answers(person, form, filled)
    member = member_of(registration, form, answers)
    seat = seat_for(form, answers=answers, filled=filled, member=member)
    entry = running_entry(registration) if registration.waits else None
    if entry is not None and entry.category_id != form.category.pk:
        refuse("waits_elsewhere", _("You wait for a place in another category already. Leave that list first."))
    if entry is not None and entry.state == State.OFFERED:
        refuse("offered_already", _("A place is kept for you. Confirm it on the page of your registration."))
    short, _bound = short_pools(registration, seat)
    if not short:
        refuse("place_free", _("Places are left now. Send your registration."))
    for pool in short:
        if not pool.quota.has_waiting_list:
            refuse("no_waiting_list", _("These places have no waiting list. Choose another category."))
        if seat.quantity > (pool.places or 0):
            refuse("never_enough", _("There are not that many places in all. Come with fewer people."))
    is_new = entry is None
    entry = entry or WaitingEntry(registration=registration, category=form.category, joined_at=at)
    entry.pool, entry.member, entry.mode, entry.quantity = short[0], member, filled.mode, seat.quantity
    entry.draft = {
        "category": category,
        "version": form.version,
        "mode": filled.mode,
        "done": filled.done,
        "answers": filled.answers,
        "publish": filled.publish,
        "recording": filled.recording,
    }
    entry.save()
    registration.waits, registration.changed_at = True, at
    if registration.state in WITHOUT_PLACE:
        registration.state, registration.category = Registration.State.WAITING, form.category
    registration.save(update_fields=["waits", "state", "category", "changed_at"])
    facts = {"category": category, "places": seat.quantity}
    record("join_waiting_list", f"registration:{registration.reference}", by=by, at=at, facts=facts)
    if is_new:
        write_about_waiting(entry, "joined", at=at)
    return entry


@transaction.atomic
def leave_waiting_list(person: Person, *, by: Actor, at: datetime) -> None:
    """Take a person off the list, or give up the place that is offered to them; what was answered is kept."""
    registration, entry = _waiting(person)
    _end(registration, entry, state=State.LEFT, at=at)
    record("leave_waiting_list", f"registration:{registration.reference}", by=by, at=at)


@transaction.atomic
def confirm_offer(person: Person, *, by: Actor, at: datetime) -> Sent:
    """Send the registration with which a person waited, with the place that is kept for them."""
    registration, entry = _waiting(person)
    if entry.state != State.OFFERED or (entry.offer_ends_at and at >= entry.offer_ends_at):
        raise RefusedError(NO_OFFER)
    draft = registration.draft
    registration.draft = entry.draft
    form = existing(kept_form_of(entry.category.code))
    answer = send(registration, form=form, filled=progress(registration, form), by=by, at=at)
    require(answer)
    if draft and draft["category"] != entry.category.code:
        registration.draft = draft  # begun elsewhere meanwhile
        registration.save(update_fields=["draft"])
    return Sent(registration, answer)


@transaction.atomic
def offer_now(pk: int, *, by: Actor, at: datetime) -> None:
    """Offer a place to somebody before their turn; refused with the numbers if too few are left."""
    require(may_keep_form(by))
    waiting = WaitingEntry.objects.filter(pk=pk, category__meeting=current_meeting())
    among = candidates(waiting)
    if not among:
        raise RefusedError(GONE)
    lock_with((), among)
    if offer(among, at=at, by=by):
        return
    entry = WaitingEntry.objects.select_related("pool").get(pk=pk)
    left = max(0, (entry.pool.places or 0) - entry.pool.taken) if entry.pool else 0
    sentence = ngettext(
        "%(needed)s place is needed and %(left)s of %(places)s is left. Raise the number of places first.",
        "%(needed)s places are needed and %(left)s of %(places)s are left. Raise the number of places first.",
        entry.quantity,
    )
    places = entry.pool.places if entry.pool else 0
    refuse("full", sentence % {"needed": entry.quantity, "left": left, "places": places})


@transaction.atomic
def remove_from_waiting_list(pk: int, *, reason: str, by: Actor, at: datetime) -> None:
    """Take somebody off a waiting list, or take an offer back; they read the reason in the letter."""
    require(may_keep_form(by))
    reason = clean_text(reason, several_lines=True)
    require(may_say(reason, accept=False))
    found = WaitingEntry.objects.filter(pk=pk, category__meeting=current_meeting())
    person = Person.objects.filter(registrations__waiting__in=found).first()
    if person is None:
        raise RefusedError(GONE)
    registration, entry = _waiting(person, refused=GONE)
    if entry.pk != pk:
        raise RefusedError(GONE)
    _end(registration, entry, state=State.REMOVED, at=at)
    record(
        "remove_from_waiting_list",
        f"registration:{registration.reference}",
        by=by,
        at=at,
        particulars={"reason": reason},
        about=person.reference,
    )
    write_about_waiting(entry, "removed", at=at, reason=reason)


def expire_offers(*, at: datetime) -> int:
    """End the offers that have run out, each in a transaction of its own, and offer what they held to the next; say how many.

    Then whoever waits although places are left is offered them.
    """
    over = WaitingEntry.objects.filter(state=State.OFFERED, offer_ends_at__lte=at).order_by("offer_ends_at", "pk")
    ended = sum(_expire(pk, at=at) for pk in over.values_list("registration_id", flat=True)[:BATCH])
    waiting = WaitingEntry.objects.filter(state=State.WAITING)
    for meeting in waiting.values_list("category__meeting", flat=True).distinct().order_by():
        _offer_what_is_left(meeting, at=at)
    return ended


@transaction.atomic
def _offer_what_is_left(meeting: int, *, at: datetime) -> None:
    """Offer places that are left to those who wait: of two acts at the same moment one may not see the other."""
    among = candidates(WaitingEntry.objects.filter(category__meeting=meeting))
    lock_with((), among)
    offer(among, at=at)


@transaction.atomic
def _expire(pk: int, *, at: datetime) -> bool:
    registration = Registration.objects.select_for_update(of=("self",)).select_related("person").filter(pk=pk).first()
    entry = running_entry(registration) if registration else None
    if registration is None or entry is None or entry.state != State.OFFERED:
        return False
    if entry.offer_ends_at is None or entry.offer_ends_at > at:
        return False
    _end(registration, entry, state=State.EXPIRED, at=at)
    record("expire_offer", f"registration:{registration.reference}", by=SYSTEM, at=at)
    write_about_waiting(entry, "expired", at=at)
    return True


def _waiting(person: Person, *, refused: Refused = NOT_WAITING) -> tuple[Registration, WaitingEntry]:
    registration = locked(person)
    entry = running_entry(registration) if registration and registration.waits else None
    if registration is None or entry is None:
        raise RefusedError(refused)
    return registration, entry


def _end(registration: Registration, entry: WaitingEntry, *, state: Any, at: datetime) -> None:
    """End an entry; who holds no place otherwise has a form that is filled in and not sent."""
    free_offered(entry, at=at)
    end_waiting(registration, entry, state=state, at=at)
    if registration.state == Registration.State.WAITING:
        registration.state = Registration.State.DRAFT
    registration.changed_at = at
    registration.save(update_fields=["waits", "state", "changed_at"])
