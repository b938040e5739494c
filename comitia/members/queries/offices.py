from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, gettext_lazy

from comitia.members.models import RegionalOffice
from comitia.members.queries.directory import Card, card_of
from comitia.platform.countries import country_in
from comitia.platform.dates import day_of
from comitia.platform.kept import kept
from comitia.platform.sources import Source, sources_in
from comitia.platform.texts import Text, text_in

STATE_NAMES = {
    RegionalOffice.State.OPEN: gettext_lazy("Open"),
    RegionalOffice.State.CLOSED: gettext_lazy("Closed"),
    RegionalOffice.State.DISPUTED: gettext_lazy("Sources disagree"),
}


@dataclass(frozen=True, slots=True)
class Office:
    """The secretariat or a regional office; dates are as precise as the sources (2017, 2017-06, 2017-06-27) or empty."""

    region: str
    host: str
    member: Card | None
    country: str
    is_secretariat: bool
    state: str
    state_name: str
    state_as_printed: str
    approved_on: str
    approved_by: str
    opened_on: str
    closed_on: str
    description: Text
    note: str
    sources: tuple[Source, ...]


def offices() -> tuple[Office, ...]:
    """List the secretariat and every office on record, the secretariat first, then by region."""
    return _offices(get_language() or "en")


@kept
def _offices(language: str) -> tuple[Office, ...]:
    rows = RegionalOffice.objects.select_related("host__region").order_by("-is_secretariat", "pk")
    return tuple(_office(row, language) for row in rows)


def _office(row: RegionalOffice, language: str) -> Office:
    member = card_of(row.host, language) if row.host else None
    return Office(
        region=row.region_name,
        host=member.name if member else row.host_as_printed,
        member=member,
        country=country_in(row.country_code, row.host.country if row.host else "", language),
        is_secretariat=row.is_secretariat,
        state=row.state,
        state_name=str(STATE_NAMES[RegionalOffice.State(row.state)]),
        state_as_printed=row.state_as_printed,
        approved_on=row.approved_on,
        approved_by=row.approved_by,
        opened_on=row.opened_on,
        closed_on=row.closed_on,
        description=text_in(row.description, language),
        note=row.note,
        sources=sources_in(row.source),
    )


def offices_on(day: date) -> tuple[Office, ...]:
    """List the secretariat and the offices that a source dates to that day or before, and no source to have closed by then."""
    return tuple(office for office in offices() if _stands_on(office, day))


def _stands_on(office: Office, day: date) -> bool:
    if office.is_secretariat:
        return True
    begun = day_of(office.opened_on or office.approved_on)
    ended = day_of(office.closed_on)
    return begun is not None and begun <= day and (ended is None or ended > day)
