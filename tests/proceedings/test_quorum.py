"""A sitting without its quorum discusses and decides nothing; the record says when the quorum is lost and reached."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from django.db import transaction
from django.db.models import F

from comitia.core.governance.motions import Result
from comitia.core.governance.record import Access, first_break
from comitia.core.governance.rule_set import QuorumStep
from comitia.meetings.actions import adjourn_sitting, plan_sitting
from comitia.meetings.models import Officer, Presence, Sitting
from comitia.meetings.queries import record_of
from comitia.platform.answers import RefusedError
from comitia.proceedings import actions
from comitia.proceedings.actions import deliberating
from comitia.proceedings.models import Agenda, Motion
from comitia.voting import actions as voting
from tests.factories.motions import make_item, make_sitting_committee, move
from tests.factories.sittings import AT, CLERK
from tests.factories.voting import QUORUM, sit

pytestmark = pytest.mark.django_db
CITIES = ("baku", "lima", "moscow", "seoul")  # three of four make a quorum
LATER = AT + timedelta(minutes=10)


def call(committee, at=AT):
    sitting = actions.call_to_order(committee.sitting.reference, by=CLERK, at=at)
    committee.sitting.refresh_from_db()
    return sitting


def quorums(committee):
    """Give what the record says of the quorum: kind, counted, required."""
    record = list(record_of(committee.meeting.slug, access=Access.COMMITTEE))
    assert first_break(record) is None
    found = [one for one in record if one.kind.startswith("quorum_")]
    return [(one.kind, one.facts["counted"], one.facts["required"]) for one in found]


def come(committee, *slugs, at=AT):
    for slug in slugs:
        actions.attend(committee.meeting.slug, by=committee.by(slug), at=at)
    committee.sitting.refresh_from_db()


def refusal(act, *given, **more):
    with pytest.raises(RefusedError) as refused, transaction.atomic():
        act(*given, **more, by=CLERK, at=LATER)
    return refused.value.answer


def test_a_sitting_with_its_quorum_begins_and_may_decide():
    committee = sit(*CITIES, begun=False)
    call(committee)
    assert not committee.sitting.is_inquorate
    assert quorums(committee) == [("quorum_checked", 4, 3)]


def test_a_sitting_without_its_quorum_begins_inquorate_and_each_change_is_recorded_once():
    committee = sit(*CITIES, absent=CITIES, begun=False)
    come(committee, "baku", "lima")
    assert quorums(committee) == []
    call(committee)
    assert committee.sitting.is_inquorate
    come(committee, "seoul", at=LATER)
    come(committee, "seoul", at=LATER)
    assert not committee.sitting.is_inquorate
    come(committee, "moscow", at=LATER)
    lost = LATER + timedelta(minutes=5)
    Presence.objects.filter(member__slug__in=["baku", "lima"]).update(seen_at=F("seen_at") + timedelta(hours=2))
    actions.end_lost_presences(at=lost)
    Presence.objects.filter(until=None).update(seen_at=AT)
    actions.end_lost_presences(at=lost + timedelta(minutes=1))
    actions.end_lost_presences(at=lost + timedelta(minutes=2))
    committee.sitting.refresh_from_db()
    assert committee.sitting.is_inquorate
    assert quorums(committee) == [
        ("quorum_checked", 2, 3),
        ("quorum_reached", 3, 3),
        ("quorum_checked", 4, 3),
        ("quorum_lost", 2, 3),
        ("quorum_checked", 0, 3),
    ]


def test_a_second_person_of_a_member_is_not_counted_and_a_lost_line_is_within_its_grace():
    committee = sit(*CITIES, absent=CITIES[2:], begun=False)
    Presence.objects.update(since=AT, seen_at=AT)
    come(committee, "seoul")
    call(committee)
    actions.end_lost_presences(at=AT + timedelta(seconds=59))
    assert quorums(committee) == [("quorum_checked", 3, 3)]


def test_what_decides_is_refused_with_the_numbers_and_the_article():
    committee = sit(*CITIES, absent=CITIES[1:], begun=False)
    Agenda.objects.create(meeting=committee.meeting)
    item = make_item(committee.meeting, state="adopted")
    make_item(committee.meeting, state="provisional")
    call(committee)
    actions.call_item(item.reference, by=CLERK, at=LATER)
    answer = refusal(actions.adopt_agenda, committee.meeting.pk)
    assert str(answer.sentence) == (
        "There is no quorum: 1 member counts and 3 are required (Art. 36). Discuss, and decide once more members are "
        "here; or adjourn the sitting."
    )
    asked = {"question": {"en": "Yes?"}, "method": "roll_call", "matter_class": "ordinary", "minutes": None}
    refused = [
        refusal(actions.put_question, item.reference, **asked),
        refusal(actions.decide_on_item, item.reference, texts={"en": "Agreed."}),
        refusal(actions.refer_item, item.reference, to="The bureau"),
    ]
    assert [one.code for one in refused] == ["inquorate"] * 3
    actions.open_list(item.reference, policy="fifo", limits={}, by=CLERK, at=LATER)
    come(committee, "lima", "seoul", at=LATER)
    assert actions.decide_on_item(item.reference, texts={"en": "Agreed."}, by=CLERK, at=LATER).number == 1


def test_a_proxy_counts_as_the_rules_say_and_lowers_the_quorum_when_it_is_taken_back():
    committee = sit(*CITIES, absent=("moscow", "seoul"), begun=False)
    call(committee)
    assert committee.sitting.is_inquorate
    proxy = voting.lodge_proxy(
        committee.meeting.pk, principal="seoul", holder="baku", by=committee.by("seoul"), at=LATER
    )
    voting.accept_proxy(proxy.reference, by=committee.by("baku"), at=LATER)
    voting.revoke_proxy(proxy.reference, by=committee.by("seoul"), at=LATER)
    assert quorums(committee) == [("quorum_checked", 2, 3), ("quorum_reached", 3, 3), ("quorum_lost", 2, 3)]


def test_a_sitting_called_again_is_judged_by_the_next_step_of_the_ladder():
    ladder = (QuorumStep(after_days=1, over=Fraction(1, 4), strict=False),)
    quorum = {"half": replace(QUORUM, ladder=ladder), "host": QUORUM}
    committee = sit(*CITIES, absent=CITIES[1:], begun=False, rules={"quorums": quorum})
    call(committee)
    adjourn_sitting(committee.sitting.reference, reason="No quorum", by=CLERK, at=LATER)
    found = []
    for days in (0, 1):
        begins = LATER + timedelta(days=days, hours=1)
        again = plan_sitting(
            committee.meeting,
            starts_at=begins,
            ends_at=begins + timedelta(hours=1),
            titles={},
            is_closed=False,
            by=CLERK,
            at=LATER,
        )
        Officer.objects.create(sitting=again, person=committee.chair, role="presiding", since=LATER)
        Presence.objects.create(
            sitting=again,
            person=committee.holders["baku"],
            member=committee.members["baku"],
            mode="in_person",
            source="declared",
            since=begins,
            seen_at=begins,
        )
        sitting = actions.call_to_order(again.reference, by=CLERK, at=begins)
        found.append((sitting.quorum_step, sitting.quorum["required"], sitting.is_inquorate))
        adjourn_sitting(again.reference, reason="Enough", by=CLERK, at=begins + timedelta(minutes=5))
    assert found == [(0, 3, True), (1, 1, False)]


def test_a_quorum_that_the_rules_do_not_give_stays_unknown():
    committee = sit(*CITIES, absent=CITIES[1:], begun=False, rules={"quorums": {"half": None, "host": None}})
    call(committee)
    assert (committee.sitting.is_inquorate, committee.sitting.quorum["is_met"]) == (False, None)
    assert quorums(committee) == [("quorum_checked", 0, None)]


def test_vacant_seats_count_where_the_quorum_is_a_share_of_all_seats():
    committee = sit(
        *CITIES, begun=False, rules={"quorums": {"half": replace(QUORUM, base="statutory"), "host": QUORUM}}
    )
    call(committee)
    assert quorums(committee) == [("quorum_checked", 4, 11)]


def test_a_motion_is_not_settled_without_a_quorum():
    motion = move(make_sitting_committee())
    Motion.objects.update(state="voting")
    Sitting.objects.update(is_inquorate=True)
    answer = refusal(deliberating.settle_motion, motion.reference, Result(carried=True, how="consensus"))
    assert answer.code == "inquorate"
