"""Motions are submitted, seconded, ruled on, debated and decided; nobody gets past the rules."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from comitia.core.drafting.codec import digest
from comitia.core.drafting.texts import Text
from comitia.core.governance.motions import Result
from comitia.core.governance.record import Access
from comitia.journal.queries import faults
from comitia.meetings.queries import record_of
from comitia.platform.answers import RefusedError
from comitia.proceedings.actions import admissibility, deliberating, motions
from comitia.proceedings.models import Amendment, Motion, MotionVersion
from tests.factories.accounts import make_person
from tests.factories.members import make_member
from tests.factories.motions import make_item, make_sitting_committee, move, name_delegate, own, text_typed
from tests.factories.sittings import AT, CLERK

pytestmark = pytest.mark.django_db
FOR, AGAINST = Result(carried=True, how="ballot"), Result(carried=False, how="ballot")


def code_of(act, *given, **more):
    with pytest.raises(RefusedError) as refused, transaction.atomic():
        act(*given, **more, at=AT)
    assert str(refused.value.answer.sentence)
    return refused.value.answer.code


def kinds(meeting, access=Access.COMMITTEE):
    entries = record_of(meeting.slug, access=access)
    return [
        entry.kind for entry in entries if entry.kind.startswith(("motion", "amendment")) and entry.facts is not None
    ]


def submit(committee, by, *, item=None, titles=None, text=None):
    return code_of(
        motions.submit_motion,
        (item or committee.item).reference,
        titles={"en": "A title"} if titles is None else titles,
        text=text_typed() if text is None else text,
        by=by,
    )


def test_a_motion_goes_from_its_mover_to_the_adopted_text():
    committee = make_sitting_committee()
    motion = move(committee)
    deliberating.put_motion(motion.reference, by=CLERK, at=AT)
    settled = deliberating.settle_motion(motion.reference, FOR, by=CLERK, at=AT)
    assert (settled.state, settled.number, settled.mover.slug) == ("adopted", 1, "kigali")
    assert kinds(committee.meeting) == [
        "motion_submitted",
        "motion_admitted",
        "motion_debated",
        "motion_put",
        "motion_adopted",
    ]
    put = [entry for entry in record_of(committee.meeting.slug, access=Access.PUBLIC) if entry.kind == "motion_put"]
    assert put[0].facts["digest"] == digest(text_typed())
    assert put[0].facts["text"]["paragraphs"][0]["texts"] == {"en": "Regional offices"}
    assert list(faults()) == []


def test_a_motion_is_rejected_by_the_vote_alone():
    committee = make_sitting_committee()
    motion = move(committee)
    assert code_of(deliberating.settle_motion, motion.reference, AGAINST, by=CLERK) == "motion_not_put"
    deliberating.put_motion(motion.reference, by=CLERK, at=AT)
    assert deliberating.settle_motion(motion.reference, AGAINST, by=CLERK, at=AT).state == "rejected"
    assert code_of(deliberating.open_debate, motion.reference, by=CLERK) == "motion_rejected"


def test_only_those_who_lead_a_seated_delegation_and_may_speak_move():
    committee = make_sitting_committee()
    meeting, seoul = committee.meeting, committee.members["Seoul"]
    adviser, mute, guest, nobody = (make_person(name) for name in ("Adviser", "Mute", "Guest", "Nobody"))
    name_delegate(meeting, seoul, adviser, role="adviser")
    name_delegate(meeting, make_member("Hanoi"), guest)
    committee.meeting.delegations.get(member=seoul).delegates.get(role="head").credential.delete()
    credential = name_delegate(meeting, committee.members["Moscow"], mute, role="alternate", speaks=False).credential
    assert submit(committee, own(nobody)) == "no_delegation"
    assert submit(committee, CLERK) == "no_delegation"
    assert submit(committee, own(guest)) == "not_in_organ"
    assert submit(committee, own(adviser)) == "not_head"
    assert submit(committee, own(mute)) == "not_head"
    delegation = credential.delegate.delegation
    delegation.holder = credential.delegate
    delegation.save()
    assert submit(committee, own(mute)) == "credential_does_not_speak"


def test_an_alternate_who_holds_the_vote_moves():
    committee = make_sitting_committee()
    deputy = name_delegate(committee.meeting, committee.members["Seoul"], make_person("Deputy"), role="alternate")
    deputy.delegation.holder = deputy
    deputy.delegation.save()
    committee.heads["Deputy"] = own(deputy.registration.person)
    assert move(committee, by="Deputy", state="submitted").mover.slug == "seoul"


@pytest.mark.parametrize(
    ("titles", "words", "code"),
    [
        ({"en": " "}, "Words", "no_title"),
        ({"en": "x" * 201}, "Words", "title_too_long"),
        ({"en": "A title"}, "x" * 5001, "paragraph_too_long"),
        ({"en": "A title"}, "\n\n".join(["x"] * 201), "text_too_long"),
    ],
)
def test_a_text_that_is_none_is_refused(titles, words, code):
    committee = make_sitting_committee()
    assert submit(committee, committee.heads["Seoul"], titles=titles, text=text_typed(words)) == code
    assert submit(committee, committee.heads["Seoul"], text=Text()) == "no_text"


def test_nothing_is_moved_under_an_item_that_was_dealt_with():
    committee = make_sitting_committee()
    over = make_item(committee.meeting, number="5", state="decided")
    assert submit(committee, committee.heads["Seoul"], item=over) == "item_over"


def test_another_member_seconds_once():
    committee = make_sitting_committee()
    motion = move(committee, state="submitted")
    motions.second_motion(motion.reference, by=committee.heads["Seoul"], at=AT)
    assert code_of(motions.second_motion, motion.reference, by=committee.heads["Seoul"]) == "seconded_already"
    assert code_of(motions.second_motion, motion.reference, by=committee.heads["Kigali"]) == "own_motion"
    assert kinds(committee.meeting)[-1] == "motion_seconded"


def test_nobody_rules_on_what_their_own_delegation_moved():
    committee = make_sitting_committee(chair="Kigali")
    kigali, moscow = committee.heads["Kigali"], committee.heads["Moscow"]
    own_one, other = move(committee, state="submitted"), move(committee, by="Seoul", state="submitted")
    assert code_of(admissibility.admit_motion, own_one.reference, by=kigali) == "own_motion"
    assert code_of(admissibility.admit_motion, other.reference, by=moscow) == "not_presiding"
    assert admissibility.admit_motion(other.reference, by=kigali, at=AT).state == "admitted"
    assert code_of(admissibility.refuse_motion, own_one.reference, reason="No", by=kigali) == "own_motion"
    clerk_of_kigali = make_person("Clerk of Kigali")
    name_delegate(committee.meeting, committee.members["Kigali"], clerk_of_kigali, role="adviser")
    officer = own(clerk_of_kigali)
    officer = type(officer)(person=officer.person, roles=CLERK.roles)
    assert code_of(admissibility.admit_motion, own_one.reference, by=officer) == "own_motion"


def test_a_motion_is_refused_with_a_reason_that_the_public_does_not_read_in_camera():
    committee = make_sitting_committee(is_closed=True)
    motion = move(committee, state="submitted")
    assert code_of(admissibility.refuse_motion, motion.reference, reason=" ", by=CLERK) == "no_reason"
    admissibility.refuse_motion(motion.reference, reason="Outside the powers\nof the body", by=CLERK, at=AT)
    assert code_of(admissibility.admit_motion, motion.reference, by=CLERK) == "motion_inadmissible"
    assert kinds(committee.meeting) == ["motion_submitted", "motion_refused"]
    assert kinds(committee.meeting, Access.PUBLIC) == []


def test_a_motion_is_withdrawn_by_its_mover_before_the_vote():
    committee = make_sitting_committee()
    motion = move(committee)
    assert code_of(motions.withdraw_motion, motion.reference, by=committee.heads["Seoul"]) == "not_the_mover"
    assert motions.withdraw_motion(motion.reference, by=committee.heads["Kigali"], at=AT).state == "withdrawn"
    other = move(committee)
    deliberating.put_motion(other.reference, by=CLERK, at=AT)
    assert code_of(motions.withdraw_motion, other.reference, by=committee.heads["Kigali"]) == "motion_voting"


def test_a_motion_is_deferred_taken_up_again_and_referred():
    committee = make_sitting_committee()
    motion = move(committee)
    deliberating.defer_motion(motion.reference, reason="Figures are missing", by=CLERK, at=AT)
    assert code_of(deliberating.put_motion, motion.reference, by=CLERK) == "motion_deferred"
    deliberating.open_debate(motion.reference, by=CLERK, at=AT)
    assert code_of(deliberating.refer_motion, motion.reference, to=" ", reason="x", by=CLERK) == "no_body"
    referred = deliberating.refer_motion(
        motion.reference, to="Working group on offices", reason="Costs", by=CLERK, at=AT
    )
    assert (referred.state, referred.referred_to) == ("referred", "Working group on offices")


def test_a_motion_that_nobody_seconds_lapses():
    committee = make_sitting_committee()
    motion = move(committee, state="submitted")
    assert deliberating.lapse_motion(motion.reference, reason="No second", by=CLERK, at=AT).state == "lapsed"


@pytest.mark.parametrize("act", [deliberating.open_debate, deliberating.put_motion])
def test_debate_and_votes_need_a_sitting_in_session(act):
    committee = make_sitting_committee(begun=False)
    motion = move(committee, state="admitted")
    assert code_of(act, motion.reference, by=CLERK) == "sitting_scheduled"


def test_members_do_not_lead_the_sitting():
    committee = make_sitting_committee(chair="Seoul")
    motion = move(committee, state="admitted")
    assert code_of(deliberating.open_debate, motion.reference, by=committee.heads["Moscow"]) == "not_presiding"
    assert deliberating.open_debate(motion.reference, by=committee.heads["Seoul"], at=AT).state == "debate"


def test_motions_are_numbered_as_they_are_moved():
    committee = make_sitting_committee()
    assert [move(committee, state="submitted").number for _ in range(3)] == [1, 2, 3]


@pytest.mark.parametrize("change", [lambda rows: rows.update(digest="x"), lambda rows: rows.delete()])
def test_the_database_refuses_to_change_a_version(change):
    move(make_sitting_committee())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change(MotionVersion.objects.all())


def test_every_state_of_the_core_is_one_of_the_database():
    from comitia.core.governance.motions import AmendmentState, MotionState

    assert [state.value for state in MotionState] == Motion.State.values
    assert [state.value for state in AmendmentState] == Amendment.State.values
