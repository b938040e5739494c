"""The categories of the current meeting as the desk keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from comitia.accreditation.models import Category, Mode, Registration
from comitia.accreditation.queries.quotas import current_meeting
from comitia.platform.edits import Record
from comitia.platform.texts import Text, text_in

ADMISSIONS = tuple(Category.Admission.choices)
ENTRIES = tuple(Category.Entry.choices)
CATEGORY_MODES = tuple(Mode.choices)
FIELDS = ("names", "descriptions", "admission", "entry", "modes", "opens_at", "closes_at", "order")
STATES = {"before": _("Not open yet"), "open": _("Open"), "after": _("Closed")}


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A category with how many have sent a registration in it, and whether registration is open."""

    category: Category
    name: Text
    people: int
    state: str


def category_rows(*, at: datetime) -> list[CategoryRow]:
    """List the categories in their order: one statement."""
    language = get_language() or "en"
    sent = ~Q(registrations__state__in=[Registration.State.DRAFT, Registration.State.WITHDRAWN])
    found = Category.objects.filter(meeting__is_current=True).annotate(
        people=Count("registrations", filter=sent & Q(registrations__isnull=False))
    )
    return [
        CategoryRow(one, text_in(one.names, language), one.people, state_of(one, at=at))
        for one in found.order_by("order", "pk")
    ]


def state_of(category: Category, *, at: datetime) -> str:
    """Tell whether registration in a category is "before" its beginning, "open" or "after" its end."""
    if category.opens_at and at < category.opens_at:
        return "before"
    return "after" if category.closes_at and at >= category.closes_at else "open"


def category_to_keep(code: str) -> Category | None:
    """Give a category of the current meeting with its meeting."""
    return Category.objects.select_related("meeting").filter(meeting__is_current=True, code=code).first()


def record_of_category(category: Category) -> Record:
    """Give the record of a category, for a form."""
    name = text_in(category.names, get_language() or "en").value if category.names else category.code
    return Record(category.code, name, {field: getattr(category, field) for field in FIELDS})


def next_order() -> int:
    """Suggest a place after all categories there are."""
    meeting = current_meeting()
    return 1 + max((one.order for one in meeting.categories.all()), default=0) if meeting else 1
