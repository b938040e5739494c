"""Minutes of a session: begun, written in their slots, circulated to the members, adopted."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from comitia.core.governance.record import Access
from comitia.journal.actions import record
from comitia.meetings.actions import enter, locked_session
from comitia.meetings.models import Meeting
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.platform.bus import announce_on_commit
from comitia.platform.edits import as_facts, changes_since
from comitia.proceedings.actions.minutes_letters import write_to_delegations
from comitia.proceedings.models import Decision, Minutes, MinutesCorrection, MinutesText, Slot
from comitia.proceedings.policies.minutes import (
    State,
    in_state,
    may_adopt,
    may_be_texts,
    may_circulate,
    may_keep_minutes,
    may_lead_minutes,
)
from comitia.proceedings.queries.minutes import (
    corrected,
    drafted,
    languages_of,
    minutes_for,
    record_of_slot,
    stage_of_adopted,
    stage_of_circulated,
)
from comitia.proceedings.queries.minutes_blocks import Block, digest_of
from comitia.proceedings.queries.minutes_facts import record_for, told_by
from comitia.proceedings.queries.minutes_words import slots_of
from comitia.proceedings.queries.record import last_entry

AUDIENCES = (Access.PUBLIC, Access.COMMITTEE)


@transaction.atomic
def draft_minutes(meeting: int, *, by: Actor, at: datetime) -> Minutes:
    """Begin the minutes of a session; those that are begun already stay as they are."""
    session = locked_session(meeting)
    require(may_keep_minutes(by, session))
    begun = minutes_for(session)
    if begun is not None:
        return begun
    minutes = Minutes.objects.create(meeting=session, languages=languages_of(session), drafted_at=at)
    record("draft_minutes", subject_of(minutes), by=by, at=at, facts={"meeting": session.slug})
    return minutes


@transaction.atomic
def write_slot(
    meeting: int, key: str, texts: Mapping[str, str], *, seen: str | None = None, by: Actor, at: datetime
) -> Slot:
    """Write the text of a slot by language; refused if somebody else wrote there since it was `seen`."""
    minutes = locked_minutes(meeting)
    require(may_keep_minutes(by, minutes.meeting))
    require(in_state(minutes, State.DRAFT))
    said = {code: text.replace("\r\n", "\n").strip() for code, text in texts.items() if text.strip()}
    require(may_be_texts(said, languages=languages_of(minutes.meeting)))
    told, public = (told_by(minutes.meeting, record_for(minutes.meeting, access=one)) for one in reversed(AUDIENCES))
    if key not in slots_of(told, public):
        refuse("no_slot", _("The minutes have no such place. Choose one of the list."))
    changes = changes_since(record_of_slot(minutes, key), {"texts": said}, seen=seen)
    slot, _is_new = Slot.objects.update_or_create(minutes=minutes, key=key, defaults={"texts": said, "changed_at": at})
    if changes:
        # What is written of closed items is not repeated in the journal
        facts = {"slot": key} if key.startswith("camera:") else {"slot": key, **as_facts(changes)}
        record("write_slot", subject_of(minutes), by=by, at=at, facts=facts)
    return slot


@transaction.atomic
def circulate_minutes(
    meeting: int, *, until: datetime, adoption: str, basis: str = "", by: Actor, at: datetime
) -> Minutes:
    """Freeze the minutes in every language and send them to the members, with the last moment for corrections."""
    minutes = locked_minutes(meeting)
    require(may_lead_minutes(by))
    last, digest = last_entry(minutes.meeting.slug)
    require(may_circulate(minutes, has_record=bool(last), until=until, adoption=adoption, at=at))
    languages = languages_of(minutes.meeting)
    digests = {}
    for access in AUDIENCES:
        for language in languages:
            with override(language):
                stage = stage_of_circulated(minutes, until=until)
            blocks = drafted(minutes, access=access, language=language, stage=stage, until=last, at=at)
            digests[f"{access}:{language}"] = _keep(
                minutes, blocks, stage="circulated", access=access, language=language
            )
    minutes.state, minutes.languages, minutes.last_entry = State.CIRCULATED, languages, last
    minutes.circulated_at, minutes.corrections_until = at, until
    minutes.adoption, minutes.basis = adoption, " ".join(basis.split())[:200]
    minutes.save()
    facts = {
        "digests": digests,
        "last_entry": last,
        "last_digest": digest,
        "until": until.isoformat(),
        "adoption": adoption,
        "basis": minutes.basis,
    }
    tell(minutes, "minutes_circulated", by=by, at=at, facts=facts)
    write_to_delegations(minutes, until=until, at=at)
    return minutes


@transaction.atomic
def adopt_minutes(meeting: int, *, decision: UUID | None, by: Actor, at: datetime) -> Minutes:
    """Adopt circulated minutes with the corrections that were accepted, by a decision or by the lapse of the time."""
    minutes = locked_minutes(meeting)
    require(may_lead_minutes(by))
    adopting = _decision(decision) if decision else None
    waiting = MinutesCorrection.objects.filter(minutes=minutes, state=MinutesCorrection.State.PROPOSED)
    require(may_adopt(minutes, is_open=waiting.exists(), decision=adopting, at=at))
    digests = {}
    for text in MinutesText.objects.filter(minutes=minutes, stage=MinutesText.Stage.CIRCULATED).order_by("pk"):
        access = Access(text.access)
        with override(text.language):
            stage = stage_of_adopted(minutes, label=_label(adopting, access), at=at)
            blocks = corrected(minutes, text, stage=stage)
        digests[f"{access}:{text.language}"] = _keep(
            minutes, blocks, stage="adopted", access=access, language=text.language
        )
    minutes.state, minutes.adopted_at, minutes.adopted_by = State.ADOPTED, at, adopting
    minutes.save()
    facts = {"digests": digests, "decision": _label(adopting, Access.PUBLIC), "by_lapse": adopting is None}
    tell(minutes, "minutes_adopted", by=by, at=at, facts=facts)
    announce_on_commit("public_changed", {"what": "minutes", "meeting": minutes.meeting.slug})
    return minutes


def locked_minutes(meeting: int) -> Minutes:
    """Give the minutes of a session, the session kept from all others who act in it."""
    session = locked_session(meeting)
    found = minutes_for(session)
    if found is None:
        refuse("no_minutes", _("Nobody has begun the minutes of this session. Begin them at the desk."))
    return found


def tell(
    minutes: Minutes, kind: str, *, by: Actor, at: datetime, facts: Mapping[str, Any], access: Access = Access.PUBLIC
) -> None:
    """Write what happened to the minutes into the record of their session."""
    meeting: Meeting = minutes.meeting
    enter(meeting, kind, by=by, at=at, facts=facts, access=access, subject=subject_of(minutes))


def subject_of(minutes: Minutes) -> str:
    """Name minutes for the journal."""
    return f"minutes:{minutes.reference}"


def _keep(minutes: Minutes, blocks: list[Block], *, stage: str, access: Access, language: str) -> str:
    salt = secrets.token_hex(16)
    digest = digest_of(blocks, salt)
    MinutesText.objects.create(
        minutes=minutes, stage=stage, access=access, language=language, blocks=blocks, salt=salt, digest=digest
    )
    return digest


def _decision(reference: UUID) -> Decision:
    found = Decision.objects.select_related("meeting").filter(reference=reference).first()
    if found is None:
        refuse("decision_gone", _("There is no such decision. Choose one from the register."))
    return found


def _label(decision: Decision | None, access: Access) -> str:
    """Cite a decision; one of a closed sitting is not even named to everybody."""
    if decision is None or (decision.is_closed and access is not Access.COMMITTEE):
        return ""
    return decision.label
