"""What pages read about delegations: the list at the desk, one of them, those of a focal point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from comitia.accreditation.models import (
    Category,
    Delegate,
    Delegation,
    FocalPoint,
    LetterOfMandate,
    Mode,
    ObserverEntity,
)
from comitia.accreditation.policies.delegations import Row, category_of, may_change_head, may_compose, may_see
from comitia.meetings.models import Meeting
from comitia.meetings.queries import committee_on_day, electing_assemblies
from comitia.members.models import Region
from comitia.members.queries.directory import folded
from comitia.organs.queries import committee_on
from comitia.platform.actors import REGIONAL_OFFICE, SECRETARIAT, Actor
from comitia.platform.answers import Allowed, Answer
from comitia.platform.kept import kept

ROLES: Final = tuple(Delegate.Role.choices)
EMPTY_REGION: Final = "none"
PROGRESS: Final = {
    "uninvited": _("No focal point"),
    "invited": _("Invitation not taken up"),
    "empty": _("Nobody named yet"),
    "no_letter": _("No letter yet"),
    "examined": _("To be examined"),
    "complete": _("Decided"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationFilters:
    """Which delegations of the current meeting are wanted; empty means all."""

    words: str = ""
    progress: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """A delegation as somebody sees it, and whether they compose it."""

    delegation: Delegation
    is_focal_point: bool


@dataclass(frozen=True, slots=True)
class Composing:
    """Everything the page of composition shows: the rows as they are kept, and whether they may be changed now."""

    delegation: Delegation
    rows: list[Row]
    modes: dict[str, list[tuple[str, Any]]]
    answer: Answer


def delegations_of_meeting() -> QuerySet[Any]:
    """Give the delegations of the current meeting with how far each is: one statement."""
    asked = FocalPoint.objects.filter(delegation=OuterRef("pk"), ended_at=None)
    in_it = Q(delegates__left_at=None, delegates__isnull=False)
    state = "delegates__credential__state"
    return (
        Delegation.objects.filter(meeting__is_current=True)
        .select_related("meeting", "member__region", "observer__region", "holder__registration__person")
        .annotate(
            entity=Coalesce("member__name", "observer__name"),
            region_code=Coalesce("member__region__code", "observer__region__code"),
            is_asked=Exists(asked),
            is_answered=Exists(asked.filter(taken_up_at__isnull=False)),
            has_letter=Exists(LetterOfMandate.objects.filter(delegation=OuterRef("pk"))),
            people=Count("delegates", filter=in_it),
            open_credentials=Count(
                "delegates", filter=in_it & Q(**{f"{state}__in": ["received", "incomplete", "provisional"]})
            ),
            awaited=Count("delegates", filter=in_it & Q(**{state: "awaited"})),
        )
    )


def seen_by(by: Actor) -> QuerySet[Any]:
    """Limit the delegations to those that an officer may see (the same rule as `may_see`)."""
    found = delegations_of_meeting()
    if by.has_role(SECRETARIAT):
        return found
    if by.has_role(REGIONAL_OFFICE):
        return found.filter(Q(member__region__code__in=by.regions) | Q(observer__region__code__in=by.regions))
    return found.none()


def found_delegations(by: Actor, filters: DelegationFilters) -> QuerySet[Any]:
    """Give the delegations that match, by name."""
    found = seen_by(by)
    for word in filters.words.split():
        found = found.filter(
            Q(member__slug__contains=folded(word)) | Q(member__name__icontains=word) | Q(observer__name__icontains=word)
        )
    if filters.region:
        found = found.filter(region_code=filters.region)
    wanted = {
        "uninvited": Q(is_asked=False),
        "invited": Q(is_asked=True, is_answered=False),
        "empty": Q(is_answered=True, people=0),
        "no_letter": Q(people__gt=0, has_letter=False),
        "examined": Q(open_credentials__gt=0),
        "complete": Q(people__gt=0, has_letter=True, open_credentials=0, awaited=0),
    }
    if filters.progress in wanted:
        found = found.filter(wanted[filters.progress])
    return found.order_by("entity", "pk")


def progress_of(delegation: Any) -> str:
    """Name how far a delegation of `delegations_of_meeting` is, one of `PROGRESS`."""
    if not delegation.people:
        if delegation.is_answered:
            return "empty"
        return "invited" if delegation.is_asked else "uninvited"
    if delegation.open_credentials:
        return "examined"
    return "complete" if delegation.has_letter and not delegation.awaited else "no_letter"


def delegation_seen(by: Actor, reference: UUID) -> Seen | None:
    """Give a delegation with what its page shows, or None if this actor may not see it."""
    found = with_focal_point(by).filter(reference=reference).first()
    if found is None or not isinstance(may_see(by, found, is_focal_point=bool(found.your_language)), Allowed):
        return None
    return Seen(found, bool(found.your_language))


def with_focal_point(by: Actor) -> Any:
    """Give all delegations with their entity, and of the focal point that this actor is the language (`your_language`)."""
    running = FocalPoint.objects.filter(delegation=OuterRef("pk"), ended_at=None)
    yours = running.filter(person__reference=by.person) if by.person else running.none()
    return Delegation.objects.select_related("meeting", "member__region", "observer__region").annotate(
        your_language=Subquery(yours.values("language")[:1])
    )


def delegates_of(delegation: Delegation) -> list[Delegate]:
    """List who is in a delegation, in its order, with registration, person and credential: one statement."""
    return list(
        Delegate.objects.filter(delegation=delegation, left_at=None)
        .select_related("registration__person", "registration__category", "credential__letter__blob")
        .order_by("rank", "pk")
    )


def letters_of(delegation: Delegation) -> list[LetterOfMandate]:
    """List the letters of a delegation, the newest first."""
    return list(LetterOfMandate.objects.filter(delegation=delegation).select_related("blob").order_by("-pk"))


def own_delegations(by: Actor) -> list[Delegation]:
    """List the delegations that a person composes, those of the current meeting first."""
    if by.person is None:
        return []
    mine = Delegation.objects.filter(focal_points__person__reference=by.person, focal_points__ended_at=None)
    return list(mine.select_related("meeting", "member", "observer").order_by("-meeting__is_current", "-pk"))


@kept
def delegation_categories(meeting: int) -> tuple[Category, ...]:
    """List the categories in which delegations register; how many places are taken is not to be read from it."""
    found = Category.objects.filter(meeting=meeting, entry=Category.Entry.DELEGATION)
    return tuple(found.select_related("overflow").order_by("order", "pk"))


def modes_of(categories: Sequence[Category], *, is_observer: bool) -> dict[str, list[str]]:
    """List the modes that each role may choose among."""
    modes = {}
    for role in Delegate.Role.values:
        category = category_of(categories, role=role, is_observer=is_observer)
        modes[role] = list(category.modes) if category and category.modes else list(Mode.values)
    return modes


def composing(by: Actor, seen: Seen, *, at: datetime) -> Composing:
    """Give what the page of composition shows: one statement."""
    delegation = seen.delegation
    categories = delegation_categories(delegation.meeting_id)
    answer = may_compose(by, delegation, categories, is_focal_point=seen.is_focal_point, at=at)
    labels = dict(Mode.choices)
    modes = modes_of(categories, is_observer=delegation.observer_id is not None)
    named = {role: [(code, labels[code]) for code in codes] for role, codes in modes.items()}
    return Composing(delegation, [row_of(one) for one in delegates_of(delegation)], named, answer)


def may_hand_over(by: Actor, seen: Seen) -> Answer:
    """Tell whether an actor may hand over and bring letters for a delegation."""
    return may_change_head(by, seen.delegation, is_focal_point=seen.is_focal_point)


def row_of(delegate: Delegate) -> Row:
    """Give a delegate as a row of the page of composition."""
    registration = delegate.registration
    return Row(
        reference=registration.reference,
        name=registration.name,
        email=delegate.email,
        role=delegate.role,
        mode=registration.mode,
        position=delegate.position,
        affiliation=delegate.affiliation,
    )


def last_rows(delegation: Delegation) -> list[Row]:
    """Give the people of the last delegation of the same entity as new rows; nothing if there was none."""
    same = Q(member=delegation.member_id) if delegation.member_id else Q(observer=delegation.observer_id)
    before = (
        Delegation.objects.filter(same, meeting__year__lte=delegation.meeting.year, delegates__isnull=False)
        .exclude(meeting=delegation.meeting_id)
        .order_by(F("meeting__starts_on").desc(nulls_last=True), "-pk")
        .first()
    )
    if before is None:
        return []
    rows = (row_of(one) for one in delegates_of(before))
    return [
        Row(
            reference=None,
            name=row.name,
            email=row.email,
            role=row.role,
            mode=row.mode,
            position=row.position,
            affiliation=row.affiliation,
        )
        for row in rows
    ]


def entity_name(delegation: Delegation) -> str:
    """Name the member or observer entity of a delegation."""
    return (delegation.member or delegation.observer).name  # type: ignore[union-attr]


def entity_slug(delegation: Delegation) -> str:
    return (delegation.member or delegation.observer).slug  # type: ignore[union-attr]


def delegation_regions(by: Actor) -> list[Region]:
    """List the regions to filter delegations by; a regional office has its own."""
    regions = Region.objects.order_by("order", "pk")
    return list(regions if by.has_role(SECRETARIAT) else regions.filter(code__in=by.regions))


def observer_entities() -> list[ObserverEntity]:
    """List the observer entities by name."""
    return list(ObserverEntity.objects.select_related("region").order_by("name", "pk"))


def current_meeting() -> Meeting | None:
    return Meeting.objects.filter(is_current=True).select_related("organ").first()


def seated_members(meeting: Meeting) -> list[str]:
    """List the slugs of the members that sit on the organ of a meeting on its first day."""
    if meeting.starts_on is None:
        return []
    committee = (
        committee_on(meeting.starts_on, code=meeting.organ.code, assemblies=electing_assemblies())
        if meeting.organ
        else committee_on_day(meeting.starts_on)
    )
    return [seat.member.slug for seat in committee.sitting] if committee else []
