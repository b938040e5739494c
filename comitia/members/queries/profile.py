from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language

from comitia.core.seating.world import project
from comitia.members.models import Member
from comitia.members.queries.directory import Card, card_of
from comitia.members.queries.offices import Office, offices
from comitia.platform.sources import Source, sources_in

PROXY = "proxy place"


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of one member by itself; `x` and `y` are its place on the drawing `world.svg`."""

    pk: int
    card: Card
    category_as_printed: str
    joined_year: int | None
    evidence: tuple[str, ...]
    population: int | None
    population_year: int | None
    population_source: str
    zone: str
    place: str
    is_proxy_place: bool
    x: float | None
    y: float | None
    offices: tuple[Office, ...]
    sources: tuple[Source, ...]


def profile(slug: str) -> Profile | None:
    """Give what is known of a member, in the language in force; None if there is no such member."""
    member = Member.objects.select_related("region").prefetch_related("other_names").filter(slug=slug).first()
    if member is None:
        return None
    language = get_language() or "en"
    card = card_of(member, language, other_names=tuple(other.name for other in member.other_names.all()))
    point = None
    if member.latitude is not None and member.longitude is not None:
        point = project(member.latitude, member.longitude)
    return Profile(
        pk=member.pk,
        card=card,
        category_as_printed=member.category_as_printed,
        joined_year=member.joined_year,
        evidence=tuple(part.strip() for part in member.evidence.split(";") if part.strip()),
        population=member.population,
        population_year=member.population_year,
        population_source=member.population_source,
        zone=member.zone,
        place=member.place,
        is_proxy_place=member.place_basis == PROXY,
        x=point.x if point else None,
        y=point.y if point else None,
        offices=tuple(office for office in offices() if office.member and office.member.slug == slug),
        sources=sources_in(member.source),
    )
