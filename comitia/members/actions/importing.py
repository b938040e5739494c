"""Imports members from a table: first a plan, then the whole of it in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo, available_timezones

from django.db import transaction
from django.utils.translation import gettext_noop as _

from comitia.journal.actions import record
from comitia.members.actions.naming import KnownNames, free_slug, key_of, known_names
from comitia.members.models import Member, OtherName, Region
from comitia.members.policies import may_keep_records
from comitia.platform.actors import Actor
from comitia.platform.answers import require
from comitia.platform.bus import announce_on_commit
from comitia.platform.plans import Plan, PlannedRow, Reading, RowState, check_columns, planned, still_as_shown
from comitia.platform.tables import Table

NEEDED: Final = ("name",)
OFFSET: Final = "utc_offset_"
LOCAL_GOVERNMENT: Final = (Member.Category.FULL, Member.Category.LOCAL_GOVERNMENT, Member.Category.ASSOCIATE)
# Words of the category as printed, the first that fits decides.
CATEGORY_WORDS: Final = (
    ("associate", Member.Category.ASSOCIATE),
    ("corporate", Member.Category.CORPORATE),
    ("institution", Member.Category.INSTITUTION),
    ("non-local-government", Member.Category.INSTITUTION),
    ("full", Member.Category.FULL),
    ("local government", Member.Category.LOCAL_GOVERNMENT),
)
TEXTS: Final = {
    "country": ("country", 80),
    "evidence": ("evidence", 20_000),
    "population_source": ("population_source", 20_000),
    "geo_place": ("place", 150),
    "geo_basis": ("place_basis", 40),
    "geo_source": ("place_source", 200),
    "source": ("source", 20_000),
    "code": ("code", 4),
    "native_name": ("native_name", 150),
    "native_language": ("native_language", 12),
}
KNOWN: Final = (
    *(
        "name",
        "other_names",
        "category",
        "region",
        "country_iso2",
        "joined",
        "population",
        "population_year",
        "lat",
        "lon",
        "timezone",
    ),
    *TEXTS,
)


def plan_members(table: Table) -> Plan:
    """Work out what an import of members would do; raise `RefusedError` if the table is none of members."""
    offsets = tuple(column for column in table.columns if column.startswith(OFFSET))
    remarks = check_columns(table, needed=NEEDED, known=(*KNOWN, *offsets))
    names = known_names()
    regions = region_codes()
    taken = set(Member.objects.values_list("slug", flat=True))
    seen: dict[str, int] = {}
    rows = []
    for row, cells in table.records():
        reading = Reading(row, cells)
        rows.append(_planned_member(reading, names=names, regions=regions, taken=taken, seen=seen))
    return Plan(tuple(rows), remarks)


@transaction.atomic
def apply_members(table: Table, *, shown: str | None, file: str, by: Actor, at: datetime) -> Plan:
    """Write what the plan says, without its rows in error; refused if the plan is no longer the one shown."""
    require(may_keep_records(by))
    plan = still_as_shown(plan_members(table), shown)
    if not plan.writes:
        return plan
    regions = dict(Region.objects.values_list("code", "pk"))
    new = plan.rows_in(RowState.NEW)
    Member.objects.bulk_create([Member(**_columns(row.values, regions)) for row in new], batch_size=500)
    changed = plan.rows_in(RowState.CHANGED)
    for row in changed:
        values = {name: after for name, (_before, after) in row.changes.items()}
        if columns := _columns(values, regions):
            Member.objects.filter(slug=row.values["slug"]).update(**columns)
    by_slug = dict(Member.objects.values_list("slug", "pk"))
    OtherName.objects.bulk_create(
        [
            OtherName(member_id=by_slug[row.values["slug"]], name=name)
            for row in new + changed
            for name in row.values.get("other_names", ())
            if row.state is RowState.NEW or name not in row.changes.get("other_names", ([], []))[0]
        ],
        batch_size=500,
        ignore_conflicts=True,
    )
    record(
        "import_members",
        "members",
        by=by,
        at=at,
        facts={
            "file": file,
            "counts": plan.counts,
            "new": [row.values["slug"] for row in new],
            "changed": [row.values["slug"] for row in changed],
        },
    )
    announce_on_commit("public_changed", {"what": "members"})
    return plan


def region_codes() -> dict[str, str]:
    """Give the code of each region by its code and by its name in every language."""
    return {
        key_of(name): region.code for region in Region.objects.all() for name in (region.code, *region.names.values())
    }


def _columns(values: Mapping[str, Any], regions: Mapping[str, int]) -> dict[str, Any]:
    columns = {name: value for name, value in values.items() if name not in {"region", "other_names"}}
    if "region" in values:
        columns["region_id"] = regions.get(values["region"])
    return columns


def _planned_member(
    reading: Reading, *, names: KnownNames, regions: Mapping[str, str], taken: set[str], seen: dict[str, int]
) -> PlannedRow:
    name = reading.text("name", longest=150, needed=True)
    values = _values(reading, regions)
    member = names.find(name, country_code=values.get("country_code", "")) if name else None
    key = member.slug if member else key_of(name)
    if name and seen.setdefault(key, reading.number) != reading.number:
        reading.fault("row_twice", _("Row %(row)s is about the same member. Leave one of them out."), row=seen[key])
    if member is None:
        if not values.get("category") and not reading.reasons:
            reading.fault("cell_empty", _("“%(column)s” is empty. Fill it in."), column="category")
        slug = "" if reading.reasons else free_slug(name, taken=taken)
        _look_over(reading, values, name)
        return planned(reading, key=name, values={"slug": slug, "name": name} | values, before=None)
    spellings = names.spellings[member.pk]
    others = set(values.pop("other_names", ()))
    if name not in spellings:
        reading.find(
            "other_spelling", _("“%(name)s” is another spelling of “%(member)s”."), name=name, member=member.name
        )
        others.add(name)
    before = {field: getattr(member, field) for field in values if field != "region"} | {"slug": member.slug}
    if "region" in values:
        before["region"] = member.region.code if member.region else ""
    if others - spellings:
        before["other_names"] = sorted(spellings - {member.name})
        values["other_names"] = sorted(spellings - {member.name} | others)
    return planned(reading, key=member.name, values={"slug": member.slug} | values, before=before)


def _values(reading: Reading, regions: Mapping[str, str]) -> dict[str, Any]:
    """Read what a row says; a column that the file does not have is left as it is."""
    values: dict[str, Any] = {
        field: reading.text(column, longest=longest)
        for column, (field, longest) in TEXTS.items()
        if reading.has(column)
    }
    if reading.has("country_iso2"):
        values["country_code"] = reading.country("country_iso2")
    if reading.text("category"):
        values |= _category(reading)
    if reading.has("region"):
        values["region"] = _region(reading, regions)
    if reading.has("joined"):
        values["joined_year"] = reading.whole("joined", lowest=1900, highest=2200)
    if reading.has("population"):
        values["population"] = reading.whole("population", lowest=0, highest=100_000_000)
    if reading.has("population_year"):
        values["population_year"] = reading.whole("population_year", lowest=1900, highest=2200)
    if reading.has("lat") and reading.has("lon"):
        values |= {"latitude": reading.degrees("lat", most=90), "longitude": reading.degrees("lon", most=180)}
    if reading.has("timezone"):
        values["zone"] = _zone(reading)
    if reading.text("other_names"):
        values["other_names"] = [name.strip() for name in reading.text("other_names").split(";") if name.strip()]
    return values


def _category(reading: Reading) -> dict[str, str]:
    printed = reading.text("category", longest=100)
    if printed in Member.Category.values:
        return {"category": printed}
    found = next((category for words, category in CATEGORY_WORDS if words in printed.casefold()), None)
    if found is None:
        reading.fault(
            "category_unknown",
            _("“%(text)s” is no category. It must say full, local government, associate, institution or corporate."),
            text=printed[:80],
        )
        return {}
    if "non-local" in printed:
        reading.find("category_unclear", _("“%(text)s” names no category of ours; taken as institution."), text=printed)
    return {"category": found.value, "category_as_printed": printed}


def _region(reading: Reading, regions: Mapping[str, str]) -> str:
    printed = reading.text("region")
    if printed and key_of(printed) not in regions:
        reading.fault("region_unknown", _("“%(text)s” is no region of the organisation."), text=printed[:80])
    return regions.get(key_of(printed), "") if printed else ""


def _zone(reading: Reading) -> str:
    zone = reading.text("timezone")
    if not zone:
        return ""
    if zone not in _zones():
        reading.fault("zone_unknown", _("“%(text)s” is no time zone. Write it like Asia/Seoul."), text=zone[:80])
        return zone
    for column in reading.cells:
        if column.startswith(OFFSET) and reading.cells[column]:
            _check_offset(reading, column, zone)
    return zone


def _check_offset(reading: Reading, column: str, zone: str) -> None:
    """Compare the offset a source gives for a day (column utc_offset_2020_11_17) with the zone it gives."""
    try:
        day = date.fromisoformat(column.removeprefix(OFFSET).replace("_", "-"))
    except ValueError:
        return
    known = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone)).strftime("%z")
    if reading.cells[column] != known:
        reading.find(
            "offset_differs",
            _("The source gives the offset %(offset)s, the zone has %(known)s."),
            offset=reading.cells[column],
            known=known,
        )


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _look_over(reading: Reading, values: Mapping[str, Any], name: str) -> None:
    """Report what a person might want to complete in the record of a new member."""
    if reading.has("country") and not values["country"]:
        reading.find("country_missing", _("No country is given for “%(name)s”."), name=name)
    if reading.has("region") and not values["region"]:
        reading.find("region_missing", _("No region is given for “%(name)s”."), name=name)
    if reading.has("joined") and values["joined_year"] is None:
        reading.find("joining_missing", _("No year of joining is given for “%(name)s”."), name=name)
    if "latitude" in values and values["latitude"] is None and values.get("category") in LOCAL_GOVERNMENT:
        reading.find("place_missing", _("No place on the map is given for “%(name)s”."), name=name)
    if values.get("place_basis", "").startswith("proxy"):
        reading.find(
            "place_by_proxy", _("“%(name)s” stands on the map at %(place)s."), name=name, place=values.get("place", "")
        )
    reading.doubts(values.get("evidence", ""))
