"""How an act on a ballot begins and ends: its session is kept from all others first, and the record says what was done."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from comitia.core.governance.record import Access
from comitia.meetings.actions import access_of, enter, locked_session
from comitia.meetings.models import Sitting
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.platform.statements import Columns, Statement
from comitia.voting.models import Ballot
from comitia.voting.policies import in_state

BY_REFERENCE: Final = Columns(
    lambda reference: Ballot.objects.filter(reference=reference).values_list("pk", "meeting"), UUID
)
BALLOT: Final = Statement(lambda ballot: Ballot.objects.filter(pk=ballot), numbers=1)
SITTING: Final = Statement(lambda sitting: Sitting.objects.filter(pk=sitting), numbers=1)


def locked_ballot(reference: UUID) -> Ballot:
    """Give a ballot with its sitting, its session kept from all others who act in it."""
    found = BY_REFERENCE.fetch(reference)
    if not found:
        refuse("ballot_gone", _("There is no such ballot. Go back to the meeting and choose one."))
    [(number, meeting)] = found
    session = locked_session(meeting)
    ballot = BALLOT.first(number)
    if ballot is None:  # thrown away while this act waited for its turn
        refuse("ballot_gone", _("There is no such ballot. Go back to the meeting and choose one."))
    sitting = SITTING.first(ballot.sitting_id)
    assert sitting is not None
    ballot.meeting = sitting.meeting = session
    ballot.sitting = sitting
    return ballot


def expect(ballot: Ballot, *states: str) -> None:
    """Go on if the ballot is in one of these states, else say what has to come first."""
    require(in_state(ballot, *states))


def note(ballot: Ballot, kind: str, *, by: Actor, at: datetime, **facts: Any) -> None:
    """Write what was done to a ballot into the record of its session and the journal."""
    enter(
        ballot.meeting,
        kind,
        by=by,
        at=at,
        facts={"ballot": str(ballot.reference), "number": ballot.number, **facts},
        access=Access.COMMITTEE if ballot.is_closed else access_of(ballot.sitting),
        subject=subject_of(ballot),
    )


def subject_of(ballot: Ballot) -> str:
    """Name a ballot for the journal."""
    return f"ballot:{ballot.reference}"
