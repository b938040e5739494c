"""What the world holds of minutes: those of its meeting adopted, and at need those of another one that are on their way."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from comitia.core.governance.record import Access
from comitia.meetings.actions import enter
from comitia.meetings.models import Meeting
from comitia.members.models import Member
from comitia.platform.actors import SYSTEM
from comitia.proceedings import actions
from comitia.proceedings.models import Minutes, MinutesCorrection, MinutesText
from comitia.proceedings.queries.minutes import drafted
from tests.factories.meetings import make_meeting
from tests.factories.sittings import CLERK
from tests.security.secret_words import AT

if TYPE_CHECKING:
    from tests.security.world import World

OF_MINUTES = ("meeting_minutes", "meeting_minutes_file", "propose_correction", "write_minutes")

# Form: who sends it, what is in it, and the act that the journal names
ACTS = {
    "desk_draft_minutes": ("secretariat", {}, "draft_minutes"),
    "desk_minutes_slot": ("secretariat", {"texts_en": "Welcome."}, "write_slot"),
    "write_minutes": ("secretariat", {"text": "Welcome."}, "write_slot"),
    "desk_circulate_minutes": ("secretariat", {"day": "2020-12-01", "adoption": "lapse"}, "minutes_circulated"),
    "desk_answer_correction": ("secretariat", {"accept": "yes"}, "minutes_corrected"),
    "desk_adopt_minutes": ("secretariat", {"decision": ""}, "minutes_adopted"),
    "desk_issue_corrigendum": ("secretariat", {"place": "opening", "texts_en": "Words"}, "minutes_corrigendum_issued"),
}


def make_minutes(world: World, meeting: Meeting) -> None:
    """Let the minutes of what is on record so far be adopted, in English alone."""
    minutes = Minutes.objects.create(
        meeting=meeting, state="adopted", languages=["en"], drafted_at=AT, circulated_at=AT, adopted_at=AT
    )
    for access in (Access.PUBLIC, Access.COMMITTEE):
        blocks = drafted(minutes, access=access, language="en", stage="Adopted", at=AT)
        for stage in ("circulated", "adopted"):
            MinutesText.objects.create(
                minutes=minutes, stage=stage, access=access, language="en", blocks=blocks, salt="", digest="0" * 64
            )
    world.values |= {
        **{f"{name}.slug": [meeting.slug] for name in OF_MINUTES},
        **{f"{name}.key": ["opening"] for name in ("write_minutes", "desk_minutes_slot")},
        "meeting_minutes_file.code": ["en"],
        "meeting_minutes_file.ending": ["html", "docx", "json"],
    }


def on_their_way(world: World, *, circulated: bool = False) -> None:
    """Begin the minutes of another meeting, and let a member ask for a correction once they are circulated."""
    meeting = make_meeting("excom-2018", organ=Meeting.objects.get(slug="excom-2020").organ)
    enter(meeting, "agenda_adopted", by=SYSTEM, at=AT, facts={"items": []})
    minutes = actions.draft_minutes(meeting.pk, by=CLERK, at=AT)
    world.values |= {"meeting": [meeting.slug]}
    if circulated:
        _circulate(meeting)
        correction = MinutesCorrection.objects.create(
            minutes=minutes,
            number=1,
            member=Member.objects.get(slug="seoul"),
            proposed_by=uuid4(),
            place="opening",
            language="en",
            text="Words",
            proposed_at=AT,
        )
        world.values |= {"desk_answer_correction.reference": [correction.reference]}


def ready_to_adopt(world: World) -> None:
    """Let the time for corrections of the other minutes be over."""
    on_their_way(world, circulated=True)
    MinutesCorrection.objects.update(state="refused", answered_at=AT)
    Minutes.objects.filter(state="circulated").update(corrections_until=AT - timedelta(days=1))


def not_begun(world: World) -> None:
    world.values |= {"meeting": [make_meeting("excom-2018").slug]}


def _circulate(meeting: Meeting) -> None:
    values = {"until": AT + timedelta(days=1), "adoption": "lapse", "basis": "Art. 40", "by": CLERK, "at": AT}
    actions.circulate_minutes(meeting.pk, **values)
