"""The list of participants: each by their own consent, for readers who take part themselves or do not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, When
from django.db.models.functions import Lower

from comitia.accreditation.models import Registration
from comitia.accreditation.policies.readers import Field, consents_needed, readable, readers_of
from comitia.members.queries.directory import folded
from comitia.platform.actors import Actor
from comitia.platform.countries import country_in
from comitia.platform.texts import Text, text_in

State = Registration.State
Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantFilters:
    """Whom of the list a reader looks for; empty means everybody."""

    words: str = ""
    category: str = ""
    region: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class ParticipantList:
    """Those who are listed for a reader and match; how many are listed, how many take part without being listed.

    `shows` are the fields that the list shows of each.
    """

    found: QuerySet[Registration]
    shows: frozenset[Field]
    listed: int
    unlisted: int
    categories: Choices
    regions: Choices
    countries: Choices


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who takes part and lets this reader know it."""

    name: str
    category: Text | None
    member: str
    country: str


def participants(by: Actor, filters: ParticipantFilters, *, language: str) -> ParticipantList:
    """List the accepted whose consent lets this reader know it; the number of statements does not depend on how many.

    What an officer reads at the desk is no reason to list somebody here. The search looks into what is shown alone.
    """
    accepted = Registration.objects.filter(meeting__is_current=True, state=State.ACCEPTED)
    takes_part = by.person is not None and accepted.filter(person__reference=by.person).exists()
    readers = readers_of(Actor(by.person), takes_part=takes_part)
    consents = consents_needed(readers)
    shows = frozenset(Field).intersection(*(readable(readers, publish=consent) for consent in consents))
    is_listed = Q(publish__in=consents) & ~Q(name="", person__name="")
    counted = accepted.aggregate(listed=Count("pk", filter=is_listed), taking_part=Count("pk"))
    named = accepted.filter(is_listed)
    found = _filtered(named, filters, shows)
    by_name = Lower(Case(When(name="", then=F("person__name")), default=F("name")))
    kinds = list(
        named.order_by()
        .values_list(
            "category__code",
            "category__names",
            "member__region__code",
            "member__region__names",
            "member__country_code",
            "member__country",
        )
        .distinct()
    )
    return ParticipantList(
        found.select_related("person", "category", "member").order_by(by_name, "pk"),
        shows,
        listed=counted["listed"],
        unlisted=counted["taking_part"] - counted["listed"],
        categories=_choices(((code, names, "") for code, names, *_rest in kinds), language)
        if Field.CATEGORY in shows
        else [],
        regions=_choices(((kind[2], kind[3], "") for kind in kinds), language) if Field.MEMBER in shows else [],
        countries=_choices(((kind[4], None, kind[5]) for kind in kinds), language) if Field.COUNTRY in shows else [],
    )


def shown_participants(page: Iterable[Registration], shows: frozenset[Field], *, language: str) -> list[Participant]:
    """Give of each what the list shows."""
    return [
        Participant(
            name=one.name or one.person.name,
            category=text_in(one.category.names, language) if Field.CATEGORY in shows else None,
            member=one.member.name if one.member and Field.MEMBER in shows else "",
            country=country_in(one.member.country_code, one.member.country, language)
            if one.member and Field.COUNTRY in shows
            else "",
        )
        for one in page
    ]


def _filtered(
    named: QuerySet[Registration], filters: ParticipantFilters, shows: frozenset[Field]
) -> QuerySet[Registration]:
    wanted = Q()
    if filters.category and Field.CATEGORY in shows:
        wanted &= Q(category__code=filters.category)
    if filters.region and Field.MEMBER in shows:
        wanted &= Q(member__region__code=filters.region)
    if filters.country and Field.COUNTRY in shows:
        wanted &= Q(member__country_code=filters.country)
    found = named.filter(wanted)
    words = folded(filters.words).split()
    if not words:
        return found
    members = ("member__name", "member__native_name") if Field.MEMBER in shows else ()
    rows = found.values_list("pk", "name", "person__name", *members)
    # No database folds every script as names are compared; of the two names the one shown counts
    texts = ((pk, folded(" ".join([name or own, *filter(None, of)]))) for pk, name, own, *of in rows)
    return named.filter(pk__in=[pk for pk, text in texts if all(word in text for word in words)])


def _choices(kinds: Iterable[tuple[Any, Any, Any]], language: str) -> Choices:
    """Name each code once, by name: by texts of ours, or as a country."""
    named = {
        code: str(text_in(names, language)) if names is not None else country_in(code, printed or "", language) or code
        for code, names, printed in kinds
        if code
    }
    return sorted(named.items(), key=lambda entry: folded(entry[1]))
