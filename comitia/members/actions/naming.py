"""Recognises members under the names that sources print."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from django.utils.text import slugify
from django.utils.translation import gettext_noop as _

from comitia.members.models import Member
from comitia.members.queries.directory import folded
from comitia.platform.plans import Reading

IN_BRACKETS: Final = re.compile(r"^(.*?)\s*\(([^)]*)\)\s*$")


def key_of(name: str) -> str:
    """Give what two spellings of one name have in common: letters and figures without case, accents and spaces."""
    return "".join(letter for letter in folded(name) if letter.isalnum()) or name.strip()


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The names of all members, in every spelling on record."""

    members: dict[str, list[Member]]
    spellings: dict[int, frozenset[str]]

    def find(self, printed: str, *, country_code: str = "") -> Member | None:
        """Find the member a source means, also when it adds a place in brackets: "Beyoğlu (Istanbul)"."""
        bracketed = IN_BRACKETS.match(printed)
        for name in (printed, *(bracketed.groups() if bracketed else ())):
            found = self.members.get(key_of(name), [])
            here = [member for member in found if not country_code or member.country_code in {"", country_code}]
            # A whole name is the member's even if the countries disagree; a part of one is not.
            if len(here) == 1 or (len(found) == 1 and name == printed):
                return (here or found)[0]
        return None

    def near(self, printed: str) -> Member | None:
        """Find the one member whose name begins with what is printed."""
        key = key_of(printed)
        found = {
            member.pk: member for known, members in self.members.items() if known.startswith(key) for member in members
        }
        return next(iter(found.values())) if len(found) == 1 and key else None

    def is_spelled(self, member: Member, printed: str) -> bool:
        return printed in self.spellings[member.pk]


def known_names() -> KnownNames:
    """Read the names of all members: two statements."""
    by_key: dict[str, list[Member]] = defaultdict(list)
    spellings: dict[int, frozenset[str]] = {}
    for member in Member.objects.select_related("region").prefetch_related("other_names"):
        names = {member.name, *(other.name for other in member.other_names.all())}
        spellings[member.pk] = frozenset(names)
        for key in {key_of(name) for name in names}:
            by_key[key].append(member)
    return KnownNames(dict(by_key), spellings)


def member_meant(reading: Reading, names: KnownNames, printed: str, *, country_code: str) -> Member | None:
    """Find the member a row names, and report another spelling, another country or no such member."""
    if not printed:
        return None
    member = names.find(printed, country_code=country_code)
    if member is None:
        near = names.near(printed)
        if near:
            reading.find(
                "not_a_member_but_near",
                _("“%(name)s” is not a member under this name; “%(near)s” is."),
                name=printed,
                near=near.name,
            )
        else:
            reading.find("not_a_member", _("“%(name)s” is not a member. It is kept under this name."), name=printed)
        return None
    if not names.is_spelled(member, printed):
        reading.find(
            "other_spelling", _("“%(name)s” is another spelling of “%(member)s”."), name=printed, member=member.name
        )
    if country_code and member.country_code and country_code != member.country_code:
        reading.find(
            "country_differs",
            _("The row puts “%(name)s” in %(country)s, the record in %(recorded)s."),
            name=printed,
            country=country_code,
            recorded=member.country_code,
        )
    return member


def free_slug(name: str, *, taken: set[str]) -> str:
    """Make an address for a member, one that no other has, and note it as taken."""
    stem = slugify(folded(name))[:70].strip("-") or "member"
    slug, number = stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    taken.add(slug)
    return slug
