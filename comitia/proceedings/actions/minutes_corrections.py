"""Corrections of minutes: members ask for them, the secretariat answers; what is found after the adoption is a corrigendum."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.core.governance.record import Access
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.platform.bus import announce_on_commit
from comitia.proceedings.actions.minutes import locked_minutes, tell
from comitia.proceedings.models import Corrigendum, MinutesCorrection
from comitia.proceedings.policies.minutes import (
    State,
    in_state,
    may_answer,
    may_be_correction,
    may_be_texts,
    may_keep_minutes,
    may_lead_minutes,
    may_propose_correction,
)
from comitia.proceedings.queries.minutes import places_of
from comitia.proceedings.queries.movers import mover_of


@transaction.atomic
def propose_correction(
    meeting: int, *, place: str, language: str, text: str, by: Actor, at: datetime
) -> MinutesCorrection:
    """Ask for a correction of circulated minutes in the name of one's member; after the last moment it is kept as late."""
    minutes = locked_minutes(meeting)
    mover = mover_of(by.person, minutes.meeting)
    require(may_propose_correction(minutes, mover))
    assert mover is not None
    said = text.replace("\r\n", "\n").strip()
    places = places_of(minutes, access=Access.COMMITTEE, language=language)
    require(may_be_correction(said, place=place, language=language, places=places, languages=minutes.languages))
    until = minutes.corrections_until
    correction = MinutesCorrection.objects.create(
        minutes=minutes,
        number=MinutesCorrection.objects.filter(minutes=minutes).count() + 1,
        member=mover.member,
        proposed_by=mover.person,
        place=place,
        language=language,
        text=said,
        is_late=until is not None and at > until,
        proposed_at=at,
    )
    facts = {
        "correction": correction.number,
        "member": mover.member.slug,
        "part": place,
        "language": language,
        "text": said,
        "is_late": correction.is_late,
    }
    tell(minutes, "minutes_correction_proposed", by=by, at=at, facts=facts, access=Access.COMMITTEE)
    return correction


@transaction.atomic
def answer_correction(
    correction: UUID, *, is_accepted: bool, reason: str, by: Actor, at: datetime
) -> MinutesCorrection:
    """Accept a correction, which stands at its place in the adopted minutes, or refuse it with the reason."""
    meeting = MinutesCorrection.objects.filter(reference=correction).values_list("minutes__meeting", flat=True).first()
    if meeting is None:
        refuse("no_correction", _("There is no such correction. Load the page again."))
    minutes = locked_minutes(meeting)
    require(may_keep_minutes(by, minutes.meeting))
    found = MinutesCorrection.objects.select_related("member").get(reference=correction)
    why = "\n".join(" ".join(line.split()) for line in reason.splitlines()).strip()
    require(may_answer(minutes, found, is_accepted=is_accepted, reason=why))
    states = MinutesCorrection.State
    found.state, found.reason = states.ACCEPTED if is_accepted else states.REFUSED, why
    found.answered_at = at
    found.save(update_fields=["state", "reason", "answered_at"])
    kind = "minutes_corrected" if is_accepted else "minutes_correction_refused"
    facts = {"correction": found.number, "member": found.member.slug, "part": found.place, "reason": why}
    tell(minutes, kind, by=by, at=at, facts=facts, access=Access.COMMITTEE)
    return found


@transaction.atomic
def issue_corrigendum(meeting: int, *, place: str, texts: Mapping[str, str], by: Actor, at: datetime) -> Corrigendum:
    """Put an error in adopted minutes right by what follows them; about what is closed only the committee reads it."""
    minutes = locked_minutes(meeting)
    require(may_lead_minutes(by))
    require(in_state(minutes, State.ADOPTED))
    said = {code: text.replace("\r\n", "\n").strip() for code, text in texts.items() if text.strip()}
    if not said:
        refuse("no_text", _("Write what is wrong and how it should read, in at least one language."))
    require(may_be_texts(said, languages=minutes.languages))
    if place not in places_of(minutes, access=Access.COMMITTEE, language="en"):
        refuse("no_place", _("Choose from the list which part of the minutes is to be corrected."))
    is_closed = place not in places_of(minutes, access=Access.PUBLIC, language="en")
    number = Corrigendum.objects.filter(minutes=minutes).count() + 1
    issued = Corrigendum.objects.create(
        minutes=minutes, number=number, place=place, texts=said, is_closed=is_closed, issued_at=at
    )
    access = Access.COMMITTEE if is_closed else Access.PUBLIC
    facts = {"number": number, "part": place, "texts": said}
    tell(minutes, "minutes_corrigendum_issued", by=by, at=at, facts=facts, access=access)
    announce_on_commit("public_changed", {"what": "minutes", "meeting": minutes.meeting.slug})
    return issued
