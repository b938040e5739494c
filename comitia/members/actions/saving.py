"""Adds and changes members and offices by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comitia.journal.actions import record
from comitia.members.actions.naming import free_slug, key_of, known_names
from comitia.members.models import Member, OtherName, Region, RegionalOffice
from comitia.members.policies import may_edit_member, may_keep_records
from comitia.members.queries.records import record_of_member, record_of_office
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.platform.bus import announce_on_commit
from comitia.platform.dates import day_of
from comitia.platform.edits import as_facts, changes_since

PARTIAL_DATES = ("approved_on", "opened_on", "closed_on")


@transaction.atomic
def add_member(values: Mapping[str, Any], *, by: Actor, at: datetime) -> str:
    """Add a member and give the slug of its page."""
    require(may_edit_member(by, values.get("region", "")))
    region = _checked(values, but_not=None)
    slug = free_slug(values["name"], taken=set(Member.objects.values_list("slug", flat=True)))
    columns = {name: value for name, value in values.items() if name not in {"region", "other_names"}}
    member = Member.objects.create(slug=slug, region=region, **columns)
    _write_other_names(member, values.get("other_names", ()))
    record("add_member", f"member:{slug}", by=by, at=at, facts={"after": dict(values)})
    announce_on_commit("public_changed", {"what": "members"})
    return slug


@transaction.atomic
def save_member(slug: str, values: Mapping[str, Any], *, seen: str | None, by: Actor, at: datetime) -> None:
    """Change a member; refused if somebody else changed it since it was `seen`, or if its region is another office's."""
    member = Member.objects.select_for_update(of=("self",)).select_related("region").filter(slug=slug).first()
    if member is None:
        refuse("member_gone", _("There is no such member any more. Look for it in the list."))
    now = record_of_member(member)
    require(may_edit_member(by, now.values["region"], values.get("region", now.values["region"])))
    changes = changes_since(now, values, seen=seen)
    if not changes:
        return
    region = _checked({**now.values, **values}, but_not=member)
    for name, (_before, after) in changes.items():
        if name not in {"region", "other_names"}:
            setattr(member, name, after)
    member.region = region
    member.save()
    if "other_names" in changes:
        _write_other_names(member, changes["other_names"][1])
    record("save_member", f"member:{slug}", by=by, at=at, facts=as_facts(changes))
    announce_on_commit("public_changed", {"what": "members"})


@transaction.atomic
def save_office(pk: int | None, values: Mapping[str, Any], *, seen: str | None, by: Actor, at: datetime) -> int:
    """Change an office, or open a record for a new one (`pk` None), and give its number."""
    require(may_keep_records(by))
    office = RegionalOffice.objects.select_for_update().filter(pk=pk).first() if pk else RegionalOffice()
    if office is None:
        refuse("office_gone", _("There is no such office any more. Look for it in the list."))
    changes = changes_since(record_of_office(office), values, seen=seen if pk else None)
    if not changes:
        return office.pk
    for name in PARTIAL_DATES:
        if values.get(name) and day_of(values[name]) is None:
            refuse("date_unreadable", _("A date is written 2017, 2017-06 or 2017-06-27."))
    for name, (_before, after) in changes.items():
        if name == "host":
            office.host = _host(after)
        else:
            setattr(office, name, after)
    office.save()
    record("save_office", f"office:{office.pk}", by=by, at=at, facts=as_facts(changes))
    announce_on_commit("public_changed", {"what": "offices"})
    return office.pk


def _host(slug: str) -> Member | None:
    member = Member.objects.filter(slug=slug).first() if slug else None
    if slug and member is None:
        refuse("member_unknown", _("Choose a member from the list, or leave the choice empty and write the name."))
    return member


def _checked(values: Mapping[str, Any], *, but_not: Member | None) -> Region | None:
    """Refuse a name another member has, a zone or region there is not; give the region."""
    names = known_names()
    for name in (values["name"], *values.get("other_names", ())):
        others = [one for one in names.members.get(key_of(name), []) if but_not is None or one.pk != but_not.pk]
        here = values.get("country_code", "")
        if any(name == one.name or here in {"", one.country_code} or not one.country_code for one in others):
            refuse("name_taken", _("Another member has this name or spelling. Look for it in the list of members."))
    zone = values.get("zone", "")
    if zone and zone not in available_timezones():
        refuse("zone_unknown", _("This is no time zone. Write it like Asia/Seoul."))
    code = values.get("region", "")
    region = Region.objects.filter(code=code).first() if code else None
    if code and region is None:
        refuse("region_unknown", _("There is no such region. Choose one from the list."))
    return region


def _write_other_names(member: Member, names: Any) -> None:
    member.other_names.exclude(name__in=names).delete()
    there = set(member.other_names.values_list("name", flat=True))
    OtherName.objects.bulk_create([OtherName(member=member, name=name) for name in names if name not in there])
