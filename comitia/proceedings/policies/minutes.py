"""Who writes the minutes of a session, asks for a correction of them and answers it, and when they may be adopted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from comitia.core.governance.minutes import LONGEST_CORRECTION, LONGEST_REASON, LONGEST_TEXT
from comitia.meetings.models import Meeting, Officer, Sitting
from comitia.platform.actors import SECRETARIAT, Actor
from comitia.platform.answers import Allowed, Answer, Refused
from comitia.proceedings.models import Decision, Minutes, MinutesCorrection
from comitia.proceedings.policies.movers import Mover, may_move

State = Minutes.State
RUNNING: Final = (Sitting.State.IN_SESSION, Sitting.State.SUSPENDED)
_OUT_OF_TURN: Final = {
    State.DRAFT: Refused(
        "minutes_draft", _("The minutes are still being written. They come to the members when they are circulated.")
    ),
    State.CIRCULATED: Refused(
        "minutes_circulated",
        _("The minutes are with the members and stay as they are. What is wrong in them becomes a correction."),
    ),
    State.ADOPTED: Refused(
        "minutes_adopted",
        _(
            "The minutes are adopted and never change. An error found now is put right by a corrigendum that follows them."
        ),
    ),
}


def may_keep_minutes(by: Actor, meeting: Meeting) -> Answer:
    """Answer for writing the minutes: the secretariat, and the rapporteur or clerk of one of the sittings."""
    if by.has_role(SECRETARIAT):
        return Allowed()
    keeps = Officer.objects.filter(
        Q(until=None) | Q(until=F("sitting__ended_at")),
        sitting__meeting=meeting,
        role__in=[Officer.Role.RAPPORTEUR, Officer.Role.CLERK],
    )
    if by.person is not None and keeps.filter(person__reference=by.person).exists():
        return Allowed()
    return Refused(
        "not_rapporteur",
        _("The rapporteur, the clerk or the secretariat writes the minutes. Write to the secretariat."),
    )


def may_lead_minutes(by: Actor) -> Answer:
    """Answer for circulating and adopting minutes, and for issuing corrigenda: the secretariat."""
    if by.has_role(SECRETARIAT):
        return Allowed()
    return Refused(
        "not_secretariat", _("The secretariat circulates the minutes and records their adoption. Write to it.")
    )


def in_state(minutes: Minutes, state: str) -> Answer:
    """Answer for what is only possible in one state."""
    return Allowed() if minutes.state == state else _OUT_OF_TURN[State(minutes.state)]


def may_circulate(minutes: Minutes, *, has_record: bool, until: datetime, adoption: str, at: datetime) -> Answer:
    """Answer for circulating minutes: every sitting is over, and how and by when they are corrected is said."""
    answer = in_state(minutes, State.DRAFT)
    if not answer:
        return answer
    sittings = Sitting.objects.filter(meeting=minutes.meeting_id)
    if sittings.filter(Q(state__in=RUNNING) | Q(state=Sitting.State.SCHEDULED, starts_at__gt=at)).exists():
        return Refused("sitting_not_over", _("A sitting is running or still to come. Circulate the minutes after it."))
    if not has_record:
        return Refused("no_record", _("Nothing is on record of this session yet, so there is nothing to circulate."))
    if until <= at:
        return Refused(
            "deadline_past", _("The last moment for corrections is past already. Give the members some days.")
        )
    if adoption not in Minutes.Adoption.values:
        return Refused("no_adoption", _("Choose how the minutes are adopted, or say that the rules leave it open."))
    return Allowed()


def may_propose_correction(minutes: Minutes, mover: Mover | None) -> Answer:
    """Answer for asking for a correction in the name of a member: whoever leads its delegation, until the adoption."""
    return may_move(mover) and in_state(minutes, State.CIRCULATED)


def may_be_correction(
    text: str, *, place: str, language: str, places: Collection[str], languages: Collection[str]
) -> Answer:
    """Answer for what a correction says and where."""
    if not text:
        return Refused("no_text", _("Write what is to be corrected, and how it should read."))
    if len(text) > LONGEST_CORRECTION:
        return Refused("text_too_long", _("This has more than 5000 characters. Say it in fewer words."))
    if place not in places:
        return Refused("no_place", _("Choose from the list which part of the minutes is to be corrected."))
    if language not in languages:
        return Refused("no_language", _("The minutes are not made in this language. Choose one of theirs."))
    return Allowed()


def may_answer(minutes: Minutes, correction: MinutesCorrection, *, is_accepted: bool, reason: str) -> Answer:
    """Answer for accepting or refusing a correction, once; a refusal says why."""
    answer = in_state(minutes, State.CIRCULATED)
    if not answer:
        return answer
    if correction.state != MinutesCorrection.State.PROPOSED:
        return Refused("correction_answered", _("This correction is answered already. Load the page again."))
    if not is_accepted and not reason:
        return Refused("no_reason", _("Write why it is refused: the member reads it, and it stands in the record."))
    if len(reason) > LONGEST_REASON:
        return Refused("reason_too_long", _("The reason has more than 1000 characters. Shorten it."))
    return Allowed()


def may_adopt(minutes: Minutes, *, is_open: bool, decision: Decision | None, at: datetime) -> Answer:
    """Answer for adopting minutes: the committee decided or, where the rules let it, the time lapsed.

    `is_open`: a correction waits for its answer.
    """
    answer = in_state(minutes, State.CIRCULATED)
    if not answer:
        return answer
    if is_open:
        return Refused("corrections_open", _("A correction is not answered yet. Accept or refuse it first."))
    return _may_be_adopted_by(minutes, decision) if decision is not None else _may_lapse(minutes, at=at)


def _may_be_adopted_by(minutes: Minutes, decision: Decision) -> Answer:
    since = minutes.circulated_at
    if decision.meeting.organ_id == minutes.meeting.organ_id and since is not None and decision.taken_at >= since:
        return Allowed()
    return Refused(
        "other_decision", _("Minutes are adopted by a decision of the same body after they were circulated.")
    )


def _may_lapse(minutes: Minutes, *, at: datetime) -> Answer:
    if minutes.adoption != Minutes.Adoption.LAPSE:
        return Refused("decision_needed", _("The committee adopts the minutes: choose the decision by which it did."))
    if minutes.corrections_until is None or at <= minutes.corrections_until:
        return Refused("time_runs", _("The time for corrections has not lapsed yet. Wait, or choose a decision."))
    return Allowed()


def may_be_texts(texts: Mapping[str, str], *, languages: Collection[str]) -> Answer:
    """Answer for what is written by language: no other language than those of the minutes, and not too long."""
    if not set(texts) <= set(languages):
        return Refused("no_language", _("The minutes are not made in this language. Choose one of theirs."))
    if any(len(text) > LONGEST_TEXT for text in texts.values()):
        return Refused(
            "text_too_long", _("One text has more than 20000 characters. Shorten it: minutes say what was done.")
        )
    return Allowed()
