"""Puts a question on the item under discussion to the vote, and on record what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.meetings.actions import locked_session
from comitia.meetings.queries.rules import rules_of_session
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.proceedings.actions.agenda import subject_of_item
from comitia.proceedings.actions.business import at_item
from comitia.proceedings.actions.decisions import take_decision
from comitia.proceedings.actions.papers import require_papers_in_order
from comitia.proceedings.models import AgendaItem, Decision
from comitia.proceedings.policies.votes import may_ask_on, may_decide_by
from comitia.voting import actions as voting
from comitia.voting.models import Ballot
from comitia.voting.policies import may_put_question

LONGEST_MINUTES: Final = 24 * 60


@transaction.atomic
def put_question(
    item: UUID,
    *,
    question: Mapping[str, str],
    method: str,
    matter_class: str,
    minutes: int | None,
    small_class_confirmed: bool = False,
    by: Actor,
    at: datetime,
) -> Ballot:
    """Open a ballot on the item under discussion, closed by itself after so many minutes if they are given."""
    found = at_item(item, by=by)
    require(may_ask_on(found.item))
    require(may_put_question(by, found.sitting, rules_of_session(found.session)))
    require_papers_in_order([found.item], at=at)
    ballot = voting.draft_ballot(
        found.sitting.reference,
        subject=subject_of_item(found.item),
        question={language: text.strip() for language, text in question.items() if text.strip()},
        matter_class=matter_class,
        method=method,
        closes_at=closing_time(minutes, at=at),
        by=by,
        at=at,
    )
    return voting.open_ballot(ballot.reference, small_class_confirmed=small_class_confirmed, by=by, at=at)


def closing_time(minutes: int | None, *, at: datetime) -> datetime | None:
    """Give when a ballot closes by itself that is opened now; None if somebody closes it."""
    if minutes is None:
        return None
    if not 0 < minutes <= LONGEST_MINUTES:
        refuse(
            "bad_minutes",
            _("A ballot is open for one minute to one day. Leave the minutes empty to close it yourself."),
        )
    return at + timedelta(minutes=minutes)


@transaction.atomic
def decide_on_item(item: UUID, *, texts: Mapping[str, str], by: Actor, at: datetime) -> Decision:
    """Put on record what is decided on the item under discussion without a vote."""
    found = at_item(item, by=by)
    require(may_ask_on(found.item))
    require_papers_in_order([found.item], at=at)
    means = Decision.Means.CONSENSUS
    return take_decision(found.sitting.reference, item=item, texts=texts, means=means, by=by, at=at)


@transaction.atomic
def decide_by_ballot(reference: UUID, *, texts: Mapping[str, str], by: Actor, at: datetime) -> Decision:
    """Put on record what a declared ballot decided, on the item that it was about."""
    meeting = Ballot.objects.filter(reference=reference).values_list("meeting", flat=True).first()
    if meeting is not None:
        locked_session(meeting)
    ballot = Ballot.objects.select_related("sitting").filter(reference=reference).first()
    is_on_record = Decision.objects.filter(ballot=reference).exists()
    require(may_decide_by(ballot, is_on_record=is_on_record))
    assert ballot is not None
    items = AgendaItem.objects.filter(meeting=ballot.meeting_id)
    item = next((one.reference for one in items if subject_of_item(one) == ballot.subject), None)
    return take_decision(
        ballot.sitting.reference, item=item, texts=texts, means=Decision.Means.VOTE, ballot=reference, by=by, at=at
    )
