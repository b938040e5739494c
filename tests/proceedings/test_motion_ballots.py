"""Motions and amendments are put to the vote with their text frozen, and settled by the declared result."""

from __future__ import annotations

from fractions import Fraction

import pytest
from django.db import transaction

from comitia.core.drafting.operations import Remove, Replace
from comitia.core.governance.record import Access, first_break
from comitia.core.governance.rule_set import Base, Majority, MatterClass, ProceduralMotion, Threshold, Tie
from comitia.meetings.queries import record_of
from comitia.platform.answers import RefusedError
from comitia.proceedings import actions
from comitia.proceedings.actions.admissibility import admit_amendment, admit_motion
from comitia.proceedings.actions.amendments import submit_amendment
from comitia.proceedings.actions.deliberating import open_debate
from comitia.proceedings.actions.motions import submit_motion
from comitia.proceedings.actions.procedural import move_procedural
from comitia.proceedings.models import AgendaItem, Amendment, Decision, Motion
from comitia.voting import actions as voting
from comitia.voting.models import Ballot
from tests.factories.motions import text_typed
from tests.factories.proceedings import add
from tests.factories.sittings import AT, CLERK
from tests.factories.voting import RULES, SIMPLE, cast, sit

pytestmark = pytest.mark.django_db
CITIES = ("almaty", "baku", "lima")
HOW = {"method": "roll_call", "minutes": None, "by": CLERK, "at": AT}
TWO_THIRDS = Majority(
    thresholds=(Threshold(base=Base.YES_NO, over=Fraction(2, 3), strict=False),), tie=Tie.FAILS, article="Art. 75"
)


def committee(**rules):
    found = sit(*CITIES, rules=rules)
    item = add(found.meeting, "Offices", matter_class="ordinary")
    actions.adopt_agenda(found.meeting.pk, by=CLERK, at=AT)
    actions.call_item(item.reference, by=CLERK, at=AT)
    return found, item


def moved(found, item, *, state="debate"):
    words = "# Offices\n\nThe Committee\n\n- opens an office in Kigali;\n- thanks the city of Seoul."
    motion = submit_motion(
        item.reference, titles={"en": "An office"}, text=text_typed(words), by=found.by("almaty"), at=AT
    )
    admit_motion(motion.reference, by=CLERK, at=AT)
    return open_debate(motion.reference, by=CLERK, at=AT) if state == "debate" else motion


def amended(found, motion, *operations):
    amendment = submit_amendment(motion.reference, operations, version=1, remarks="", by=found.by("baku"), at=AT)
    return admit_amendment(amendment.reference, by=CLERK, at=AT)


def decide(found, ballot, *answers):
    for slug, answer in zip(CITIES, answers, strict=True):
        cast(found, ballot, slug, answer)
    voting.close_ballot(ballot.reference, by=CLERK, at=AT)
    return actions.declare_result(ballot.reference, by=CLERK, at=AT)


def code_of(act, reference, **more):
    with pytest.raises(RefusedError) as refused, transaction.atomic():
        act(reference, **{**HOW, **more})
    return refused.value.answer.code


def keys_of(motion):
    return [one["key"] for one in motion.versions.first().text["paragraphs"]]


def kinds(found):
    record = list(record_of(found.meeting.slug, access=Access.COMMITTEE))
    assert first_break(record) is None
    return [one.kind for one in record if one.kind.startswith(("motion_", "amendment", "ballot_op", "result", "dec"))]


def test_an_adopted_motion_becomes_a_decision_with_the_amendments_that_were_carried():
    found, item = committee()
    motion = moved(found, item)
    office, thanks = keys_of(motion)[-2:]
    first = amended(found, motion, Replace(key=office, texts={"en": "opens an office in Nairobi;"}))
    second = amended(found, motion, Remove(key=thanks))
    by_turn = (
        [second, first] if code_of(actions.vote_on_amendment, first.reference) == "not_its_turn" else [first, second]
    )
    for each in by_turn:
        ballot = actions.vote_on_amendment(each.reference, **HOW)
        assert ballot.text["version"] == 1
        settled = decide(found, ballot, "yes", "yes", "no")
        assert settled.amendment.state == "carried"
    ballot = actions.vote_on_motion(motion.reference, **HOW)
    motion.refresh_from_db()
    version = motion.versions.get(number=2)
    assert (motion.state, ballot.text["version"], ballot.text["digest"]) == ("voting", 2, version.digest)
    settled = decide(found, ballot, "yes", "yes", "no")
    decision = Decision.objects.get()
    assert settled.decision == decision
    assert (settled.motion.state, decision.ballot, decision.item) == ("adopted", ballot.reference, item)
    assert "Nairobi" in decision.texts["en"]
    assert "Seoul" not in decision.texts["en"]
    assert kinds(found)[-6:] == [
        "amendments_merged",
        "motion_put",
        "ballot_opened",
        "result_declared",
        "motion_adopted",
        "decision_taken",
    ]


