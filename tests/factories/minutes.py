"""A whole sitting with its business, and minutes at each of their stages, as short calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from comitia.core.drafting.operations import Remove
from comitia.core.governance.motions import Result
from comitia.documents.models import PaperRules
from comitia.meetings.models import Meeting
from comitia.platform.actors import Actor
from comitia.proceedings import actions
from comitia.proceedings.actions.admissibility import admit_amendment, admit_motion, refuse_motion
from comitia.proceedings.actions.amendment_votes import merge_amendments, settle_amendment
from comitia.proceedings.actions.amendments import submit_amendment
from comitia.proceedings.actions.asking import Somebody
from comitia.proceedings.actions.deliberating import open_debate, put_motion, settle_motion
from comitia.proceedings.actions.motions import submit_motion
from comitia.proceedings.models import AgendaItem, Decision, Minutes
from comitia.voting import actions as votes
from tests.factories.motions import text_typed
from tests.factories.proceedings import add
from tests.factories.sittings import AT, CLERK
from tests.factories.voting import Committee, cast, sit

CITIES = ("almaty", "baku", "lima", "moscow", "seoul")
LANGUAGES = ("en", "ko", "ar")
UNTIL = AT + timedelta(days=14)
AFTER = AT + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Held:
    """A sitting that is over, its items by what is dealt with there, and the decisions it took."""

    committee: Committee
    items: dict[str, AgendaItem]
    decisions: list[Decision]

    @property
    def meeting(self) -> Meeting:
        return self.committee.meeting

    def head(self, city: str) -> Actor:
        return self.committee.by(city)


def vote(committee: Committee, item: AgendaItem, question: str, *answers: str, method: str = "roll_call") -> Any:
    """Put a question on an item to the vote, count it and declare the result."""
    ballot = actions.put_question(
        item.reference, question={"en": question}, method=method, matter_class="ordinary", minutes=None, by=CLERK, at=AT
    )
    for city, answer in zip(CITIES, answers, strict=False):
        cast(committee, ballot, city, answer, request=f"{city}-{ballot.number}")
    votes.close_ballot(ballot.reference, by=CLERK, at=AT)
    return votes.declare_result(ballot.reference, by=CLERK, at=AT)


def hold_sitting() -> Held:
    """Hold a sitting: motions adopted by roll call and refused, an amendment, a secret vote, a task, an item in camera."""
    committee = sit(*CITIES, absent=CITIES)
    meeting = committee.meeting
    PaperRules.objects.create(meeting=meeting, series="EC/2020", languages=list(LANGUAGES))
    for city in CITIES:
        actions.declare_presence(
            committee.sitting.reference, committee.holders[city].reference, is_present=True, by=CLERK, at=AT
        )
    items = {
        "offices": add(meeting, "Regional offices", business="decide"),
        "host": add(meeting, "Host of the next session", business="decide"),
        "salaries": add(meeting, "Salaries of the secretariat", business="decide", is_closed=True),
    }
    actions.adopt_agenda(meeting.pk, by=CLERK, at=AT)
    decisions = [_offices(committee, items["offices"]), _host(committee, items["host"]), _salaries(committee, items)]
    actions.close_sitting(committee.sitting.reference, by=CLERK, at=AT + timedelta(hours=2))
    return Held(committee, items, decisions)


def _offices(committee: Committee, item: AgendaItem) -> Decision:
    actions.call_item(item.reference, by=CLERK, at=AT)
    actions.open_list(item.reference, by=CLERK, at=AT)
    for speaker in (Somebody(member=committee.members["lima"]), Somebody(guest="Sample Guest")):
        speech = actions.put_on_list(item.reference, speaker, by=CLERK, at=AT)
        actions.give_floor(speech.reference, by=CLERK, at=AT)
        actions.end_speech(speech.reference, by=CLERK, at=AT + timedelta(minutes=3))
    motion = submit_motion(
        item.reference, titles={"en": "An office in Lima"}, text=text_typed(), by=committee.by("lima"), at=AT
    )
    admit_motion(motion.reference, by=CLERK, at=AT)
    open_debate(motion.reference, by=CLERK, at=AT)
    amendment = submit_amendment(
        motion.reference, (Remove(key="p4"),), version=1, remarks="", by=committee.by("baku"), at=AT
    )
    admit_amendment(amendment.reference, by=CLERK, at=AT)
    settle_amendment(amendment.reference, Result(carried=True, how="consensus"), by=CLERK, at=AT)
    merge_amendments(motion.reference, by=CLERK, at=AT)
    put_motion(motion.reference, by=CLERK, at=AT)
    ballot = vote(committee, item, "Shall the office be opened?", "yes", "yes", "no", "abstain", "yes")
    settle_motion(motion.reference, Result(carried=True, how="ballot", ballot=ballot.reference), by=CLERK, at=AT)
    decision = actions.decide_by_ballot(ballot.reference, texts={"en": "An office is opened in Lima."}, by=CLERK, at=AT)
    given = {"text": "Rent the rooms", "owner": "lima", "due_on": AT.date() + timedelta(days=90)}
    actions.give_task(decision.reference, given, by=CLERK, at=AT)
    actions.conclude_item(item.reference, by=CLERK, at=AT)
    return decision


def _host(committee: Committee, item: AgendaItem) -> Decision:
    actions.call_item(item.reference, by=CLERK, at=AT)
    lots = submit_motion(
        item.reference, titles={"en": "A host by lot"}, text=text_typed(), by=committee.by("baku"), at=AT
    )
    refuse_motion(lots.reference, reason="The statutes provide for a call.", by=CLERK, at=AT)
    vote(committee, item, "Shall the next session be in Baku?", "yes", "yes", "no", "yes", method="secret")
    vote(committee, item, "Shall it be in spring?", "no", "no", "no", method="show_of_hands")
    decision = actions.decide_on_item(item.reference, texts={"en": "The next session is in Baku."}, by=CLERK, at=AT)
    actions.conclude_item(item.reference, by=CLERK, at=AT)
    return decision


def _salaries(committee: Committee, items: dict[str, AgendaItem]) -> Decision:
    actions.sit_in_camera(committee.sitting.reference, is_closed=True, by=CLERK, at=AT)
    item = items["salaries"]
    actions.call_item(item.reference, by=CLERK, at=AT)
    vote(committee, item, "Shall the salaries rise?", "yes", "no", "yes")
    decision = actions.decide_on_item(item.reference, texts={"en": "The salaries rise."}, by=CLERK, at=AT)
    actions.conclude_item(item.reference, by=CLERK, at=AT)
    actions.sit_in_camera(committee.sitting.reference, is_closed=False, by=CLERK, at=AT)
    return decision


def circulated(held: Held, *, adoption: str = "decision", **more: Any) -> Minutes:
    """Begin the minutes of a sitting and circulate them."""
    actions.draft_minutes(held.meeting.pk, by=CLERK, at=AFTER)
    values = {"until": UNTIL, "adoption": adoption, "basis": "Art. 40", "by": CLERK, "at": AFTER, **more}
    return actions.circulate_minutes(held.meeting.pk, **values)


def propose(held: Held, city: str = "lima", text: str = "Lima spoke twice.", **more: Any) -> Any:
    """Ask for a correction of what the minutes say on the first item."""
    place = f"item:{held.items['offices'].reference}"
    values = {"place": place, "language": "en", "text": text, "by": held.head(city), "at": AFTER, **more}
    return actions.propose_correction(held.meeting.pk, **values)
