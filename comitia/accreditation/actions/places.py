"""Takes and frees places in every pool that binds a registration; what becomes free is offered to those who wait."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from comitia.accreditation.actions.offering import lock_with, offer, waiting_for
from comitia.accreditation.actions.pools import Bound, Places, bind, count, lock_pools
from comitia.accreditation.models import Pool, Registration, WaitingEntry
from comitia.accreditation.policies import FULL
from comitia.accreditation.policies.seats import FULL_FOR, Seat
from comitia.accreditation.queries.places import seats_of
from comitia.platform.answers import Refused, RefusedError

Wish = tuple[Registration, Seat]
TRIES: Final = 4
BUSY: Final = Refused("busy", _("The numbers of places are just being changed. Nothing was saved: send it again."))


def take_places(
    registration: Registration, seat: Seat, *, at: datetime, offered: WaitingEntry | None = None
) -> Refused | None:
    """Give a registration its places in every pool that binds a seat, all or none; those that no longer bind become free.

    Of many who want the last place at once, one finds it. The caller saves the registration, and the entry whose offer is used.
    """
    without = _exchange([(registration, seat)], (), at=at, offered=offered)
    return without[0][1] if without else None


def free_places(registration: Registration, *, at: datetime, offered: WaitingEntry | None = None) -> None:
    """Give up all places of a registration and offer them to those who wait; the caller saves it."""
    _exchange((), [registration], at=at, offered=offered)


def free_offered(entry: WaitingEntry, *, at: datetime) -> None:
    """Give up what an offer holds and offer it to the next; the caller ends the entry."""
    _exchange((), (), at=at, offered=entry)


def take_many(
    wishes: Sequence[Wish], *, leaving: Iterable[Registration] = (), at: datetime
) -> list[tuple[Registration, Refused]]:
    """Take places for many after some have left, in a number of statements that does not grow; the caller saves them.

    Gives those for whom none is left, whom the caller refuses; then nothing is taken.
    """
    return _exchange(wishes, list(leaving), at=at)


def keep_pools_of(registrations: Sequence[Registration]) -> None:
    """Keep from others every pool that acts on registrations can need, before the journal's turn, so that nobody waits in a circle."""
    by_meeting: dict[int, list[Registration]] = {}
    for one in registrations:
        by_meeting.setdefault(one.meeting_id, []).append(one)
    pools = {int(pk) for one in registrations for pk in one.places}
    for some in by_meeting.values():
        pools |= {pk for places in bind(seats_of(some)).places for pk in places}
    lock_with(pools, waiting_for(pools))


def _exchange(
    wishes: Sequence[Wish], leaving: Sequence[Registration], *, at: datetime, offered: WaitingEntry | None = None
) -> list[tuple[Registration, Refused]]:
    seats = [seat for _registration, seat in wishes]
    for attempt in range(TRIES):
        bound = bind(seats, afresh=attempt > 0)
        changes = _changes(wishes, leaving, bound, offered=offered)
        if wishes and attempt == 0 and min(changes.values(), default=0) < 0:
            continue  # taking compares the edition, giving up does not: no place may go because of an old reading
        waiting = waiting_for([pk for pk, change in changes.items() if change < 0])
        if waiting:
            lock_with(changes, waiting)
        short = count(changes, bound.editions)
        if short is None:
            break
        pool = Pool.objects.select_related("quota").filter(pk=short).first()
        if pool is not None and pool.edition == bound.editions[short]:
            return _without(wishes, leaving, bound, pool, offered=offered)
    else:
        raise RefusedError(BUSY)
    for (registration, _seat), places in zip(wishes, bound.places, strict=True):
        registration.places = {str(pk): number for pk, number in places.items()}
    for registration in leaving:
        registration.places = {}
    if offered is not None:
        offered.places = {}
    offer(waiting, at=at)
    return []


def _changes(
    wishes: Sequence[Wish], leaving: Sequence[Registration], bound: Bound, *, offered: WaitingEntry | None
) -> Counter[int]:
    changes: Counter[int] = Counter()
    for places in bound.places:
        changes.update(places)
    for registration in [*leaving, *(registration for registration, _seat in wishes)]:
        changes.subtract(held_by(registration.places))
    if offered is not None:
        changes.subtract(held_by(offered.places))
    return changes


def held_by(places: dict[str, int]) -> Places:
    """Read places as they are kept in JSON, whose keys are texts."""
    return {int(pk): number for pk, number in places.items()}


def _without(
    wishes: Sequence[Wish],
    leaving: Sequence[Registration],
    bound: Bound,
    pool: Pool,
    *,
    offered: WaitingEntry | None,
) -> list[tuple[Registration, Refused]]:
    """Give those for whom a pool has no place, the last ones of the list, and why."""
    freed = sum(one.places.get(str(pool.pk), 0) for one in leaving)
    freed += offered.places.get(str(pool.pk), 0) if offered else 0
    left = (pool.places or 0) - pool.taken + freed
    refused = FULL_FOR.get(pool.quota.per, FULL)
    without = []
    for (registration, _seat), places in zip(wishes, bound.places, strict=True):
        left -= places.get(pool.pk, 0) - registration.places.get(str(pool.pk), 0)
        if left < 0:
            without.append((registration, refused))
            left += places.get(pool.pk, 0)
    return without or [(wishes[-1][0], refused)]


def short_pools(registration: Registration, seat: Seat) -> tuple[list[Pool], Bound]:
    """Keep the pools of a seat from others and list those that have too few places left for it."""
    bound = bind([seat], afresh=True)
    [wanted] = bound.places
    pools = lock_pools(wanted)
    held = held_by(registration.places)
    short = [
        pool
        for pk, pool in pools.items()
        if pool.places is not None and pool.taken + max(0, wanted[pk] - held.get(pk, 0)) > pool.places
    ]
    return short, bound
