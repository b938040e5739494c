"""What the desk reads about members and offices: the records as they are kept, fresh and for staff."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import get_language

from comitia.members.models import Member, Region, RegionalOffice
from comitia.members.policies import may_edit_member, may_keep_records
from comitia.members.queries.directory import CATEGORY_NAMES, folded
from comitia.members.queries.offices import STATE_NAMES
from comitia.platform.actors import Actor
from comitia.platform.edits import Record
from comitia.platform.texts import text_in

MEMBER_FIELDS: Final = (
    *("name", "code", "native_name", "native_language", "country", "country_code", "category", "category_as_printed"),
    *("joined_year", "evidence", "population", "population_year", "population_source"),
    *("latitude", "longitude", "zone", "place", "place_basis", "place_source", "source"),
)
OFFICE_FIELDS: Final = (
    *("region_name", "host_as_printed", "country_code", "is_secretariat", "state", "state_as_printed"),
    *("approved_on", "approved_by", "opened_on", "closed_on", "source", "note"),
)


def members_of(actor: Actor, *, words: str = "", region: str = "", category: str = "") -> QuerySet[Member]:
    """List the members an officer keeps: all for the secretariat, those of their region for a regional office."""
    found = Member.objects.select_related("region").order_by("name")
    if not may_keep_records(actor):
        found = found.filter(region__code__in=actor.regions)
    if region:
        found = found.filter(region__code=region)
    if category:
        found = found.filter(category=category)
    if words.split():
        found = found.filter(pk__in=_matching(found, folded(words).split()))
    return found


def _matching(found: QuerySet[Member], wanted: list[str]) -> list[int]:
    """Compare names in every spelling without case and accents, which no database does for all scripts."""
    texts: dict[int, list[str]] = {}
    columns = "pk", "name", "native_name", "country", "code", "other_names__name"
    for pk, *names in found.order_by().values_list(*columns):
        texts.setdefault(pk, []).extend(name for name in names if name)
    return [pk for pk, names in texts.items() if all(word in folded(" ".join(names)) for word in wanted)]


def member_record(slug: str) -> Record | None:
    """Give the record of a member for a form."""
    member = Member.objects.select_related("region").prefetch_related("other_names").filter(slug=slug).first()
    return record_of_member(member) if member else None


def record_of_member(member: Member) -> Record:
    """Give the record of a member whose region is loaded."""
    values: dict[str, Any] = {name: getattr(member, name) for name in MEMBER_FIELDS}
    values["region"] = member.region.code if member.region else ""
    values["other_names"] = sorted(other.name for other in member.other_names.all())
    return Record(member.slug, member.name, values)


def can_edit(actor: Actor, record: Record) -> bool:
    """Say whether an officer may change a member."""
    return bool(may_edit_member(actor, record.values["region"]))


def region_choices(actor: Actor) -> list[tuple[str, str]]:
    """List the regions an officer may put members in, by code and name."""
    language = get_language() or "en"
    regions = Region.objects.order_by("order")
    if not may_keep_records(actor):
        regions = regions.filter(code__in=actor.regions)
    return [(region.code, text_in(region.names, language).value or region.code) for region in regions]


def category_choices() -> list[tuple[str, str]]:
    return [(category.value, str(name)) for category, name in CATEGORY_NAMES.items()]


def member_choices() -> list[tuple[str, str]]:
    """List all members for a choice, by slug and name."""
    return list(Member.objects.order_by("name").values_list("slug", "name"))


def office_rows() -> QuerySet[RegionalOffice]:
    """List the secretariat and all offices for the desk."""
    return RegionalOffice.objects.select_related("host").order_by("-is_secretariat", "region_name", "pk")


def office_record(pk: int) -> Record | None:
    """Give the record of an office for a form."""
    office = RegionalOffice.objects.select_related("host").filter(pk=pk).first()
    return record_of_office(office) if office else None


def record_of_office(office: RegionalOffice) -> Record:
    """Give the record of an office whose host is loaded."""
    values: dict[str, Any] = {name: getattr(office, name) for name in OFFICE_FIELDS}
    values["host"] = office.host.slug if office.host else ""
    return Record(str(office.pk), str(office), values)


def office_state_choices() -> list[tuple[str, str]]:
    return [(state.value, str(name)) for state, name in STATE_NAMES.items()]