def test_an_amendment_that_disputes_a_carried_one_falls_and_is_named():
    found, item = committee()
    motion = moved(found, item)
    office = keys_of(motion)[-2]
    other = amended(found, motion, Replace(key=office, texts={"en": "opens an office in Nairobi;"}))
    first = amended(found, motion, Replace(key=office, texts={"en": "opens no office;"}))
    assert (
        code_of(actions.vote_on_amendment, other.reference) == "not_its_turn"
    )  # the other one is further from the text
    settled = decide(found, actions.vote_on_amendment(first.reference, **HOW), "yes", "yes", "no")
    other.refresh_from_db()
    assert (settled.fallen, other.state, other.obsolete_by_id) == ((other.number,), "obsolete", first.pk)


def test_a_rejected_motion_is_no_decision():
    found, item = committee()
    motion = moved(found, item)
    settled = decide(found, actions.vote_on_motion(motion.reference, **HOW), "no", "no", "yes")
    assert (settled.motion.state, settled.decision, Decision.objects.count()) == ("rejected", None, 0)


def test_a_vote_that_was_annulled_is_taken_once_more():
    found, item = committee()
    motion = moved(found, item)
    ballot = actions.vote_on_motion(motion.reference, **HOW)
    assert code_of(actions.vote_on_motion, motion.reference) == "not_repeatable"
    voting.annul_ballot(ballot.reference, reason="The wrong text", by=CLERK, at=AT)
    again = actions.vote_on_motion(motion.reference, **HOW)
    assert again.repeats_id == ballot.pk
    assert decide(found, again, "yes", "yes", "yes").motion.state == "adopted"


def test_a_tie_that_is_put_once_more_settles_nothing():
    majority = {"simple": Majority(thresholds=SIMPLE.thresholds, tie=Tie.REPEAT_ONCE, article="Art. 37")}
    found, item = committee(majorities=majority)
    motion = moved(found, item)
    settled = decide(found, actions.vote_on_motion(motion.reference, **HOW), "yes", "no", "abstain")
    assert (settled.motion, Motion.objects.get().state) == (None, "voting")
    assert (
        decide(found, actions.vote_on_motion(motion.reference, **HOW), "yes", "no", "abstain").motion.state
        == "rejected"
    )


def test_a_motion_waits_for_its_item_and_its_amendments():
    found, item = committee()
    motion = moved(found, item)
    amended(found, motion, Remove(key=keys_of(motion)[-1]))
    assert code_of(actions.vote_on_motion, motion.reference) == "amendments_open"
    actions.defer_item(item.reference, reason="Lunch", by=CLERK, at=AT)
    assert code_of(actions.vote_on_motion, motion.reference) == "item_not_called"


def test_a_procedural_motion_needs_the_majority_of_its_kind():
    table = (
        ProceduralMotion(
            type="close_debate", rank=1, needs_second=False, debatable=False, amendable=False,
            majority="two_thirds", interrupts=False, article="Art. 75",
        ),
        ProceduralMotion(
            type="point_of_order", rank=2, needs_second=False, debatable=False, amendable=False,
            majority="", interrupts=True,
        ),
    )  # fmt: skip
    matters = (
        *RULES.matters,
        MatterClass(key="procedural", names={"en": "Conduct"}, majority="simple", quorum="half", is_secret=False),
    )
    found, _item = committee(
        procedural_motions=table, matters=matters, majorities={"simple": SIMPLE, "two_thirds": TWO_THIRDS}
    )
    motion = move_procedural(found.meeting.pk, "close_debate", by=found.by("lima"), at=AT)
    ballot = actions.vote_on_motion(motion.reference, **HOW)
    settled = decide(found, ballot, "yes", "yes", "no")
    assert (settled.motion.state, settled.decision) == ("adopted", None)
    assert Ballot.objects.get().outcome[0][1]["article"] == "Art. 75"
    order = move_procedural(found.meeting.pk, "point_of_order", by=found.by("lima"), at=AT)
    assert code_of(actions.vote_on_motion, order.reference) == "chair_rules"


def test_what_was_withdrawn_during_its_vote_stays_withdrawn():
    found, item = committee()
    motion = moved(found, item)
    amendment = amended(found, motion, Remove(key=keys_of(motion)[-1]))
    ballot = actions.vote_on_amendment(amendment.reference, **HOW)
    Amendment.objects.update(state="withdrawn")
    assert decide(found, ballot, "yes", "yes", "yes").amendment is None
    assert (Amendment.objects.get().state, AgendaItem.objects.get().state) == ("withdrawn", "called")
