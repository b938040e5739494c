"""Members, regions and offices for tests."""

from __future__ import annotations

from typing import Any

from django.utils.text import slugify

from comitia.members.models import Member, Organisation, OtherName, Region, RegionalOffice


def make_organisation(short_name: str = "WeGO", **more: Any) -> Organisation:
    return Organisation.objects.create(
        short_name=short_name, **{"name": "World Smart Sustainable Cities Organization", "founded_year": 2010, **more}
    )


def make_region(code: str = "asia", **names: str) -> Region:
    return Region.objects.get_or_create(code=code, defaults={"names": names or {"en": code.capitalize()}})[0]


def make_member(name: str = "Seoul", *, also: tuple[str, ...] = (), **more: Any) -> Member:
    """Make a member that is a full one unless said otherwise, with other spellings of its name."""
    member = Member.objects.create(
        name=name, slug=slugify(name), **{"category": Member.Category.FULL, "code": name[:3].upper(), **more}
    )
    for other in also:
        OtherName.objects.create(member=member, name=other)
    return member


def make_office(host: Member, *, region_name: str = "East Asia", **more: Any) -> RegionalOffice:
    return RegionalOffice.objects.create(
        host=host,
        host_as_printed=host.name,
        region_name=region_name,
        **{"state": RegionalOffice.State.OPEN, **more},
    )
