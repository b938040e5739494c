from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language, gettext_lazy

from comitia.members.models import Member
from comitia.members.queries.names import shown_name
from comitia.platform.countries import country_in
from comitia.platform.kept import kept
from comitia.platform.texts import text_in

CATEGORY_NAMES = {
    Member.Category.FULL: gettext_lazy("Full member"),
    Member.Category.LOCAL_GOVERNMENT: gettext_lazy("Member (local government)"),
    Member.Category.ASSOCIATE: gettext_lazy("Associate member"),
    Member.Category.INSTITUTION: gettext_lazy("Institutional member"),
    Member.Category.CORPORATE: gettext_lazy("Corporate member"),
}

# Letters that do not come apart into a plain one and a mark
PLAIN = str.maketrans({"ı": "i", "đ": "d", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe"})  # noqa: RUF001  the letter itself


@dataclass(frozen=True, slots=True)
class Card:
    """A member as lists show it: `name` for the reader, `native_name` the other one, `own_name` in its own script."""

    slug: str
    code: str
    name: str
    native_name: str
    native_language: str
    country: str
    country_code: str
    region: str
    region_name: str
    category: str
    category_name: str
    own_name: str
    own_language: str
    other_names: tuple[str, ...]
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a filter and how many members it leaves."""

    value: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Directory:
    """The members that match, and what else could be asked for."""

    cards: tuple[Card, ...]
    regions: tuple[Choice, ...]
    categories: tuple[Choice, ...]
    total: int


def folded(text: str) -> str:
    """Bring a text of any script to the form in which names are compared: no case, no accents, no points over letters."""
    parts = unicodedata.normalize("NFKD", text.casefold().translate(PLAIN))
    return "".join(letter for letter in parts if not unicodedata.combining(letter) and letter.isprintable())


def directory(*, words: str = "", region: str = "", category: str = "") -> Directory:
    """Find members by name in any script, other names and country; `region` and `category` narrow the list."""
    everybody = _everybody(get_language() or "en")
    wanted = folded(words).split()
    found = [
        card
        for card, text in everybody
        if all(word in text for word in wanted)
        and (not region or card.region == region)
        and (not category or card.category == category)
    ]
    return Directory(
        cards=tuple(found),
        regions=_choices((card.region, card.region_name) for card, _ in everybody if card.region),
        categories=_choices((card.category, card.category_name) for card, _ in everybody),
        total=len(everybody),
    )


def card_of(member: Member, language: str, *, other_names: tuple[str, ...] = ()) -> Card:
    """Make the card of a member whose region is loaded."""
    region = text_in(member.region.names, language).value or member.region.code if member.region else ""
    shown = shown_name(member, language)
    # To readers of the native language the common name is the other one.
    other, other_language = (
        (member.name, "en") if shown != member.name else (member.native_name, member.native_language)
    )
    return Card(
        slug=member.slug,
        code=member.code,
        name=shown,
        native_name=other,
        native_language=other_language,
        country=country_in(member.country_code, member.country, language),
        country_code=member.country_code,
        region=member.region.code if member.region else "",
        region_name=region,
        category=member.category,
        category_name=str(CATEGORY_NAMES[Member.Category(member.category)]),
        own_name=member.native_name or member.name,
        own_language=member.native_language if member.native_name else "en",
        other_names=other_names,
        latitude=member.latitude,
        longitude=member.longitude,
    )


@kept
def _everybody(language: str) -> tuple[tuple[Card, str], ...]:
    """List every member with the text that is searched, by name."""
    listed = []
    for member in Member.objects.select_related("region").prefetch_related("other_names"):
        others = tuple(other.name for other in member.other_names.all())
        card = card_of(member, language, other_names=others)
        names = (member.name, member.native_name, *others, member.country, card.country, member.code)
        listed.append((card, " \n".join(folded(name) for name in names)))
    return tuple(sorted(listed, key=lambda pair: folded(pair[0].name)))


def _choices(pairs: Iterable[tuple[str, str]]) -> tuple[Choice, ...]:
    counted = Counter(pairs)
    return tuple(
        Choice(value, name, count) for (value, name), count in sorted(counted.items(), key=lambda item: item[0][1])
    )


@dataclass(frozen=True, slots=True)
class Sums:
    """How many members are known, and from how many countries."""

    members: int
    countries: int


def sums() -> Sums:
    """Count the members and their countries."""
    cards = [card for card, _ in _everybody(get_language() or "en")]
    return Sums(members=len(cards), countries=len({card.country_code for card in cards if card.country_code}))
