"""A vote that is called in because the line is lost: one teller enters what both heard, the other one confirms it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.core.ballots.papers import paper_to_json
from comitia.journal.actions import record
from comitia.meetings.actions import announce
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.voting.actions.casting import PROGRESS, expect_entitled, line_at, line_number, note_cast, read, who_cast
from comitia.voting.actions.locking import expect, locked_ballot, subject_of
from comitia.voting.models import Ballot, CalledVote, Paper, RollLine
from comitia.voting.policies import may_tell


@transaction.atomic
def cast_for_tellers(reference: UUID, *, member: str, typed: Any, by: Actor, at: datetime) -> bool:
    """Enter a called vote as one teller, or confirm it as another; True once it counts.

    It can be done while the ballot is paused. A teller who enters it again before it is confirmed replaces it.
    """
    number = line_number(reference, member)
    ballot = locked_ballot(reference)
    require(may_tell(by, ballot))
    expect(ballot, Ballot.State.OPEN, Ballot.State.PAUSED)
    line = line_at(number, ballot)
    expect_entitled(line)
    if line.has_cast:
        refuse("cast_already", who_cast(ballot, line))
    assert by.person is not None
    choice = paper_to_json(read(ballot, line, typed))
    called = CalledVote.objects.filter(line=line).first()
    if called is None or called.entered_by == by.person:
        CalledVote.objects.update_or_create(
            line=line, defaults={"choice": choice, "entered_by": by.person, "entered_at": at}
        )
        record("enter_called_vote", subject_of(ballot), by=by, at=at, facts={"member": member})
        announce(ballot.meeting, PROGRESS)
        return False
    if called.choice != choice:
        refuse(
            "tellers_differ",
            _("The other teller entered something else. Call the member again, and both enter what it says."),
        )
    Paper.objects.bulk_create(
        [
            Paper(
                line=line,
                choice=choice,
                cast_by=called.entered_by,
                cast_at=at,
                capacity=Paper.Capacity.TELLERS,
                confirmed_by=by.person,
            )
        ]
    )
    RollLine.objects.filter(pk=line.pk).update(has_cast=True)
    called.delete()
    tellers = [str(called.entered_by), str(by.person)]
    note_cast(ballot, member, capacity=Paper.Capacity.TELLERS, is_changed=False, by=by, at=at, tellers=tellers)
    return True
