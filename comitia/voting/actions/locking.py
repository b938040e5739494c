"""How an act on a ballot begins and ends: its session is kept from all others first, and the record says what was done."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from comitia.meetings.actions import access_of, enter, locked_session
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse
from comitia.voting.models import Ballot


def locked_ballot(reference: UUID) -> Ballot:
    """Give a ballot with its sitting, its session kept from all others who act in it."""
    meeting = Ballot.objects.filter(reference=reference).values_list("meeting", flat=True).first()
    if meeting is None:
        refuse("ballot_gone", _("There is no such ballot. Go back to the meeting and choose one."))
    session = locked_session(meeting)
    ballot = Ballot.objects.select_related("sitting", "organ", "repeats").get(reference=reference)
    ballot.meeting = ballot.sitting.meeting = session
    return ballot


def expect(ballot: Ballot, *states: str) -> None:
    """Go on if the ballot is in one of these states, else say what has to come first."""
    if ballot.state in states:
        return
    sentences = {
        Ballot.State.DRAFTED: _("This ballot is not open yet. It can be opened now."),
        Ballot.State.OPEN: _("This ballot is open. Close it first."),
        Ballot.State.PAUSED: _("This ballot is paused. Resume it first."),
        Ballot.State.CLOSED: _("This ballot is closed and about to be counted. Load the page again."),
        Ballot.State.COUNTED: _("This ballot is closed and counted: nothing opens it again. Declare or annul it."),
        Ballot.State.DECLARED: _(
            "The result is declared. It can be annulled with a reason, and the question put again."
        ),
        Ballot.State.ANNULLED: _("This ballot is annulled. Put the question to a new ballot that repeats it."),
    }
    refuse(f"ballot_{ballot.state}", sentences[Ballot.State(ballot.state)])


def note(ballot: Ballot, kind: str, *, by: Actor, at: datetime, **facts: Any) -> None:
    """Write what was done to a ballot into the record of its session and the journal."""
    enter(
        ballot.meeting,
        kind,
        by=by,
        at=at,
        facts={"ballot": str(ballot.reference), "number": ballot.number, **facts},
        access=access_of(ballot.sitting),
        subject=subject_of(ballot),
    )


def subject_of(ballot: Ballot) -> str:
    """Name a ballot for the journal."""
    return f"ballot:{ballot.reference}"
