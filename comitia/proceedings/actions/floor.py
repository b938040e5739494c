"""Gives and takes the floor: the chair opens the list, gives, pauses, extends and ends; one speaks at a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comitia.core.governance.debate import (
    Klass,
    ListState,
    Policy,
    SpeechAct,
    SpeechState,
    begun,
    extended,
    halted,
    placed,
    transition,
)
from comitia.platform.actors import Actor
from comitia.platform.answers import Refused, refuse, require
from comitia.proceedings.actions.business import AtItem, at_item
from comitia.proceedings.models import SpeakersList, Speech
from comitia.proceedings.policies.floor import may_act_on, may_end_list, may_give, may_open_list, may_resume
from comitia.proceedings.queries.floor import HOLDS, clock_of, requests_in_order, speeches_on, time_for
from comitia.proceedings.queries.rules import section_limit_of, speaking_limits_of

State = Speech.State
LONGEST_SPEECH: Final = timedelta(hours=2)
UNKNOWN: Final = Refused("speech_gone", _("This request is not on the list any more. Load the page again."))


@transaction.atomic
def open_list(
    item: UUID,
    *,
    policy: Policy = Policy.FIFO,
    limits: Mapping[str, int | None] | None = None,
    section_seconds: int | None = None,
    by: Actor,
    at: datetime,
) -> SpeakersList:
    """Open the list of speakers of an item, for the first time or again, with the speaking time in seconds by class.

    What is not given is as the rules in force say; a class that `limits` leave out, or give None, has no limit. A list can
    be opened before the sitting begins.
    """
    found = at_item(item, by=by, in_session=False)
    require(may_open_list(found.item))
    given = speaking_limits_of(found.session) if limits is None else limits
    kept = {klass: seconds for klass, seconds in given.items() if seconds is not None}
    _check_limits([*kept.values(), *([section_seconds] if section_seconds is not None else [])])
    section_seconds = section_limit_of(found.session) if section_seconds is None else section_seconds
    if not kept.keys() <= set(Klass):
        refuse("unknown_class", _("There is no such class of speakers. Choose one of the list."))
    opened, _is_new = SpeakersList.objects.update_or_create(
        item=found.item,
        defaults={
            "state": ListState.OPEN,
            "policy": policy,
            "limits": kept,
            "section_seconds": section_seconds,
            "opened_at": at,
            "closed_at": None,
        },
    )
    facts = {"policy": policy, "limits": kept, "section_seconds": section_seconds}
    found.enter("list_opened", by=by, at=at, facts=facts)
    return opened


@transaction.atomic
def announce_closing(item: UUID, *, by: Actor, at: datetime) -> SpeakersList:
    """Say that the list is about to close: whoever wants to be on it asks now."""
    return _set_list(item, ListState.CLOSING, "list_closing", by=by, at=at)


@transaction.atomic
def close_list(item: UUID, *, by: Actor, at: datetime) -> SpeakersList:
    """Take no more requests; those who are on the list are still heard."""
    return _set_list(item, ListState.CLOSED, "list_closed", by=by, at=at)


@transaction.atomic
def give_floor(reference: UUID, *, by: Actor, at: datetime) -> Speech:
    """Let somebody speak, whatever the order says; a point of order interrupts the one who speaks."""
    speech, found = _found(reference, by=by)
    holds = _holds(speech)
    require(may_give(speech, found.item, holds=holds))
    if holds is not None and holds.state == State.SPEAKING:
        act_on_speech(holds, SpeechAct.PAUSE, found, by=by, at=at, facts={"for": str(speech.reference)})
    opened = SpeakersList.objects.filter(item=found.item).first()
    speech.allowed = time_for(speech, opened, speeches_on(found.item), at=at)
    speech.given_at, speech.sitting = at, found.sitting
    return act_on_speech(speech, SpeechAct.GIVE, found, by=by, at=at, facts={"allowed": _seconds(speech.allowed)})


@transaction.atomic
def pause_speech(reference: UUID, *, by: Actor, at: datetime) -> Speech:
    """Stop the time of the one who speaks."""
    speech, found = _found(reference, by=by)
    return act_on_speech(speech, SpeechAct.PAUSE, found, by=by, at=at)


@transaction.atomic
def resume_speech(reference: UUID, *, by: Actor, at: datetime) -> Speech:
    """Let the time of a paused speech run on."""
    speech, found = _found(reference, by=by)
    speaks = Speech.objects.filter(meeting=found.session, state=State.SPEAKING).exists()
    require(may_resume(speech, somebody_speaks=speaks))
    return act_on_speech(speech, SpeechAct.RESUME, found, by=by, at=at)


@transaction.atomic
def extend_speech(reference: UUID, *, seconds: int, by: Actor, at: datetime) -> Speech:
    """Give the one who has the floor so many more seconds, counted from now if the time is over."""
    speech, found = _found(reference, by=by)
    require(may_act_on(speech, SpeechAct.END))
    if not 0 < seconds <= LONGEST_SPEECH.total_seconds():
        refuse("bad_extension", _("Give between one second and two hours more."))
    speech.allowed = extended(clock_of(speech), more=timedelta(seconds=seconds), at=at).allowed
    speech.save(update_fields=["allowed"])
    facts = {**who_of(speech), "seconds": seconds, "allowed": _seconds(speech.allowed)}
    found.enter("floor_extended", by=by, at=at, facts=facts)
    return speech


@transaction.atomic
def end_speech(reference: UUID, *, by: Actor, at: datetime) -> Speech:
    """Take the floor back from the one who has it."""
    speech, found = _found(reference, by=by)
    return act_on_speech(speech, SpeechAct.END, found, by=by, at=at)


@transaction.atomic
def pass_over(reference: UUID, *, by: Actor, at: datetime) -> Speech:
    """Let a request lapse because nobody answers when called."""
    speech, found = _found(reference, by=by, in_session=False)
    return act_on_speech(speech, SpeechAct.LAPSE, found, by=by, at=at, facts={"why": "absent"})


@transaction.atomic
def put_at_place(reference: UUID, *, place: int, by: Actor, at: datetime) -> None:
    """Put somebody at a place of the list, counted from 1; those before keep theirs, points of order stay ahead."""
    speech, found = _found(reference, by=by, in_session=False)
    require(may_act_on(speech, SpeechAct.WITHDRAW))
    if speech.klass == Klass.POINT_OF_ORDER:
        refuse("point_of_order_first", _("A point of order is heard before everybody else. Give it the floor."))
    opened = SpeakersList.objects.filter(item=found.item).first()
    speeches = speeches_on(found.item)
    ordered = requests_in_order(speeches, Policy(opened.policy) if opened else Policy.FIFO)
    places = {one.key: one.place for one in placed(ordered, str(speech.reference), to=place)}
    changed = []
    for one in speeches:
        if str(one.reference) in places and one.place != places[str(one.reference)]:
            one.place = places[str(one.reference)]
            changed.append(one)
    Speech.objects.bulk_update(changed, ["place"])
    found.enter("floor_reordered", by=by, at=at, facts={**who_of(speech), "place": place})


def item_of_speech(speech: UUID, *, by: Actor, in_session: bool) -> AtItem:
    """Give the item of a speech to whoever leads the sitting, the session kept from others."""
    item = Speech.objects.filter(reference=speech).values_list("item__reference", flat=True).first()
    if item is None:
        refuse(UNKNOWN.code, UNKNOWN.sentence)
    return at_item(item, by=by, in_session=in_session)


def withdraw_from_list(speech: Speech, found: AtItem, *, by: Actor, at: datetime) -> Speech:
    """Take a request off the list, in the caller's transaction."""
    return act_on_speech(speech, SpeechAct.WITHDRAW, found, by=by, at=at)


