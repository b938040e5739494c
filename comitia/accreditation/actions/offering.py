"""Offers places that became free to those who wait for them, in the order of arrival."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import F, QuerySet

from comitia.accreditation.actions.pools import Places, bind, lock_pools
from comitia.accreditation.actions.waiting_letters import write_about_waiting
from comitia.accreditation.models import Pool, WaitingEntry
from comitia.accreditation.policies.seats import Seat
from comitia.journal.actions import record
from comitia.meetings.models import Meeting
from comitia.platform.actors import SYSTEM, Actor

State = WaitingEntry.State
LOOKED_AT: Final = 200
OVER: Final = (Meeting.State.HELD, Meeting.State.CANCELLED)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who waits and what they need of which pools."""

    entry: int
    places: Places


def waiting_for(pools: Collection[int]) -> list[Candidate]:
    """List those who wait at pools, in the order of arrival. One statement if nobody does."""
    return candidates(WaitingEntry.objects.filter(pool__in=pools)) if pools else []


def candidates(entries: QuerySet[WaitingEntry]) -> list[Candidate]:
    """Give those of some entries that wait for a place in a meeting that is still to come."""
    waiting = entries.filter(state=State.WAITING).exclude(category__meeting__state__in=OVER)
    found = list(waiting.select_related("category").order_by("joined_at", "pk")[:LOOKED_AT])
    bound = bind([seat_of_entry(one) for one in found], afresh=True) if found else None
    return [Candidate(one.pk, places) for one, places in zip(found, bound.places if bound else (), strict=True)]


def seat_of_entry(entry: WaitingEntry) -> Seat:
    """Give the seat that somebody waits for, with the category loaded."""
    return Seat(
        meeting=entry.category.meeting_id,
        category=entry.category_id,
        mode=entry.mode,
        quantity=entry.quantity,
        member=entry.member_id,
    )


def lock_with(pools: Collection[int], among: Iterable[Candidate]) -> None:
    """Keep pools from others, with those that candidates need, all in the order of their keys so that nobody waits in a circle."""
    lock_pools({*pools, *(pk for one in among for pk in one.places)})


def offer(among: Iterable[Candidate], *, at: datetime, by: Actor = SYSTEM) -> list[int]:
    """Offer places to those for whom the places that are left suffice; the pools are kept from others. Give the entries.

    Who needs more than is left goes on waiting, and those behind are not held up.
    """
    wanted = {one.entry: one.places for one in among}
    if not wanted:
        return []
    pools = lock_pools({pk for places in wanted.values() for pk in places})
    waiting = WaitingEntry.objects.select_for_update(of=("self",)).filter(pk__in=wanted, state=State.WAITING)
    related = waiting.select_related("registration__person", "category__meeting").order_by("joined_at", "pk")
    taken: Counter[int] = Counter()
    offered = []
    for entry in related:
        held = entry.registration.places
        more = {
            pk: number for pk, n in wanted[entry.pk].items() if pk in pools and (number := n - held.get(str(pk), 0)) > 0
        }
        short = next((pk for pk, number in sorted(more.items()) if not _has(pools[pk], taken[pk] + number)), None)
        if short is None:
            taken.update(more)
            _offer(entry, more, hours=_hours(entry, pools), by=by, at=at)
            offered.append(entry.pk)
        elif entry.pool_id != short:
            entry.pool_id = short
            entry.save(update_fields=["pool"])
    for pk, number in sorted(taken.items()):
        Pool.objects.filter(pk=pk).update(taken=F("taken") + number)
    return offered


def _has(pool: Pool, number: int) -> bool:
    return pool.places is None or pool.taken + number <= pool.places


def _hours(entry: WaitingEntry, pools: dict[int, Pool]) -> int:
    """Give for how many hours the quota at which somebody waited keeps a place."""
    waited_at = pools.get(entry.pool_id or 0)
    return waited_at.quota.confirm_within if waited_at else min(one.quota.confirm_within for one in pools.values())


def _offer(entry: WaitingEntry, places: Places, *, hours: int, by: Actor, at: datetime) -> None:
    entry.state, entry.offered_at = State.OFFERED, at
    entry.offer_ends_at = at + timedelta(hours=hours)
    entry.places = {str(pk): number for pk, number in places.items()}
    entry.save(update_fields=["state", "offered_at", "offer_ends_at", "places"])
    facts = {"category": entry.category.code, "places": entry.quantity, "hours": hours}
    record("offer_place", f"registration:{entry.registration.reference}", by=by, at=at, facts=facts)
    write_about_waiting(entry, "offered", at=at)
