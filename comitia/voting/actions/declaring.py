"""Decides a tie by the casting vote, announces a result, and adds corrections that leave it as it is."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.core.ballots import tally as tallies
from comitia.members.models import Member
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.voting.actions.counting import outcome_of, papers_of, roll_of
from comitia.voting.actions.locking import locked_ballot, note
from comitia.voting.models import Ballot, Correction
from comitia.voting.policies import may_break_tie, may_correct, may_declare
from comitia.voting.queries.rules import as_rule

LONGEST: Final = 2000


@transaction.atomic
def cast_casting_vote(reference: UUID, *, is_for: bool, by: Actor, at: datetime) -> Ballot:
    """Decide a tie where the rules give the chair the casting vote; it is kept apart from the votes that were counted."""
    ballot = locked_ballot(reference)
    require(may_break_tie(by, ballot))
    lines = roll_of(ballot)
    counted, papers = tallies.from_json(ballot.tally), papers_of(ballot, lines)
    ballot.casting_vote = is_for
    ballot.outcome = outcome_of(ballot, counted, map(as_rule, lines), papers, casting=is_for)
    ballot.save(update_fields=["casting_vote", "outcome"])
    note(ballot, "casting_vote_given", by=by, at=at, is_for=is_for, outcome=ballot.outcome)
    return ballot


@transaction.atomic
def declare_result(reference: UUID, *, by: Actor, at: datetime) -> Ballot:
    """Announce the result as it was worked out; nobody can alter it."""
    ballot = locked_ballot(reference)
    require(may_declare(by, ballot))
    ballot.state, ballot.declared_at = Ballot.State.DECLARED, at
    ballot.save(update_fields=["state", "declared_at"])
    note(ballot, "result_declared", by=by, at=at, subject=ballot.subject, outcome=ballot.outcome)
    return ballot


@transaction.atomic
def correct_record(reference: UUID, *, text: str, member: str = "", by: Actor, at: datetime) -> Correction:
    """Add a remark to a declared ballot, such as how a member meant to vote; the result stays as it was declared."""
    ballot = locked_ballot(reference)
    require(may_correct(by, ballot))
    said = text.strip()
    if not said or len(said) > LONGEST:
        refuse("no_text", _("Write what is corrected, in at most %(longest)s characters.") % {"longest": LONGEST})
    if member and ballot.is_secret:
        refuse("secret_stays", _("A secret ballot has no remark on how a member voted. Leave the member out."))
    named = Member.objects.filter(slug=member, roll_lines__ballot=ballot).first() if member else None
    if member and named is None:
        refuse("not_on_roll", _("This member is not on the roll of this ballot. Choose one of those on it."))
    correction = Correction.objects.create(ballot=ballot, member=named, text=said, made_at=at, made_by=by.person)
    note(ballot, "ballot_corrected", by=by, at=at, member=member, text=said)
    return correction
