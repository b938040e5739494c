"""Which pools bind a seat, and how what is taken of them is counted: one conditional UPDATE each, in the order of their keys."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, Q

from comitia.accreditation.models import Pool, Quota
from comitia.accreditation.policies.seats import Rule, Seat
from comitia.accreditation.queries.places import kept_rules_of, regions_of, rules_of

Places = dict[int, int]


@dataclass(frozen=True, slots=True)
class Bound:
    """What each of some seats takes of which pools, and the editions of the pools when that was read."""

    places: list[Places]
    editions: Mapping[int, int]


def bind(seats: Sequence[Seat], *, afresh: bool = False) -> Bound:
    """Give the pools that bind seats of one meeting; those of members and regions are opened when first needed."""
    if not seats:
        return Bound([], {})
    meeting = seats[0].meeting
    rules = rules_of(meeting) if afresh else kept_rules_of(meeting)
    binding = [[rule for rule in rules if rule.binds(seat)] for seat in seats]
    if not afresh and not all(any(rule.pool for rule in some) for some in binding):
        return bind(seats, afresh=True)
    is_by_region = any(rule.per == Quota.Per.REGION for some in binding for rule in some)
    regions = regions_of(seats) if is_by_region else {}
    named = [
        [(rule, subject) for rule in some if (subject := rule.subject(seat, regions)) is not None]
        for seat, some in zip(seats, binding, strict=True)
    ]
    known = {(rule.quota, ""): (rule.pool, rule.edition) for rule in rules if rule.pool}
    known |= _opened({(rule.quota, subject): rule for some in named for rule, subject in some if subject})
    places = [
        {known[rule.quota, subject][0]: seat.quantity for rule, subject in some if (rule.quota, subject) in known}
        for seat, some in zip(seats, named, strict=True)
    ]
    return Bound(places, dict(known.values()))


def _opened(wanted: Mapping[tuple[int, str], Rule]) -> dict[tuple[int, str], tuple[int, int]]:
    """Give the pools of members and regions with their editions; open those that nobody has needed yet."""
    if not wanted:
        return {}
    quotas, subjects = {quota for quota, _subject in wanted}, {subject for _quota, subject in wanted}
    found = {
        (one.quota_id, one.subject): (one.pk, one.edition)
        for one in Pool.objects.filter(quota__in=quotas, subject__in=subjects)
    }
    for quota_id, subject in sorted(wanted.keys() - found.keys()):
        # Kept from others, so that the pool has as many places as the quota gives when it is there
        quota = Quota.objects.select_for_update().filter(pk=quota_id).first()
        if quota is not None:
            pool, _is_new = Pool.objects.get_or_create(quota=quota, subject=subject, defaults={"places": quota.places})
            found[quota_id, subject] = (pool.pk, pool.edition)
    return {key: value for key, value in found.items() if key in wanted}


def lock_pools(pools: Collection[int]) -> dict[int, Pool]:
    """Keep pools from others until the end of the transaction."""
    if not pools:
        return {}
    found = Pool.objects.select_for_update(of=("self",)).select_related("quota").filter(pk__in=pools).order_by("pk")
    return {one.pk: one for one in found}


def count(changes: Mapping[int, int], editions: Mapping[int, int]) -> int | None:
    """Add to what is taken of pools, or take off it; give the pool with too few places left, for which nothing was changed.

    A pool under another edition than the one known counts as such, too.
    """
    done: list[tuple[int, int]] = []
    for pk, change in sorted(changes.items()):
        pool = Pool.objects.filter(pk=pk)
        if change > 0:
            enough = Q(places=None) | Q(places__gte=F("taken") + change)
            pool = pool.filter(enough, edition=editions[pk])
        elif change < 0:
            pool = pool.filter(taken__gte=-change)
        if change and not pool.update(taken=F("taken") + change) and change > 0:
            for earlier, counted in done:
                Pool.objects.filter(pk=earlier).update(taken=F("taken") - counted)
            return pk
        done.append((pk, change))
    return None
