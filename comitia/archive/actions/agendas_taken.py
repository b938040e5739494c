"""Takes the agenda of a past meeting, as its source prints it, over into the provisional agenda of another one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.archive.models import AgendaRecord
from comitia.meetings.models import Meeting
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse
from comitia.proceedings.actions import add_items

# 1.2 and 1b stand under 1
_BELOW: Final = re.compile(r"^(?P<above>.*\d)(?:\.\d+|[a-z])$")


@transaction.atomic
def take_over_agenda(source: str, meeting: int, *, is_sample: bool = False, by: Actor, at: datetime) -> int:
    """Add the items of a past meeting (by slug) to the provisional agenda of a meeting; give how many there were.

    Each keeps where it comes from; what is done with it, how long it takes and the translations are for the desk to add.
    """
    records = list(AgendaRecord.objects.filter(meeting__slug=source).order_by("order"))
    if not records or not Meeting.objects.filter(pk=meeting).exclude(slug=source).exists():
        refuse("no_agenda", _("No agenda of that meeting is on record. Choose another meeting."))
    items = [(_values(record, source), above) for record, above in zip(records, parents_of(records), strict=True)]
    add_items(meeting, items, is_sample=is_sample, taken_from=source, by=by, at=at)
    return len(items)


def parents_of(records: Sequence[AgendaRecord]) -> list[int | None]:
    """Say for each item which of those before it it stands under, as printed numbers tell."""
    places: dict[str, int] = {}
    found: list[int | None] = []
    for place, record in enumerate(records):
        below = _BELOW.match(record.number_as_printed)
        found.append(places.get(below["above"]) if below else None)
        places.setdefault(record.number_as_printed, place)
    return found


def _values(record: AgendaRecord, source: str) -> dict[str, Any]:
    printed = f"{source}, {record.number_as_printed}" if record.number_as_printed else source
    return {
        "titles": {"en": record.title},
        "source": f"{record.source} ({printed})" if record.source else printed,
    }
