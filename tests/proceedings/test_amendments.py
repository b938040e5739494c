"""Amendments are moved, put in order, settled and merged; what disputes a carried one falls."""

from __future__ import annotations

import pytest

from comitia.core.drafting.codec import text_from_json
from comitia.core.drafting.operations import Insert, Remove, Replace
from comitia.core.drafting.texts import Paragraph
from comitia.proceedings.actions import admissibility, amendment_votes, amendments, deliberating, motions
from comitia.proceedings.models import Amendment, MotionVersion
from comitia.proceedings.queries.motion_acts import acts_on_motion
from comitia.proceedings.queries.motions import motion_page
from comitia.proceedings.queries.movers import reader_of
from tests.factories.motions import amend, make_sitting_committee, move
from tests.factories.sittings import AT, CLERK
from tests.proceedings.test_motions import AGAINST, FOR, code_of, kinds

pytestmark = pytest.mark.django_db
HANOI = Replace(key="p3", texts={"en": "opens an office in Hanoi;"})
NO_OFFICE = Remove(key="p3")
THANKS = Insert(after="p4", paragraph=Paragraph(key="+1", texts={"en": "thanks Moscow."}))
SHORTER = Remove(key="p4")


def settle(amendment, result=FOR):
    return amendment_votes.settle_amendment(amendment.reference, result, by=CLERK, at=AT)


def states(motion):
    return {one.number: one.state for one in Amendment.objects.filter(motion=motion)}


def test_a_motion_belongs_to_the_committee_once_an_amendment_is_carried():
    committee = make_sitting_committee()
    motion = move(committee)
    settle(amend(committee, motion, HANOI))
    assert code_of(motions.withdraw_motion, motion.reference, by=committee.heads["Kigali"]) == "amended"
    reader = reader_of(committee.heads["Kigali"], committee.meeting)
    page = motion_page(reader, committee.meeting, 1, language="en")
    assert acts_on_motion(reader, page).withdraw.code == "amended"


def test_carried_and_accepted_amendments_make_the_text_that_is_voted_on():
    committee = make_sitting_committee()
    motion = move(committee)
    hanoi, none, thanks = (amend(committee, motion, each) for each in (HANOI, NO_OFFICE, THANKS))
    amendments.accept_amendment(thanks.reference, by=committee.heads["Kigali"], at=AT)
    settle(none, AGAINST)
    settle(hanoi)
    assert code_of(deliberating.put_motion, motion.reference, by=CLERK) == "amendments_unmerged"
    merged = amendment_votes.merge_amendments(motion.reference, by=CLERK, at=AT)
    text = text_from_json(merged.text)
    assert [(each.key, each.texts["en"]) for each in text.paragraphs] == [
        ("p1", "Regional offices"),
        ("p2", "The Committee"),
        ("p3", "opens an office in Hanoi;"),
        ("p4", "thanks the city of Seoul."),
        ("a3.1", "thanks Moscow."),
    ]
    assert states(motion) == {1: "merged", 2: "lost", 3: "merged"}
    deliberating.put_motion(motion.reference, by=CLERK, at=AT)
    deliberating.settle_motion(motion.reference, FOR, by=CLERK, at=AT)
    assert kinds(committee.meeting)[-6:] == [
        "amendment_accepted",
        "amendment_lost",
        "amendment_carried",
        "amendments_merged",
        "motion_put",
        "motion_adopted",
    ]
    assert MotionVersion.objects.filter(motion=motion).count() == 2


def test_what_disputes_a_carried_amendment_falls_with_it():
    committee = make_sitting_committee()
    motion = move(committee)
    none, hanoi, shorter = (amend(committee, motion, each) for each in (NO_OFFICE, HANOI, SHORTER))
    settle(none)
    assert states(motion) == {1: "carried", 2: "obsolete", 3: "admitted"}
    assert Amendment.objects.get(pk=hanoi.pk).obsolete_by == none
    assert kinds(committee.meeting)[-2:] == ["amendment_carried", "amendment_obsolete"]
    assert code_of(amendment_votes.settle_amendment, hanoi.reference, FOR, by=CLERK) == "amendment_obsolete"
    settle(shorter, AGAINST)