def _found(reference: UUID, *, by: Actor, in_session: bool = True) -> tuple[Speech, AtItem]:
    found = item_of_speech(reference, by=by, in_session=in_session)
    return Speech.objects.select_related("member", "observer").get(reference=reference), found


def _holds(speech: Speech) -> Speech | None:
    """Give the one who has the floor of the session, or else whose speech was paused last."""
    taken = Speech.objects.filter(meeting=speech.meeting_id, state__in=HOLDS).exclude(pk=speech.pk)
    return max(taken, key=lambda one: (one.state == State.SPEAKING, one.given_at), default=None)


def act_on_speech(
    speech: Speech, act: SpeechAct, found: AtItem, *, by: Actor, at: datetime, facts: Mapping[str, Any] | None = None
) -> Speech:
    """Do an act on a speech, in the caller's transaction: its state, its clock, the record."""
    require(may_act_on(speech, act))
    state = transition(SpeechState(speech.state), act)
    assert state is not None
    clock = clock_of(speech)
    clock = begun(clock, at=at) if state == State.SPEAKING else halted(clock, at=at)
    speech.state, speech.begun_at, speech.used = state, clock.begun_at, clock.used
    if state not in HOLDS:
        speech.ended_at = at
    speech.save()
    kinds = {
        SpeechAct.GIVE: "floor_given",
        SpeechAct.PAUSE: "floor_paused",
        SpeechAct.RESUME: "floor_resumed",
        SpeechAct.END: "floor_ended",
        SpeechAct.WITHDRAW: "floor_withdrawn",
        SpeechAct.LAPSE: "floor_lapsed",
    }
    said = {**who_of(speech), "used": _seconds(speech.used), **(facts or {})}
    found.enter(kinds[act], by=by, at=at, facts=said)
    return speech


def _set_list(item: UUID, state: ListState, kind: str, *, by: Actor, at: datetime) -> SpeakersList:
    found = at_item(item, by=by, in_session=False)
    opened = SpeakersList.objects.filter(item=found.item).first()
    require(may_end_list(ListState(opened.state) if opened else None))
    assert opened is not None
    if opened.state == state:
        return opened
    opened.state, opened.closed_at = state, at if state is ListState.CLOSED else None
    opened.save()
    found.enter(kind, by=by, at=at)
    return opened


def who_of(speech: Speech) -> dict[str, Any]:
    """Name a speech for the record."""
    return {
        "speech": str(speech.reference),
        "class": speech.klass,
        "member": speech.member.slug if speech.member else "",
        "observer": speech.observer.slug if speech.observer else "",
    }


def _seconds(time: timedelta | None) -> int | None:
    return None if time is None else int(time.total_seconds())


def _check_limits(seconds: list[int]) -> None:
    if any(not 0 < one <= LONGEST_SPEECH.total_seconds() for one in seconds):
        refuse("bad_limit", _("A speaking time is between one second and two hours."))
