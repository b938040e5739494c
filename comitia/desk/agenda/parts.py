"""What the pages of an agenda share: the meeting, its agenda and the way back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from comitia.desk.access import staff
from comitia.meetings.queries import meeting_row
from comitia.platform.actors import SECRETARIAT
from comitia.platform.clock import now
from comitia.proceedings.queries import desk as queries
from comitia.proceedings.queries.agenda import STATES

secretariat = staff(SECRETARIAT)


def agenda_or_404(slug: str) -> queries.AgendaAtDesk:
    found = queries.agenda_at_desk(slug, at=now())
    if found is None:
        raise Http404(_("There is no such meeting. Choose one from the list of meetings."))
    return found


def item_or_404(slug: str, reference: UUID) -> Any:
    found = queries.item_at_desk(reference)
    if found is None or found.meeting.slug != slug:
        raise Http404(_("This item is not on the agenda any more. Go back to the agenda and choose one."))
    return found


def around(slug: str) -> dict[str, Any]:
    """Give what every page of an agenda shows: the meeting, and the zone of its clock."""
    meeting = meeting_row(slug)
    assert meeting is not None
    return {
        "meeting": meeting,
        "clock": meeting.zone or "UTC",
        "business": queries.BUSINESS,
        "states": STATES,
    }
