"""What is kept here about a person, for themselves."""

from __future__ import annotations

from typing import Any

from comitia.accounts.models import Person
from comitia.proceedings.models import Addressee, MinutesCorrection, Speech


def personal_data(person: Person) -> dict[str, list[dict[str, Any]]]:
    """Give the speeches, the receipts of convocations and the corrections of minutes of a person, as JSON values."""
    speeches = Speech.objects.filter(person=person).select_related("meeting", "item").order_by("asked_at")
    receipts = Addressee.objects.filter(acknowledged_by=person.reference).select_related("convocation__meeting")
    corrections = MinutesCorrection.objects.filter(proposed_by=person.reference).select_related("minutes__meeting")
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
        ],
        "receipts": [
            {
                "meeting": one.convocation.meeting.slug,
                "convocation": one.convocation.number,
                "confirmed_at": one.acknowledged_at.isoformat(),
            }
            for one in receipts
            if one.acknowledged_at
        ],
        "corrections_of_minutes": [
            {
                "meeting": one.minutes.meeting.slug,
                "number": one.number,
                "text": one.text,
                "state": one.state,
                "proposed_at": one.proposed_at.isoformat(),
            }
            for one in corrections.order_by("proposed_at")
        ],
    }
