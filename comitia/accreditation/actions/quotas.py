"""Keeps the quotas of a meeting; whoever holds places holds them of a new quota, too, and none is ever exceeded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from comitia.accreditation.actions.offering import candidates, lock_with, offer, seat_of_entry, waiting_for
from comitia.accreditation.actions.pools import lock_pools
from comitia.accreditation.models import Category, Mode, Pool, Quota, Registration, WaitingEntry
from comitia.accreditation.policies import may_keep_form
from comitia.accreditation.policies.seats import Rule, Seat
from comitia.accreditation.queries.places import regions_of, seats_of
from comitia.accreditation.queries.quotas import record_of_quota
from comitia.journal.actions import record
from comitia.meetings.models import Meeting
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.platform.bus import announce_on_commit
from comitia.platform.edits import as_facts, changes_since

State = Registration.State
HOLDING: Final = (State.SUBMITTED, State.ACCEPTED)
AT_ONCE: Final = 200
MOST_HOURS: Final = 24 * 60
BINDING: Final = frozenset({"categories", "per", "mode"})


@dataclass(frozen=True, slots=True)
class _Holder:
    """A registration or an offer that holds places, and as what; `before` is the registration that an offer adds to."""

    row: Registration | WaitingEntry
    seat: Seat
    before: Seat | None = None


def own_quota(category: Category, *, places: int | None) -> Quota:
    """Give the quota of one category alone, kept from others; begin it for a category that has none."""
    quota = Quota.objects.select_for_update().filter(own_of=category).first()
    if quota is None:
        quota = Quota.objects.create(meeting=category.meeting, own_of=category, places=places)
        _rebind(quota, [category])
    return quota


def write_places(quota: Quota, places: int | None, *, at: datetime) -> None:
    """Give a quota that is kept from others another number of places; more of them are offered to those who wait."""
    if quota.places == places:
        return
    pools = set(Pool.objects.filter(quota=quota).values_list("pk", flat=True))
    waiting = waiting_for(pools)
    lock_with(pools, waiting)
    most = Pool.objects.filter(quota=quota).aggregate(most=Max("taken"))["most"] or 0
    _require_enough(places, most)
    quota.places = places
    quota.save(update_fields=["places"])
    Pool.objects.filter(quota=quota).update(places=places)
    offer(waiting, at=at)


@transaction.atomic
def save_quota(pk: int | None, values: Mapping[str, Any], *, seen: str | None = None, by: Actor, at: datetime) -> Quota:
    """Write a quota of the current meeting: a new one, or changes of one; refused if it would be exceeded.

    `values`: places, has_waiting_list, confirm_within; of the quota of one category alone also overflow (a code), of any
    other name, categories (codes), per and mode.
    """
    require(may_keep_form(by))
    meeting = Meeting.objects.filter(is_current=True).first()
    if meeting is None:
        refuse("no_meeting", _("There is no current meeting. Choose one on the page of meetings first."))
    # Those who act hold their registration before any quota, so whoever changes quotas does, too
    if pk is None:
        quota = Quota(meeting=meeting)
    else:
        _holders_locked(meeting)
        quota = _locked(pk)
    is_own = quota.own_of_id is not None
    _require_sound(values)
    if pk is None:
        quota.save()
    changes = changes_since(record_of_quota(quota), values, seen=seen)
    if not changes and pk is not None:
        return quota
    quota.has_waiting_list, quota.confirm_within = values["has_waiting_list"], values["confirm_within"]
    if is_own:
        _set_overflow(quota, values["overflow"])
    else:
        quota.names = {**quota.names, "en": _name(values["name"])}
        quota.per, quota.mode = values["per"], values["mode"]
    if pk is None or BINDING & changes.keys():
        quota.places = values["places"]
        _rebind(quota, _categories(meeting, values["categories"]))
        _offer_all(meeting, at=at)
    else:
        write_places(quota, values["places"], at=at)
    quota.save()
    record("save_quota", f"quota:{quota.pk}", by=by, at=at, facts=as_facts(changes))
    announce_on_commit("public_changed", {"meeting": meeting.slug})
    return quota


@transaction.atomic
def remove_quota(pk: int, *, by: Actor, at: datetime) -> None:
    """Remove a quota over several categories; whom it alone kept waiting is offered a place."""
    require(may_keep_form(by))
    meeting = Meeting.objects.filter(is_current=True).first()
    if meeting is not None:
        _holders_locked(meeting)
    quota = _locked(pk)
    if quota.own_of_id is not None:
        refuse(
            "own_quota",
            _("This is the number of places of one category. Leave the number empty to give as many as wanted."),
        )
    pools = _all_pools(quota.meeting)
    holders = _everybody(quota.meeting)
    gone = {str(one.pk) for one in pools.values() if one.quota_id == quota.pk}
    _write_places_of(holders, {}, without=gone)
    WaitingEntry.objects.filter(pool__quota=quota).update(pool=None)
    quota.delete()
    _begin_edition(quota.meeting)
    record("remove_quota", f"quota:{pk}", by=by, at=at)
    _offer_all(quota.meeting, at=at)
    announce_on_commit("public_changed", {"meeting": quota.meeting.slug})


def _locked(pk: int) -> Quota:
    found = Quota.objects.select_for_update(of=("self",)).select_related("own_of__overflow", "meeting")
    quota = found.filter(pk=pk, meeting__is_current=True).first()
    if quota is None:
        refuse("unknown_quota", _("This quota does not exist any more. Choose one from the list."))
    return quota


def _require_sound(values: Mapping[str, Any]) -> None:
    if not 1 <= values["confirm_within"] <= MOST_HOURS:
        refuse("confirm_within", _("An offered place is kept for at least 1 hour and at most 60 days."))
    if "per" not in values:
        return
    if values["per"] not in Quota.Per.values or values["mode"] not in {"", *Mode.values}:
        refuse("unknown_kind", _("Choose for whom the places are counted together."))
    if values["places"] is None:
        refuse("no_places", _("Write how many places there are."))
    if not values["categories"]:
        refuse("no_categories", _("Choose at least one category that takes these places."))


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        refuse("no_name", _("Write a name by which you know these places."))
    return name


def _categories(meeting: Meeting, codes: Iterable[str]) -> list[Category]:
    found = list(Category.objects.filter(meeting=meeting, code__in=codes))
    if len(found) != len(set(codes)):
        refuse("unknown_category", _("One of the categories does not exist any more. Choose from the list."))
    return found


def _set_overflow(quota: Quota, code: str) -> None:
    category = quota.own_of
    assert category is not None
    other = Category.objects.filter(meeting=quota.meeting, code=code).exclude(pk=category.pk).first() if code else None
    if code and other is None:
        refuse("unknown_category", _("Choose another category of this meeting to offer when this one is full."))
    category.overflow = other
    category.save(update_fields=["overflow"])


def _require_enough(places: int | None, most: int) -> None:
    if places is not None and most > places:
        sentence = ngettext(
            "%(taken)s place is taken already; the number of places cannot be lower.",
            "%(taken)s places are taken already; the number of places cannot be lower.",
            most,
        )
        refuse("places_taken", sentence % {"taken": most})


def _holders_locked(meeting: Meeting) -> list[_Holder]:
    """Give whoever holds places, kept from others."""
    holding = Registration.objects.select_for_update(of=("self",)).filter(meeting=meeting, state__in=HOLDING)
    registrations = list(holding.select_related("category").order_by("pk"))
    seats = dict(zip((one.pk for one in registrations), seats_of(registrations), strict=True))
    return [_Holder(one, seats[one.pk]) for one in registrations]


def _offers_locked(meeting: Meeting, seats: Mapping[int, Seat]) -> list[_Holder]:
    offered = WaitingEntry.objects.select_for_update(of=("self",)).filter(
        category__meeting=meeting, state=WaitingEntry.State.OFFERED
    )
    found = offered.select_related("category").order_by("pk")
    return [_Holder(one, seat_of_entry(one), seats.get(one.registration_id)) for one in found]


def _everybody(meeting: Meeting) -> list[_Holder]:
    """Give whoever holds places once all pools are kept from others: those who took one a moment ago are among them."""
    holders = _holders_locked(meeting)
    return holders + _offers_locked(meeting, {one.row.pk: one.seat for one in holders})


def _all_pools(meeting: Meeting) -> dict[int, Pool]:
    return lock_pools(set(Pool.objects.filter(quota__meeting=meeting).values_list("pk", flat=True)))


def _begin_edition(meeting: Meeting) -> None:
    """Let nobody take a place under the quotas as they were."""
    Pool.objects.filter(quota__meeting=meeting).update(edition=F("edition") + 1)


def _rebind(quota: Quota, categories: Iterable[Category]) -> None:
    """Count anew who holds places of a quota that binds others than before, and write them down; refuse if there are too few."""
    quota.categories.set(categories)
    _holders_locked(quota.meeting)
    _all_pools(quota.meeting)
    holders = _everybody(quota.meeting)
    rule = Rule(
        quota=quota.pk,
        categories=frozenset(one.pk for one in categories),
        per=quota.per,
        mode=quota.mode,
        places=quota.places,
        has_waiting_list=quota.has_waiting_list,
        pool=None,
        edition=0,
    )
    regions = regions_of(one.seat for one in holders) if quota.per == Quota.Per.REGION else {}
    taken: Counter[str] = Counter({"": 0} if quota.per == Quota.Per.MEETING else {})
    held: dict[tuple[type, int], tuple[str, int]] = {}
    for one in holders:
        subject = rule.subject(one.seat, regions) if rule.binds(one.seat) else None
        if subject is None:
            continue
        number = one.seat.quantity
        if one.before and rule.binds(one.before) and rule.subject(one.before, regions) == subject:
            number = max(0, number - one.before.quantity)
        taken[subject] += number
        held[type(one.row), one.row.pk] = (subject, number)
    _require_enough(quota.places, max(taken.values(), default=0))
    quota.save()
    pools = {one.subject: one for one in Pool.objects.filter(quota=quota)}
    gone = {str(one.pk) for one in pools.values()}
    Pool.objects.filter(quota=quota).update(taken=0)  # the rule of the database holds at every step
    for subject, pool in pools.items():
        pool.taken, pool.places = taken[subject], quota.places
    Pool.objects.bulk_update(pools.values(), ["taken", "places"], batch_size=AT_ONCE)
    for subject in taken.keys() - pools.keys():
        pools[subject] = Pool.objects.create(quota=quota, subject=subject, places=quota.places, taken=taken[subject])
    places = {key: (str(pools[subject].pk), number) for key, (subject, number) in held.items()}
    _write_places_of(holders, places, without=gone)
    _begin_edition(quota.meeting)


def _write_places_of(
    holders: Iterable[_Holder], places: Mapping[tuple[type, int], tuple[str, int]], *, without: set[str]
) -> None:
    """Write down what holders hold of the pools of one quota instead of what they held of the pools `without`."""
    changed: dict[type, list[Any]] = {Registration: [], WaitingEntry: []}
    for one in holders:
        row: Any = one.row
        after = {pk: number for pk, number in row.places.items() if pk not in without}
        pool, number = places.get((type(row), row.pk), ("", 0))
        if number:
            after[pool] = number
        if after != row.places:
            row.places = after
            changed[type(row)].append(row)
    for model, rows in changed.items():
        model.objects.bulk_update(rows, ["places"], batch_size=AT_ONCE)  # type: ignore[attr-defined]


def _offer_all(meeting: Meeting, *, at: datetime) -> None:
    """Look at everybody who waits: other quotas may let some of them in."""
    offer(candidates(WaitingEntry.objects.filter(category__meeting=meeting)), at=at)
