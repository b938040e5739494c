"""Hands in what a delegation says in writing, and takes it into the record or hands it back."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.meetings.actions import locked_session
from comitia.meetings.queries import sitting_now
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.proceedings.actions.business import AtItem
from comitia.proceedings.models import AgendaItem, Statement
from comitia.proceedings.policies.statements import may_hand_in, may_settle
from comitia.proceedings.queries.agenda import is_closed
from comitia.proceedings.queries.standing import standing_of

LONGEST_TEXT: Final = 20_000
LONGEST_REASON: Final = 1000


@transaction.atomic
def hand_in_text(item: UUID, *, text: str, language: str, by: Actor, at: datetime) -> Statement:
    """Hand in the statement of one's own delegation on an item; what waits already is replaced."""
    found = _at_item(AgendaItem.objects.filter(reference=item).values_list("pk", flat=True).first())
    standing, said = standing_of(by.person, found.session), text.strip()[:LONGEST_TEXT]
    require(
        may_hand_in(
            standing,
            found.item,
            is_closed=is_closed(found.item),
            text=said,
            language=language,
            provisional_counts=found.session.provisional_may_vote,
        )
    )
    assert standing is not None
    delegation = standing.delegate.delegation
    statement, _is_new = Statement.objects.update_or_create(
        item=found.item,
        member=delegation.member,
        observer=delegation.observer,
        state=Statement.State.HANDED_IN,
        defaults={"text": said, "language": language, "handed_in_at": at},
    )
    found.enter("statement_handed_in", by=by, at=at, facts=_who(statement))
    return statement


@transaction.atomic
def accept_statement(reference: UUID, *, by: Actor, at: datetime) -> None:
    """Take a statement into the record, word for word."""
    found, statement = _to_settle(reference, by=by)
    statement.state, statement.settled_at = Statement.State.ACCEPTED, at
    statement.save(update_fields=["state", "settled_at"])
    said = {"texts": {statement.language: statement.text}}
    found.enter("statement_recorded", by=by, at=at, facts={**_who(statement), **said})


@transaction.atomic
def return_statement(reference: UUID, *, reason: str, by: Actor, at: datetime) -> None:
    """Hand a statement back with the reason, so that the delegation can hand in another one."""
    found, statement = _to_settle(reference, by=by)
    said = reason.strip()[:LONGEST_REASON]
    if not said:
        refuse("no_reason", _("Write why the statement is handed back. The delegation reads it."))
    statement.state, statement.settled_at, statement.return_reason = Statement.State.RETURNED, at, said
    statement.save(update_fields=["state", "settled_at", "return_reason"])
    found.enter("statement_returned", by=by, at=at, facts=_who(statement))


def _to_settle(reference: UUID, *, by: Actor) -> tuple[AtItem, Statement]:
    found = _at_item(Statement.objects.filter(reference=reference).values_list("item", flat=True).first())
    statement = Statement.objects.select_related("member", "observer").get(reference=reference)
    require(may_settle(by, statement))
    return found, statement


def _at_item(number: int | None) -> AtItem:
    """Give an item, its session kept from all others who act in it."""
    meeting = AgendaItem.objects.filter(pk=number or 0).values_list("meeting", flat=True).first()
    if number is None or meeting is None:
        refuse("item_gone", _("There is no such item or statement. Load the page again."))
    session = locked_session(meeting)
    sitting = sitting_now(session.slug)
    if sitting is None:
        refuse("no_sitting", _("The meeting has no sitting yet. The secretariat plans one first."))
    item = AgendaItem.objects.select_related("parent").get(pk=number)
    item.meeting = session
    return AtItem(item, session, sitting)


def _who(statement: Statement) -> dict[str, str]:
    entity = "member" if statement.member else "observer"
    named = statement.member or statement.observer
    assert named is not None
    return {"statement": str(statement.reference), entity: named.slug}
