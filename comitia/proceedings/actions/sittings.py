"""Leads a sitting together with its business: what runs when it is interrupted or ends is halted with it.

The acts on the sitting itself are those of `meetings`; rooms and desks reach them through these.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.core.governance.debate import SpeechAct
from comitia.meetings import actions as meetings
from comitia.meetings.models import Officer, Sitting
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.proceedings.actions.business import AtItem, end_item
from comitia.proceedings.actions.floor import act_on_speech
from comitia.proceedings.models import AgendaItem, Speech
from comitia.proceedings.policies.sittings import (
    may_adjourn_sitting,
    may_close_sitting,
    may_sit_in_camera,
    may_sit_in_public,
    may_take_chair,
)
from comitia.proceedings.queries.agenda import is_closed as is_closed_item
from comitia.proceedings.queries.chair import who_may_take_chair
from comitia.proceedings.queries.cockpit_votes import led_ballot
from comitia.proceedings.queries.floor import HOLDS
from comitia.proceedings.queries.standing import standing_of
from comitia.voting import actions as voting


@transaction.atomic
def call_to_order(reference: UUID, *, by: Actor, at: datetime) -> Sitting:
    """Open a sitting and check its quorum: without one it is inquorate, so it discusses and decides nothing."""
    sitting = meetings.call_to_order(reference, by=by, at=at)
    voting.check_quorum(sitting, by=by, at=at)
    return sitting


@transaction.atomic
def suspend_sitting(reference: UUID, *, reason: str, by: Actor, at: datetime) -> Sitting:
    """Interrupt a sitting: whoever speaks is paused, and the time of the item stands."""
    found = _business(reference)
    if found is not None:
        for speech in _on_floor(found, Speech.State.SPEAKING):
            act_on_speech(speech, SpeechAct.PAUSE, found, by=by, at=at)
        if found.item.begun_at is not None:
            found.item.used += max(timedelta(0), at - found.item.begun_at)
            found.item.begun_at = None
            found.item.save(update_fields=["used", "begun_at"])
    return meetings.suspend_sitting(reference, reason=reason, by=by, at=at)


@transaction.atomic
def resume_sitting(reference: UUID, *, by: Actor, at: datetime) -> Sitting:
    """Go on with a suspended sitting and its item; the chair lets the speaker go on."""
    found = _business(reference)
    sitting = meetings.resume_sitting(reference, by=by, at=at)
    if found is not None:
        found.item.begun_at = at
        found.item.save(update_fields=["begun_at"])
    return sitting


@transaction.atomic
def adjourn_sitting(reference: UUID, *, reason: str, by: Actor, at: datetime) -> Sitting:
    """End a sitting before its business is done: whoever speaks has ended, the item is deferred to the next one."""
    sitting, found = meetings.locked_sitting(reference), _business(reference)
    require(may_adjourn_sitting(by, sitting, ballot=led_ballot(sitting.meeting)))
    if found is not None:
        for speech in _on_floor(found, *HOLDS):
            act_on_speech(speech, SpeechAct.END, found, by=by, at=at)
        end_item(found, AgendaItem.State.DEFERRED, "item_deferred", by=by, at=at, facts={"reason": reason})
    return meetings.adjourn_sitting(reference, reason=reason, by=by, at=at)


@transaction.atomic
def close_sitting(reference: UUID, *, by: Actor, at: datetime) -> Sitting:
    """End a sitting whose business is done."""
    sitting, found = meetings.locked_sitting(reference), _business(reference)
    called, ballot = found.item if found else None, led_ballot(sitting.meeting)
    require(may_close_sitting(by, sitting, called=called, ballot=ballot))
    return meetings.close_sitting(reference, by=by, at=at)


@transaction.atomic
def sit_in_camera(reference: UUID, *, is_closed: bool, by: Actor, at: datetime) -> Sitting:
    """Close the doors, or open them again unless a closed item is under discussion."""
    sitting, found = meetings.locked_sitting(reference), _business(reference)
    if is_closed:
        require(may_sit_in_camera(by, sitting))
    else:
        require(may_sit_in_public(by, sitting, called_is_closed=found is not None and is_closed_item(found.item)))
    return meetings.sit_in_camera(reference, is_closed=is_closed, by=by, at=at)


@transaction.atomic
def hand_over_chair(reference: UUID, *, to: UUID, by: Actor, at: datetime) -> Officer:
    """Let somebody preside who is at the sitting, or who has led it before."""
    sitting = meetings.locked_sitting(reference)
    person, member = who_may_take_chair(sitting).get(to, (None, None))
    require(may_take_chair(is_here=person is not None))
    assert person is not None
    return meetings.hand_over_chair(reference, person, member=member, by=by, at=at)


@transaction.atomic
def name_officer(reference: UUID, person: UUID, *, role: str, by: Actor, at: datetime) -> Officer:
    """Give somebody of a delegation an office in a sitting, for the member that brought them."""
    sitting = meetings.locked_sitting(reference)
    standing = standing_of(person, sitting.meeting)
    if standing is None:
        refuse("no_delegation", _("This person is in no delegation. Look for them among the delegations."))
    who, member = standing.delegate.registration.person, standing.delegate.delegation.member
    return meetings.name_officer(reference, who, role=role, member=member, by=by, at=at)


def _business(reference: UUID) -> AtItem | None:
    """Give the item under discussion in a sitting, the session kept from others; None if there is none."""
    sitting = meetings.locked_sitting(reference)
    called = AgendaItem.objects.filter(meeting=sitting.meeting, sitting=sitting, state=AgendaItem.State.CALLED)
    item = called.select_related("parent").first()
    if item is None:
        return None
    item.meeting = sitting.meeting
    return AtItem(item, sitting.meeting, sitting)


def _on_floor(found: AtItem, *states: str) -> list[Speech]:
    speeches = Speech.objects.filter(item=found.item, state__in=states).select_related("member", "observer")
    return list(speeches.order_by("given_at"))