def test_amendments_are_voted_on_in_their_order_which_the_chair_may_change():
    committee = make_sitting_committee(chair="Seoul")
    motion, seoul = move(committee), committee.heads["Seoul"]
    hanoi, none, thanks = (amend(committee, motion, each) for each in (HANOI, NO_OFFICE, THANKS))
    assert code_of(amendment_votes.settle_amendment, thanks.reference, FOR, by=seoul) == "not_its_turn"
    moscow = committee.heads["Moscow"]
    assert code_of(amendment_votes.order_amendments, motion.reference, [3], by=moscow) == "not_presiding"
    assert code_of(amendment_votes.order_amendments, motion.reference, [3, 3], by=seoul) == "other_amendments"
    amendment_votes.order_amendments(motion.reference, [3, 1], by=seoul, at=AT)
    page = motion_page(reader_of(CLERK, committee.meeting), committee.meeting, 1, language="en")
    assert [one.number for one in page.amendments] == [3, 1, 2]
    settle(thanks)
    settle(hanoi)
    assert states(motion) == {1: "carried", 2: "obsolete", 3: "carried"}
    assert none.number == 2


def test_a_motion_waits_for_its_amendments():
    committee = make_sitting_committee()
    motion = move(committee)
    amend(committee, motion, HANOI, admitted=False)
    assert code_of(deliberating.put_motion, motion.reference, by=CLERK) == "amendments_open"
    assert code_of(amendment_votes.merge_amendments, motion.reference, by=CLERK) == "amendments_open"


def test_an_amendment_changes_the_version_that_its_mover_saw():
    committee = make_sitting_committee()
    motion = move(committee)
    settle(amend(committee, motion, HANOI))
    amendment_votes.merge_amendments(motion.reference, by=CLERK, at=AT)
    by = committee.heads["Moscow"]
    again = {"version": 1, "remarks": "", "by": by}
    assert code_of(amendments.submit_amendment, motion.reference, [SHORTER], **again) == "other_version"
    later = amendments.submit_amendment(motion.reference, [SHORTER], **{**again, "version": 2}, at=AT)
    assert (later.number, later.version.number) == (2, 2)
    assert code_of(motions.withdraw_motion, motion.reference, by=committee.heads["Kigali"]) == "amended"


@pytest.mark.parametrize(
    ("operations", "code"),
    [
        ([], "amendment_nothing"),
        ([Remove(key="p9")], "amendment_paragraph_unknown"),
        ([Remove(key=f"p{number}") for number in range(1, 5)], "amendment_nothing_left"),
        ([Replace(key="p3", texts={"en": "x" * 5001})], "paragraph_too_long"),
    ],
)
def test_operations_that_do_not_fit_are_refused(operations, code):
    committee = make_sitting_committee()
    motion = move(committee)
    given = {"version": 1, "remarks": "", "by": committee.heads["Moscow"]}
    assert code_of(amendments.submit_amendment, motion.reference, operations, **given) == code


def test_the_mover_accepts_only_what_disputes_nothing_that_waits():
    committee = make_sitting_committee()
    motion = move(committee)
    hanoi, none = (amend(committee, motion, each) for each in (HANOI, NO_OFFICE))
    kigali = committee.heads["Kigali"]
    assert code_of(amendments.accept_amendment, hanoi.reference, by=committee.heads["Moscow"]) == "not_the_mover"
    assert code_of(amendments.accept_amendment, hanoi.reference, by=kigali) == "disputed"
    amendments.withdraw_amendment(none.reference, by=committee.heads["Moscow"], at=AT)
    amendments.accept_amendment(hanoi.reference, by=kigali, at=AT)
    given = {"version": 1, "remarks": "", "by": committee.heads["Moscow"]}
    assert code_of(amendments.submit_amendment, motion.reference, [NO_OFFICE], **given) == "disputed"


def test_amendments_are_seconded_and_ruled_on():
    committee = make_sitting_committee()
    motion = move(committee)
    amendment = amend(committee, motion, HANOI, admitted=False)
    amendments.second_amendment(amendment.reference, by=committee.heads["Seoul"], at=AT)
    assert code_of(amendments.second_amendment, amendment.reference, by=committee.heads["Moscow"]) == "own_motion"
    admissibility.refuse_amendment(amendment.reference, reason="Beside the point", by=CLERK, at=AT)
    assert states(motion) == {1: "inadmissible"}


def test_amendments_fall_with_their_motion():
    committee = make_sitting_committee()
    motion = move(committee)
    amend(committee, motion, HANOI)
    motions.withdraw_motion(motion.reference, by=committee.heads["Kigali"], at=AT)
    assert states(motion) == {1: "obsolete"}


def test_amendments_that_together_leave_nothing_are_not_merged():
    committee = make_sitting_committee()
    motion = move(committee, words="One\n\nTwo")
    for key in ("p1", "p2"):
        settle(amend(committee, motion, Remove(key=key)))
    assert code_of(amendment_votes.merge_amendments, motion.reference, by=CLERK) == "nothing_left"
