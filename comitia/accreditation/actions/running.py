"""The running waiting entry of a registration: kept from others, and ended."""

from __future__ import annotations

from datetime import datetime

from comitia.accreditation.actions.offering import lock_with, seat_of_entry, waiting_for
from comitia.accreditation.actions.pools import bind
from comitia.accreditation.models import Registration, WaitingEntry

State = WaitingEntry.State
RUNNING = (State.WAITING, State.OFFERED)


def running_entry(registration: Registration) -> WaitingEntry | None:
    """Give the entry with which a registration waits, kept from others after the pools, as whoever offers places keeps them."""
    running = WaitingEntry.objects.filter(registration=registration, state__in=RUNNING)
    running = running.select_related("category__meeting")
    found = running.first()
    if found is None:
        return None
    [wanted] = bind([seat_of_entry(found)]).places
    pools = {*wanted, *(int(pk) for pk in (*registration.places, *found.places))}
    lock_with(pools, waiting_for(pools))
    entry = running.select_for_update(of=("self",)).first()
    if entry is not None:
        entry.registration = registration
    return entry


def end_waiting(registration: Registration, entry: WaitingEntry, *, state: State, at: datetime) -> None:
    """End an entry whose places are freed or taken over; what it would have sent is forgotten. The caller saves the registration."""
    entry.state, entry.ended_at, entry.draft, entry.places = state, at, {}, {}
    entry.save(update_fields=["state", "ended_at", "draft", "places"])
    registration.waits = False
