"""Which quotas bind whom, and how many places are left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import FilteredRelation, Q

from comitia.accreditation.models import Category, Delegate, ObserverEntity, Pool, Quota, Registration
from comitia.accreditation.policies.seats import Rule, Seat, quantity_of
from comitia.accreditation.queries.versions import form_of_version
from comitia.members.models import Member
from comitia.platform.kept import kept

COLUMNS: Final = (
    *("pk", "categories", "per", "mode", "places", "has_waiting_list"),
    *("common__pk", "common__edition"),
)


@dataclass(frozen=True, slots=True)
class PlacesLeft:
    """How many places a category has left, of how many (None: as many as wanted), and whether one can wait for one."""

    left: int | None = None
    total: int | None = None
    has_waiting_list: bool = False

    @property
    def is_full(self) -> bool:
        return self.left == 0


def rules_of(meeting: int) -> tuple[Rule, ...]:
    """List the quotas of a meeting as they bind people. One statement."""
    common = FilteredRelation("pools", condition=Q(pools__subject=""))
    rows = Quota.objects.filter(meeting=meeting).annotate(common=common).order_by("pk").values(*COLUMNS)
    categories: dict[int, set[int]] = {}
    for row in rows:
        categories.setdefault(row["pk"], set()).add(row["categories"])
    return tuple(
        Rule(
            quota=row["pk"],
            categories=frozenset(categories[row["pk"]]),
            per=row["per"],
            mode=row["mode"],
            places=row["places"],
            has_waiting_list=row["has_waiting_list"],
            pool=row["common__pk"],
            edition=row["common__edition"] or 0,
        )
        for row in {row["pk"]: row for row in rows}.values()
    )


# Whoever takes a place compares the edition, so an old reading cannot take one wrongly
kept_rules_of = kept(rules_of)


def seats_of(registrations: Sequence[Registration]) -> list[Seat]:
    """Give the seats that registrations want as they stand, with their categories loaded. At most one statement."""
    by_delegation = [
        one.pk
        for one in registrations
        if one.member_id is None and one.category.entry == Category.Entry.DELEGATION and one.pk
    ]
    observers: dict[int, int | None] = {}
    if by_delegation:
        named = Delegate.objects.filter(registration__in=by_delegation, left_at=None)
        observers = dict(named.values_list("registration_id", "delegation__observer_id"))
    return [
        Seat(
            meeting=one.meeting_id,
            category=one.category_id,
            mode=one.mode,
            quantity=quantity_of(form_of_version(one.form_id).questions, one.answers),
            member=one.member_id,
            observer=observers.get(one.pk),
        )
        for one in registrations
    ]


def regions_of(seats: Iterable[Seat]) -> dict[str, int]:
    """Give the regions of those members and observer entities that have one, under the names of their pools."""
    members = {seat.member for seat in seats if seat.member}
    observers = {seat.observer for seat in seats if seat.observer}
    found: dict[str, int] = {}
    if members:
        of_members = Member.objects.filter(pk__in=members, region__isnull=False).values_list("pk", "region_id")
        found |= {f"member:{pk}": region for pk, region in of_members if region}
    if observers:
        of_others = ObserverEntity.objects.filter(pk__in=observers, region__isnull=False)
        found |= {f"observer:{pk}": region for pk, region in of_others.values_list("pk", "region_id") if region}
    return found


def places_left(meeting: int, categories: Iterable[Category]) -> dict[int, PlacesLeft]:
    """Tell for each category how many places the quotas over all together leave, in the mode that leaves most. One statement."""
    rules = [one for one in kept_rules_of(meeting) if one.pool]
    known = {pk: (places, taken) for pk, places, taken in _pools_of(meeting)}
    found = {}
    for category in categories:
        ways = []
        for mode in category.modes or [Registration.mode.field.default]:
            seat = Seat(meeting=meeting, category=category.pk, mode=mode)
            binding = [(one, *known[one.pool]) for one in rules if one.pool in known and one.binds(seat)]
            limited = [(max(0, places - taken), places, rule) for rule, places, taken in binding if places is not None]
            ways.append(_scarcest(limited))
        found[category.pk] = max(ways, key=lambda one: float("inf") if one.left is None else one.left)
    return found


def has_waiting_list(category: Category) -> bool:
    """Tell whether somebody who finds a category full can wait: every quota that binds it in some way has a list."""
    binding = [one for one in kept_rules_of(category.meeting_id) if category.pk in one.categories]
    return all(one.has_waiting_list for one in binding if one.places is not None)


def _scarcest(limited: list[tuple[int, int, Rule]]) -> PlacesLeft:
    if not limited:
        return PlacesLeft()
    left, total, _rule = min(limited, key=lambda one: one[0])
    full = [rule for free, _places, rule in limited if free == 0]
    return PlacesLeft(left, total, has_waiting_list=bool(full) and all(one.has_waiting_list for one in full))


def _pools_of(meeting: int) -> Iterable[tuple[int, int | None, int]]:
    return Pool.objects.filter(quota__meeting=meeting, subject="").values_list("pk", "places", "taken")
