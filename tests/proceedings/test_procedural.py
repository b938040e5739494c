"""Motions on the conduct of the sitting: in order or refused with the reason, seconded, put and settled."""

from __future__ import annotations

import pytest

from comitia.core.governance.debate import Klass
from comitia.core.governance.precedence import OrderCode, OutOfOrder
from comitia.core.governance.rule_set import ProceduralMotion
from comitia.proceedings.actions import ask_for_floor, deliberating, give_floor, motions
from comitia.proceedings.actions.procedural import move_procedural
from comitia.proceedings.models import Motion
from comitia.proceedings.policies.motions import why_out_of_order
from comitia.proceedings.queries.motion_acts import procedural_offered
from comitia.proceedings.queries.motion_words import PROCEDURAL, procedural_name
from comitia.proceedings.queries.movers import reader_of
from tests.factories.motions import make_sitting_committee
from tests.factories.sittings import AT, CLERK
from tests.factories.voting import make_rules
from tests.proceedings.test_motions import FOR, code_of, kinds

pytestmark = pytest.mark.django_db
CLOSE_DEBATE = ProceduralMotion(
    type="close_debate",
    rank=5,
    needs_second=True,
    debatable=False,
    amendable=False,
    majority="simple",
    interrupts=False,
)


def pending(committee, kind="close_debate"):
    return Motion.objects.create(
        meeting=committee.meeting,
        number=1,
        kind="procedural",
        procedural_type=kind,
        mover=committee.members["Kigali"],
        moved_by=committee.heads["Kigali"].person,
        submitted_at=AT,
        changed_at=AT,
    )


def test_a_second_brings_it_before_the_committee_which_decides_it():
    committee = make_sitting_committee()
    motion = pending(committee)
    assert code_of(deliberating.put_motion, motion.reference, by=CLERK) == "motion_submitted"
    assert motions.second_motion(motion.reference, by=committee.heads["Seoul"], at=AT).state == "admitted"
    assert kinds(committee.meeting) == ["motion_seconded", "motion_admitted"]
    deliberating.put_motion(motion.reference, by=CLERK, at=AT)
    assert deliberating.settle_motion(motion.reference, FOR, by=CLERK, at=AT).state == "adopted"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (OutOfOrder(code=OrderCode.NO_SUCH_MOTION), "do not know this motion"),
        (OutOfOrder(code=OrderCode.SAME_PENDING, pending="adjourn"), "pending already"),
        (OutOfOrder(code=OrderCode.OUTRANKED, pending="adjourn"), "“Adjourn the sitting” is pending"),
        (OutOfOrder(code=OrderCode.FLOOR_TAKEN), "Somebody has the floor"),
    ],
)
def test_what_is_out_of_order_is_refused_with_the_reason(answer, words):
    refused = why_out_of_order(answer, PROCEDURAL)
    assert (refused.code, words in str(refused.sentence)) == (answer.code, True)


def test_it_needs_a_sitting_in_session_and_rules_that_know_it():
    committee = make_sitting_committee(begun=False)
    assert code_of(move_procedural, committee.meeting.pk, "adjourn", by=committee.heads["Seoul"]) == "sitting_scheduled"


def test_who_speaks_is_interrupted_by_nobody_but_moves_himself():
    committee = make_sitting_committee()
    make_rules(committee.meeting.organ, procedural_motions=(CLOSE_DEBATE,))
    speech = ask_for_floor(committee.item.reference, klass=Klass.POINT_OF_ORDER, by=committee.heads["Seoul"], at=AT)
    give_floor(speech.reference, by=CLERK, at=AT)
    moscow, seoul = (committee.heads[city] for city in ("Moscow", "Seoul"))
    assert code_of(move_procedural, committee.meeting.pk, "close_debate", by=moscow) == "floor_taken"
    [offered] = procedural_offered(reader_of(moscow, committee.meeting), committee.meeting)
    assert (offered.type, offered.answer.code) == ("close_debate", "floor_taken")
    assert move_procedural(committee.meeting.pk, "close_debate", by=seoul, at=AT).state == "submitted"


def test_a_motion_that_only_an_organ_knows_is_named_by_its_key():
    assert procedural_name("call_the_roll") == "Call the roll"
