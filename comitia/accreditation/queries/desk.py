"""The secretariat's list of registrations, limited to what its reader may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Lower

from comitia.accreditation.models import Category, Registration
from comitia.accreditation.policies import may_see
from comitia.accreditation.queries.form import published_version
from comitia.accreditation.queries.versions import NO_FORM, form_of_version
from comitia.core.forms.definition import Question
from comitia.meetings.models import Meeting
from comitia.members.models import Member, Region
from comitia.members.queries.directory import folded
from comitia.platform.actors import REGIONAL_OFFICE, SECRETARIAT, Actor
from comitia.platform.answers import Allowed

State = Registration.State
STATES: Final = tuple(State.choices)
LIST_FIELDS: Final = (
    "reference",
    "state",
    "submitted_at",
    "person__name",
    "person__email",
    "category__code",
    "category__names",
    "member__name",
)
SORTS: Final[dict[str, tuple[Any, ...]]] = {
    "newest": (F("submitted_at").desc(nulls_last=True), "-pk"),
    "oldest": (F("submitted_at").asc(nulls_last=True), "pk"),
    "name": (Lower("person__name"), Lower("person__email"), "pk"),
    "member": (F("member__name").asc(nulls_last=True), Lower("person__name"), "pk"),
    "category": ("category__order", Lower("person__name"), "pk"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What of the list is wanted; empty means everything. Registrations not sent yet are shown only when asked for."""

    words: str = ""
    state: str = ""
    category: str = ""
    member: str = ""
    region: str = ""
    sort: str = "newest"


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """What one can filter by."""

    categories: list[Category]
    regions: list[Region]
    members: list[tuple[str, str]]


def seen_by(by: Actor) -> QuerySet[Registration]:
    """Give the registrations of the current meeting that this actor may see (the same rule as `may_see`)."""
    current = Registration.objects.filter(meeting__is_current=True)
    if by.has_role(SECRETARIAT):
        return current
    if by.has_role(REGIONAL_OFFICE):
        return current.filter(member__region__code__in=by.regions)
    return current.none()


def found(by: Actor, filters: Filters) -> QuerySet[Registration]:
    """Give the registrations that match, in the order asked for, with person, category and member."""
    wanted = Q(state=filters.state) if filters.state in State.values else ~Q(state=State.DRAFT)
    registrations = seen_by(by).select_related("person", "category", "member__region").filter(wanted)
    if filters.category:
        registrations = registrations.filter(category__code=filters.category)
    if filters.member:
        registrations = registrations.filter(member__slug=filters.member)
    if filters.region:
        registrations = registrations.filter(member__region__code=filters.region)
    for word in filters.words.split():
        # What was folded when the registration was sent, and the account as it is now
        registrations = registrations.filter(
            Q(search_text__contains=folded(word)) | Q(person__name__icontains=word) | Q(person__email__icontains=word)
        )
    return registrations.order_by(*SORTS.get(filters.sort, SORTS["newest"]))


def listed(by: Actor, filters: Filters) -> QuerySet[Registration]:
    """Give what matches with no more than a row of the list shows."""
    return found(by, filters).select_related(None).select_related("person", "category", "member").only(*LIST_FIELDS)


def filter_choices(by: Actor) -> FilterChoices:
    """List categories, regions and members to filter by; a regional office has those of its region."""
    regions = Region.objects.order_by("order", "pk")
    members = Member.objects.order_by("name").values_list("slug", "name")
    if not by.has_role(SECRETARIAT):
        regions = regions.filter(code__in=by.regions)
        members = members.filter(region__code__in=by.regions)
    categories = Category.objects.filter(meeting__is_current=True).order_by("order", "pk")
    return FilterChoices(list(categories), list(regions), list(members))


def one(by: Actor, reference: UUID) -> Registration | None:
    """Give a registration of any meeting with everything its page shows, or None if this actor may not see it."""
    registration = (
        Registration.objects.select_related("person", "category__meeting", "member__region")
        .filter(reference=reference)
        .first()
    )
    return registration if registration and isinstance(may_see(by, registration), Allowed) else None


def questions_of_form() -> tuple[Question, ...]:
    """List what the form of the current meeting asks now, for the columns of a file."""
    meeting = Meeting.objects.filter(is_current=True).values_list("pk", flat=True).first()
    form = form_of_version(published_version(meeting)) if meeting else NO_FORM
    return tuple(question for question in form.questions if question.is_asked)


def waiting_for(by: Actor) -> int:
    """Count the registrations that wait for this actor's decision."""
    waiting = seen_by(by).filter(state=State.SUBMITTED)
    return waiting.exclude(person__reference=by.person).count() if by.person else waiting.count()
