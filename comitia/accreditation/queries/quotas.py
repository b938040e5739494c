"""The quotas of a meeting as the secretariat keeps them, and who waits for their places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q, Sum
from django.utils.translation import get_language

from comitia.accounts.models import Person
from comitia.accreditation.models import Category, Mode, ObserverEntity, Pool, Quota, Registration, WaitingEntry
from comitia.meetings.models import Meeting
from comitia.members.models import Member, Region
from comitia.platform.edits import Record
from comitia.platform.texts import Text, text_in

PER = tuple(Quota.Per.choices)
QUOTA_MODES = tuple(Mode.choices)
State = WaitingEntry.State
RUNNING = (State.WAITING, State.OFFERED)


@dataclass(frozen=True, slots=True)
class QuotaRow:
    """A quota with what is taken of it (of its fullest pool, if it has several) and how many wait for it."""

    quota: Quota
    name: Text
    categories: list[Text]
    taken: int
    fullest: int
    waiting: int

    @property
    def is_full(self) -> bool:
        return self.quota.places is not None and self.fullest >= self.quota.places


@dataclass(frozen=True, slots=True)
class PoolRow:
    """What is taken of the places of one member, observer entity or region, and how many wait for them."""

    name: str
    places: int | None
    taken: int
    waiting: int


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """Somebody who waits or was offered a place; `number` is their turn among those who wait for the same places."""

    entry: WaitingEntry
    number: int
    subject: str


def quota_rows() -> list[QuotaRow]:
    """List the quotas of the current meeting: those of single categories first. Four statements."""
    found = Quota.objects.filter(meeting__is_current=True).select_related("own_of").prefetch_related("categories")
    counted = Pool.objects.filter(quota__meeting__is_current=True).values("quota")
    sums = counted.annotate(all=Sum("taken"), most=Max("taken"))
    taken = {quota: (everything, most) for quota, everything, most in sums.values_list("quota", "all", "most")}
    waiting = WaitingEntry.objects.filter(pool__quota__meeting__is_current=True, state__in=RUNNING)
    waiters = dict(waiting.values("pool__quota").annotate(number=Count("pk")).values_list("pool__quota", "number"))
    rows = [
        QuotaRow(
            quota=one,
            name=name_of(one),
            categories=[_text(each.names) for each in sorted(one.categories.all(), key=lambda each: each.order)],
            taken=taken.get(one.pk, (0, 0))[0],
            fullest=taken.get(one.pk, (0, 0))[1],
            waiting=waiters.get(one.pk, 0),
        )
        for one in found
    ]
    return sorted(rows, key=lambda row: (row.quota.own_of is None, _order(row.quota), row.quota.pk))


def _order(quota: Quota) -> int:
    return quota.own_of.order if quota.own_of else quota.order


def quota(pk: int) -> Quota | None:
    """Give a quota of the current meeting with its categories."""
    found = Quota.objects.filter(pk=pk, meeting__is_current=True).select_related("own_of__overflow", "meeting")
    return found.prefetch_related("categories").first()


def name_of(quota: Quota) -> Text:
    """Name a quota: that of one category bears its name."""
    return _text(quota.own_of.names if quota.own_of else quota.names)


def record_of_quota(quota: Quota) -> Record:
    """Give the record of a quota whose categories are loaded, for a form."""
    values: dict[str, Any] = {
        "places": quota.places,
        "has_waiting_list": quota.has_waiting_list,
        "confirm_within": quota.confirm_within,
    }
    if quota.own_of:
        values["overflow"] = quota.own_of.overflow.code if quota.own_of.overflow else ""
    else:
        values |= {
            "name": quota.names.get("en", ""),
            "categories": sorted(one.code for one in quota.categories.all()),
            "per": quota.per,
            "mode": quota.mode,
        }
    return Record(str(quota.pk), str(name_of(quota)), values)


def categories_to_bind() -> list[tuple[str, str]]:
    """List the categories of the current meeting by code and name."""
    return [
        (one.code, str(_text(one.names)))
        for one in Category.objects.filter(meeting__is_current=True).order_by("order", "pk")
    ]


def pool_rows(quota: Quota) -> list[PoolRow]:
    """List the pools of a quota for each member or region, the fullest first."""
    running = Count("waiting", filter=Q(waiting__state__in=RUNNING))
    found = list(Pool.objects.filter(quota=quota).annotate(running=running).order_by("-taken", "pk"))
    names = subject_names({one.subject for one in found})
    return [
        PoolRow(names.get(one.subject, one.subject), one.places, one.taken, one.running)
        for one in found
        if one.taken or one.running or not one.subject
    ]


def waiting_rows(quota: Quota) -> list[WaitingRow]:
    """List who waits for the places of a quota: offers first, then in the order of arrival."""
    entries = WaitingEntry.objects.filter(pool__quota=quota, state__in=RUNNING)
    related = entries.select_related("registration__person", "pool", "member", "category")
    found = sorted(related, key=lambda one: (one.state != State.OFFERED, one.joined_at, one.pk))
    names = subject_names({one.pool.subject for one in found if one.pool})
    turns: dict[int, int] = {}
    rows = []
    for entry in found:
        turn = 0
        if entry.state == State.WAITING and entry.pool_id:
            turn = turns[entry.pool_id] = turns.get(entry.pool_id, 0) + 1
        rows.append(WaitingRow(entry, turn, names.get(entry.pool.subject, "") if entry.pool else ""))
    return rows


def waiting_entry(pk: int) -> WaitingEntry | None:
    """Give a running entry of the current meeting with whose it is."""
    running = WaitingEntry.objects.filter(pk=pk, state__in=RUNNING, category__meeting__is_current=True)
    return running.select_related("registration__person", "pool").first()


def subject_names(subjects: set[str]) -> Mapping[str, str]:
    """Name the subjects of pools. One statement for each kind of subject."""
    numbers: dict[str, set[int]] = {}
    for kind, _colon, number in (one.partition(":") for one in subjects if one):
        numbers.setdefault(kind, set()).add(int(number))
    names: dict[str, str] = {}
    if members := numbers.get("member"):
        found = Member.objects.filter(pk__in=members).values_list("pk", "name")
        names |= {f"member:{pk}": name for pk, name in found}
    if observers := numbers.get("observer"):
        entities = ObserverEntity.objects.filter(pk__in=observers).values_list("pk", "name")
        names |= {f"observer:{pk}": name for pk, name in entities}
    if regions := numbers.get("region"):
        found_regions = Region.objects.filter(pk__in=regions).values_list("pk", "names")
        names |= {f"region:{pk}": str(_text(texts)) for pk, texts in found_regions}
    return names


def current_meeting() -> Meeting | None:
    """Give the meeting whose quotas are kept."""
    return Meeting.objects.filter(is_current=True).first()


@dataclass(frozen=True, slots=True)
class OwnWaiting:
    """How somebody's waiting stands: for what, since when, as which in turn, or until when a place is kept for them."""

    category: Text
    code: str
    quantity: int
    is_offered: bool
    offer_ends_at: datetime | None
    turn: int


def own_waiting(registration: int) -> OwnWaiting | None:
    """Tell how the waiting of a registration stands. Two statements at most."""
    running = WaitingEntry.objects.filter(registration=registration, state__in=RUNNING)
    entry = running.select_related("category").first()
    if entry is None:
        return None
    before = WaitingEntry.objects.filter(pool=entry.pool_id, state=State.WAITING).filter(
        Q(joined_at__lt=entry.joined_at) | Q(joined_at=entry.joined_at, pk__lt=entry.pk)
    )
    is_offered = entry.state == State.OFFERED
    return OwnWaiting(
        category=_text(entry.category.names),
        code=entry.category.code,
        quantity=entry.quantity,
        is_offered=is_offered,
        offer_ends_at=entry.offer_ends_at,
        turn=0 if is_offered else before.count() + 1,
    )


def own_waiting_of(person: Person) -> OwnWaiting | None:
    """Tell how a person's waiting in the current meeting stands."""
    registration = Registration.objects.filter(person=person, meeting__is_current=True, waits=True).first()
    return own_waiting(registration.pk) if registration else None


def _text(names: Mapping[str, str]) -> Text:
    return text_in(names, get_language() or "en")
