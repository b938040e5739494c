"""What is kept here about a person, for themselves."""

from __future__ import annotations

from typing import Any

from comitia.accounts.models import Person
from comitia.proceedings.models import Speech


def personal_data(person: Person) -> dict[str, list[dict[str, Any]]]:
    """Give the speeches for which a person asked, as JSON values."""
    speeches = Speech.objects.filter(person=person).select_related("meeting", "item").order_by("asked_at")
    return {
        "speeches": [
            {
                "meeting": speech.meeting.slug,
                "item": speech.item.number,
                "class": speech.klass,
                "state": speech.state,
                "asked_at": speech.asked_at.isoformat(),
                "seconds": int(speech.used.total_seconds()),
            }
            for speech in speeches
        ]
    }
