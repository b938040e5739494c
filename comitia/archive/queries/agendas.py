"""Which agendas of past meetings are on record."""

from __future__ import annotations

from django.db.models import Count

from comitia.archive.models import AgendaRecord
from comitia.meetings.queries import calendar


def printed_agendas(*, but: str) -> list[tuple[str, str, int]]:
    """List the meetings with a printed agenda, the latest first, each with its name and how many items it has."""
    counts = dict(AgendaRecord.objects.values_list("meeting__slug").annotate(items=Count("pk")).order_by())
    meetings = calendar()
    rows = sorted((*meetings.past, *meetings.coming), key=lambda row: row.year, reverse=True)
    return [(row.slug, row.name, counts[row.slug]) for row in rows if row.slug in counts and row.slug != but]
