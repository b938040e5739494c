"""Puts on record what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from comitia.core.governance.follow_up import decision_series
from comitia.core.governance.record import Access
from comitia.meetings.actions import enter, locked_sitting
from comitia.meetings.models import Meeting, Sitting
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.platform.bus import announce_on_commit
from comitia.proceedings.models import AgendaItem, Decision
from comitia.proceedings.policies import may_take_decision
from comitia.proceedings.queries.agenda import is_closed


@transaction.atomic
def take_decision(
    sitting: UUID,
    *,
    item: UUID | None,
    texts: Mapping[str, str],
    means: str,
    ballot: UUID | None = None,
    in_force_from: date | None = None,
    supersedes: UUID | None = None,
    by: Actor,
    at: datetime,
) -> Decision:
    """Declare what was decided: it gets the next number of its organ and year and is in force from its day on.

    Without a day of its own it is in force from the day on which it is taken.
    """
    found = locked_sitting(sitting)
    require(may_take_decision(by, found, by_ballot=ballot is not None))
    said = {language: text.strip() for language, text in texts.items() if text.strip()}
    if not said:
        refuse("decision_without_text", _("Write what was decided, in at least one language."))
    if ballot is not None and Decision.objects.filter(ballot=ballot).exists():
        refuse("ballot_decided", _("What this vote decided is on record already. Look at the register of decisions."))
    agenda_item = _item(found, item)
    meeting = found.meeting
    series = decision_series(meeting.organ.code if meeting.organ else meeting.kind.replace("_", "-"), meeting.year)
    number = _last_number(meeting, series) + 1
    label = f"{series}{number}"
    is_shut = found.is_closed or bool(agenda_item and is_closed(agenda_item))
    earlier = _superseded(supersedes)
    decision = Decision(
        meeting=meeting,
        sitting=found,
        item=agenda_item,
        number=number,
        label=label,
        texts=said,
        means=means,
        ballot=ballot,
        in_force_from=in_force_from or at.astimezone(ZoneInfo(meeting.zone or "UTC")).date(),
        is_closed=is_shut,
        supersedes=earlier,
        taken_at=at,
    )
    decision.entry = enter(
        meeting,
        "decision_taken",
        by=by,
        at=at,
        facts={
            "decision": label,
            "sitting": found.number,
            "item": str(item) if item else None,
            "texts": said,
            "means": means,
            "ballot": str(ballot) if ballot else None,
            "in_force_from": decision.in_force_from.isoformat(),
            # A public entry does not even name a decision of a closed sitting
            "supersedes": earlier.label if earlier and (is_shut or not earlier.is_closed) else None,
        },
        access=Access.COMMITTEE if is_shut else Access.PUBLIC,
        subject=f"decision:{decision.reference}",
    )
    decision.save(force_insert=True)
    announce_on_commit("public_changed", {"what": "decisions", "meeting": meeting.slug})
    return decision


def _last_number(meeting: Meeting, series: str) -> int:
    """Give the number of the last decision of a session, or of another one whose decisions are cited alike."""
    alike = Decision.objects.filter(Q(meeting=meeting) | Q(label__startswith=series))
    return alike.aggregate(last=Max("number"))["last"] or 0


def _item(sitting: Sitting, reference: UUID | None) -> AgendaItem | None:
    if reference is None:
        return None
    found = AgendaItem.objects.filter(meeting=sitting.meeting, reference=reference).first()
    if found is None:
        refuse("item_gone", _("There is no such item on the agenda. Load the page again."))
    return found


def _superseded(reference: UUID | None) -> Decision | None:
    if reference is None:
        return None
    found = Decision.objects.filter(reference=reference).first()
    if found is None:
        refuse("decision_gone", _("There is no such decision. Choose one from the register."))
    return found
