"""Who has a vote, why not and what cures it: told before the ballot, frozen with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from comitia.accreditation.models import Credential, Delegation
from comitia.core.governance.record import Access
from comitia.core.governance.rule_set import DuesRule, ValidFor
from comitia.meetings import actions as meetings
from comitia.meetings.models import Presence, RecordEntry
from comitia.members.models import Member, Payment
from comitia.organs.models import Mandate
from comitia.platform.actors import Actor
from comitia.platform.answers import RefusedError
from comitia.voting import actions, queries
from comitia.voting.models import Proxy, RollLine
from tests.factories.accounts import make_person
from tests.factories.dues import make_dues
from tests.factories.members import make_member
from tests.factories.sittings import AT, CLERK, make_sitting
from tests.factories.voting import PROXIES, cast, make_alternate, open_one, sit

pytestmark = pytest.mark.django_db
CITIES = ("almaty", "baku", "lima", "moscow", "seoul")
DUES = {"standing": DuesRule(vote_tested=True, candidacy_tested=False)}


def right(committee, slug, **more):
    return queries.voting_right_of(slug, committee.sitting, at=AT, **more)


def code_of(act, *given, **more):
    with pytest.raises(RefusedError) as refused, transaction.atomic():
        act(*given, **more)
    return refused.value.answer.code


def test_a_member_against_whom_nothing_speaks_has_a_vote():
    committee = sit(*CITIES)
    found = right(committee, "seoul")
    assert (found.is_entitled, found.reason, found.cure, found.weight) == (True, "", "", 1_000_000)
    assert found.holder == committee.holders["seoul"].reference


def test_a_member_in_arrears_hears_what_to_pay_and_votes_from_the_next_ballot_once_it_has_paid():
    committee = sit(*CITIES, rules=DUES)
    dues = make_dues(committee.members["lima"])
    found = right(committee, "lima")
    assert (found.code, found.is_entitled) == ("arrears", False)
    assert found.reason == "Dues are in arrears on 17 November 2020: USD\xa01,500.00 for 2020."
    assert found.cure.startswith("To vote, the member pays USD\xa01,500.00 for 2020")
    ballot = open_one(committee)
    Payment.objects.create(assessment=dues, paid_on=AT.date(), amount=1500_00)
    assert code_of(cast, committee, ballot, "lima") == "no_vote"
    actions.close_ballot(ballot.reference, by=CLERK, at=AT)
    assert cast(committee, open_one(committee), "lima").is_new


def test_who_does_not_speak_for_a_member_does_not_hear_of_its_arrears():
    committee = sit(*CITIES, rules=DUES)
    make_dues(committee.members["lima"])
    ballot = open_one(committee)
    for by in (committee.by("seoul"), Actor(person=make_person().reference)):
        assert code_of(cast, committee, ballot, "lima", by=by) == "not_holder"
    alternate = Actor(person=make_alternate(committee, "lima").reference)
    assert code_of(cast, committee, ballot, "lima", by=alternate) == "no_vote"


def test_a_term_that_ended_yesterday_gives_no_vote():
    committee = sit(*CITIES)
    Mandate.objects.filter(member=committee.members["baku"]).update(ends="2020-11-16")
    type(committee.organ).objects.update(holds_over=False)
    found = right(committee, "baku")
    assert (found.code, found.reason) == ("mandate_ended", "The mandate of this member ended on 16 November 2020.")
    ballot = open_one(committee)
    with pytest.raises(RefusedError) as refused:
        cast(committee, ballot, "baku")
    assert str(refused.value.answer.sentence) == (
        "The roll was frozen when the ballot opened, without this vote. The mandate of this member ended on "
        "16 November 2020. Ask the secretariat if you think that this is a mistake."
    )


def test_in_a_rehearsal_the_roll_is_that_of_the_nearest_day_of_the_session():
    committee = sit(*CITIES)
    type(committee.organ).objects.update(holds_over=False)
    Mandate.objects.filter(member=committee.members["baku"]).update(ends="2020-11-20")
    Mandate.objects.filter(member=committee.members["lima"]).update(ends="2020-11-16")
    for at in (AT - timedelta(days=30), AT, AT + timedelta(days=30)):
        found = {one.member: one.code for one in queries.voting_rights(committee.sitting, at=at)}
        assert (found["baku"], found["lima"]) == ("", "mandate_ended")


def test_a_mandate_that_is_held_over_votes():
    committee = sit(*CITIES)
    Mandate.objects.filter(member=committee.members["baku"]).update(ends="2020-11-16")
    assert right(committee, "baku").is_entitled


def test_members_of_other_categories_and_members_without_a_seat_have_no_vote():
    committee = sit(*CITIES)
    Member.objects.filter(slug="moscow").update(category="associate")
    guest = make_member("Quito")
    Delegation.objects.create(meeting=committee.meeting, member=guest, created_at=AT, changed_at=AT)
    assert right(committee, "moscow").code == "category_does_not_vote"
    assert right(committee, "quito").code == "no_mandate"
    assert right(committee, "paris") is None


def test_credentials_that_are_missing_or_rejected_give_no_vote_and_say_what_is_missing():
    committee = sit(*CITIES)
    Delegation.objects.filter(member__slug__in=["lima", "baku"]).update(holder=None)
    Credential.objects.filter(delegate__delegation__member__slug="lima").update(state="rejected")
    Credential.objects.filter(delegate__delegation__member__slug="baku").update(state="awaited")
    rejected, missing = right(committee, "lima"), right(committee, "baku")
    assert (rejected.code, rejected.cure) == ("credential_rejected", "The focal point uploads another letter.")
    assert (missing.code, missing.reason) == ("credential_missing", "No letter of mandate has been received.")


def test_who_arrives_after_the_opening_votes_in_the_next_ballot():
    committee = sit(*CITIES, absent=["lima"])
    assert right(committee, "lima").code == "absent"
    ballot = open_one(committee)
    meetings.arrive(
        committee.sitting,
        committee.holders["lima"],
        member=committee.members["lima"],
        mode="online",
        source="browser",
        by=committee.by("lima"),
        at=AT,
    )
    assert code_of(cast, committee, ballot, "lima") == "no_vote"
    actions.close_ballot(ballot.reference, by=CLERK, at=AT)
    assert cast(committee, open_one(committee), "lima").is_new


def test_who_loses_the_line_keeps_the_vote_that_the_roll_gives():
    committee = sit(*CITIES)
    ballot = open_one(committee)
    Presence.objects.filter(member=committee.members["lima"]).update(until=AT)
    assert cast(committee, ballot, "lima").is_new


def test_a_member_that_steps_back_has_no_vote_on_that_matter_alone_and_leaves_its_base():
    committee = sit(*CITIES)
    actions.recuse(
        committee.meeting.pk, member="lima", subject="motion:1", reason="Bidder", by=committee.by("lima"), at=AT
    )
    assert (right(committee, "lima", subject="motion:1").code, right(committee, "lima", subject="x").code) == (
        "recused",
        "",
    )
    ballot = open_one(committee)
    assert code_of(cast, committee, ballot, "lima") == "no_vote"
    assert code_of(
        actions.recuse,
        committee.meeting.pk,
        member="baku",
        subject="motion:1",
        reason="",
        by=committee.by("lima"),
        at=AT,
    ) == ("not_of_this_member")
    actions.close_ballot(ballot.reference, by=CLERK, at=AT)
    actions.withdraw_recusal(committee.meeting.pk, member="lima", subject="motion:1", by=committee.by("lima"), at=AT)
    assert cast(committee, open_one(committee), "lima").is_new


def test_the_roll_takes_a_constant_number_of_statements(django_assert_num_queries):
    committee = sit("seoul")
    queries.voting_rights(committee.sitting, at=AT)  # what is kept for all is read now
    with django_assert_num_queries(8):
        assert len(queries.voting_rights(committee.sitting, at=AT)) == 1
    for number in range(3):
        member = make_member(f"City {number}")
        Mandate.objects.create(organ=committee.organ, member=member, role="member", starts="2017", ends="2020")
    with django_assert_num_queries(8):
        assert len(queries.voting_rights(committee.sitting, at=AT)) == 4


def lodge(committee, principal, holder, **more):
    values = {"by": committee.by(principal), "at": AT, **more}
    proxy = actions.lodge_proxy(committee.meeting.pk, principal=principal, holder=holder, **values)
    return actions.accept_proxy(proxy.reference, by=committee.by(holder), at=AT)


def arrive(committee, slug):
    meetings.arrive(
        committee.sitting,
        committee.holders[slug],
        member=committee.members[slug],
        mode="online",
        source="browser",
        by=committee.by(slug),
        at=AT,
    )


def test_a_proxy_casts_the_vote_of_an_absent_member_once_it_is_accepted():
    committee = sit(*CITIES, absent=["lima"])
    proxy = actions.lodge_proxy(committee.meeting.pk, principal="lima", holder="seoul", by=committee.by("lima"), at=AT)
    assert right(committee, "lima").code == "absent"
    actions.accept_proxy(proxy.reference, by=committee.by("seoul"), at=AT)
    found = right(committee, "lima")
    assert (found.code, found.proxy, found.reason) == ("represented_by", "seoul", "Seoul casts this vote by proxy.")
    ballot = open_one(committee)
    assert code_of(cast, committee, ballot, "lima", by=committee.by("baku")) == "not_holder"
    assert cast(committee, ballot, "lima", by=committee.by("seoul")).is_new
    assert RollLine.objects.get(ballot=ballot, member__slug="lima").paper.capacity == "proxy"


def test_a_principal_that_arrives_after_its_proxy_voted_hears_so():
    committee = sit(*CITIES, absent=["lima"])
    lodge(committee, "lima", "seoul")
    ballot = open_one(committee)
    cast(committee, ballot, "lima", by=committee.by("seoul"))
    arrive(committee, "lima")
    with pytest.raises(RefusedError) as refused:
        cast(committee, ballot, "lima", request="own")
    assert str(refused.value.answer.sentence) == (
        "The vote of Lima was cast already by Head of Seoul at 07:00 UTC. It stays as it is."
    )


def test_a_principal_that_arrives_before_votes_itself_and_its_proxy_no_more():
    committee = sit(*CITIES, absent=["lima"])
    lodge(committee, "lima", "seoul")
    ballot = open_one(committee)
    arrive(committee, "lima")
    assert code_of(cast, committee, ballot, "lima", by=committee.by("seoul")) == "principal_present"
    assert cast(committee, ballot, "lima").is_new
    actions.close_ballot(ballot.reference, by=CLERK, at=AT)
    open_one(committee)
    assert Proxy.objects.get().revoked_because == "arrived"


def test_a_proxy_that_is_taken_back_votes_no_more():
    committee = sit(*CITIES, absent=["lima"])
    proxy = lodge(committee, "lima", "seoul")
    ballot = open_one(committee)
    assert code_of(actions.revoke_proxy, proxy.reference, by=committee.by("baku"), at=AT) == "not_of_this_member"
    actions.revoke_proxy(proxy.reference, by=committee.by("lima"), at=AT)
    assert code_of(cast, committee, ballot, "lima", by=committee.by("seoul")) == "not_holder"
    assert cast(committee, ballot, "lima").is_new
    assert code_of(actions.accept_proxy, proxy.reference, by=committee.by("seoul"), at=AT) == "proxy_gone"


@pytest.mark.parametrize(("valid_for", "later"), [(ValidFor.BALLOT, "expired"), (ValidFor.SESSION, "")])
def test_a_proxy_for_one_ballot_is_over_with_it(valid_for, later):
    committee = sit(*CITIES, absent=["lima"], rules={"proxies": replace(PROXIES, valid_for=valid_for)})
    proxy = lodge(committee, "lima", "seoul")
    ballot = open_one(committee)
    assert cast(committee, ballot, "lima", by=committee.by("seoul")).is_new
    actions.close_ballot(ballot.reference, by=CLERK, at=AT)
    open_one(committee)
    proxy.refresh_from_db()
    assert proxy.revoked_because == later


@pytest.mark.parametrize(("ended_after", "later"), [(timedelta(minutes=1), "expired"), (-timedelta(minutes=1), "")])
def test_a_proxy_for_one_sitting_is_over_when_a_sitting_ended_after_it_was_lodged(ended_after, later):
    committee = sit(*CITIES, absent=["lima"], rules={"proxies": replace(PROXIES, valid_for=ValidFor.SITTING)})
    proxy = lodge(committee, "lima", "seoul")
    earlier = make_sitting(committee.meeting, chair=committee.chair, begun=False)
    type(earlier).objects.filter(pk=earlier.pk).update(state="closed", ended_at=AT + ended_after)
    open_one(committee)
    proxy.refresh_from_db()
    assert proxy.revoked_because == later


def test_a_third_proxy_is_refused_where_the_rules_allow_two():
    committee = sit(*CITIES, absent=["almaty", "baku", "lima"])
    for slug in ("almaty", "baku"):
        lodge(committee, slug, "seoul")
    assert code_of(lodge, committee, "lima", "seoul") == "cap"
    assert code_of(lodge, committee, "seoul", "lima") == "chain"
    assert code_of(lodge, committee, "lima", "lima") == "own"
    assert code_of(lodge, committee, "almaty", "moscow") == "already_lodged"
    assert code_of(lodge, committee, "lima", "paris") == "member_gone"


def test_rules_without_proxies_take_none():
    committee = sit(*CITIES, rules={"proxies": replace(PROXIES, allowed=False)})
    assert code_of(lodge, committee, "lima", "seoul") == "not_allowed"


def test_the_proxy_of_a_member_whose_holder_leaves_counts_no_more():
    committee = sit(*CITIES, absent=["lima"])
    lodge(committee, "lima", "seoul")
    meetings.leave(committee.sitting, committee.holders["seoul"], by=committee.by("seoul"), at=AT)
    assert right(committee, "lima").code == "absent"


def test_a_stranger_casts_for_nobody():
    committee = sit(*CITIES)
    ballot = open_one(committee)
    stranger = Actor(person=make_person().reference)
    assert code_of(cast, committee, ballot, "lima", by=stranger) == "not_holder"
    assert code_of(cast, committee, ballot, "lima", by=Actor(person=None)) == "not_holder"
    assert code_of(
        actions.cast_vote, ballot.reference, member="paris", typed="yes", request="", by=stranger, at=AT
    ) == ("not_on_roll")


def test_the_room_shows_the_ballot_and_to_each_the_votes_that_are_theirs():
    committee = sit(*CITIES, absent=["lima"])
    lodge(committee, "lima", "seoul")
    ballot = open_one(committee, closes_at=AT + timedelta(minutes=5))
    cast(committee, ballot, "seoul", "no")
    shown = queries.ballot_now(committee.meeting.slug, access=Access.PUBLIC)
    assert (str(shown.question), shown.cast, shown.entitled, shown.is_running) == (
        "Shall the budget be adopted?",
        1,
        5,
        True,
    )
    own = queries.own_votes(ballot.reference, committee.holders["seoul"].reference)
    assert [(one.member, one.has_cast, one.may_cast, one.by_proxy) for one in own] == [
        ("lima", False, True, True),
        ("seoul", True, False, False),
    ]
    assert own[1].choice.parts[0].votes == (("no", 1),)
    assert queries.progress(ballot.reference, access=Access.PUBLIC).members[-1] == ("seoul", True)


def test_the_result_names_members_in_a_roll_call_and_their_arrears_to_the_committee_alone():
    committee = sit(*CITIES, rules=DUES)
    make_dues(committee.members["lima"])
    ballot = open_one(committee)
    cast(committee, ballot, "seoul")
    assert queries.result_of(ballot.reference, access=Access.PUBLIC) is None
    actions.close_ballot(ballot.reference, by=CLERK, at=AT)
    public, inside = (queries.result_of(ballot.reference, access=one) for one in (Access.PUBLIC, Access.COMMITTEE))
    assert public.carried == ("yes",)
    assert [(row.member, row.status, row.reason) for row in public.members if row.status != "votes"] == [
        ("lima", "no_vote", "")
    ]
    assert [row.reason for row in inside.members if row.reason] == ["arrears"]
    assert [row.member for row in public.members if row.choice] == ["seoul"]
    assert (str(public.answers[0].share), public.quorums[0][1].is_met) == ("100.00", True)
    assert queries.results_on("motion:1", access=Access.PUBLIC) == [ballot.reference]


def test_a_closed_sitting_shows_its_ballots_to_the_committee_alone():
    committee = sit(*CITIES)
    meetings.sit_in_camera(committee.sitting.reference, is_closed=True, by=CLERK, at=AT)
    ballot = open_one(committee)
    actions.close_ballot(ballot.reference, by=CLERK, at=AT)
    for access, is_seen in ((Access.PUBLIC, False), (Access.PARTICIPANTS, False), (Access.COMMITTEE, True)):
        seen = [
            queries.ballot_now(committee.meeting.slug, access=access),
            queries.ballot_in_room(ballot.reference, access=access),
            queries.progress(ballot.reference, access=access),
            queries.result_of(ballot.reference, access=access),
        ]
        assert [one is not None for one in seen] == [is_seen] * 4


@pytest.mark.parametrize("shut_at", ["opening", "closing"])
def test_what_was_voted_behind_closed_doors_stays_there_when_they_open_again(shut_at):
    committee = sit(*CITIES)

    def set_doors(*, is_closed):
        meetings.sit_in_camera(committee.sitting.reference, is_closed=is_closed, by=CLERK, at=AT)

    set_doors(is_closed=shut_at == "opening")
    ballot = open_one(committee)
    set_doors(is_closed=shut_at == "closing")
    cast(committee, ballot, "seoul")
    actions.close_ballot(ballot.reference, by=CLERK, at=AT)
    set_doors(is_closed=False)
    actions.declare_result(ballot.reference, by=CLERK, at=AT)
    slug = committee.meeting.slug
    assert queries.last_declared(slug, access=Access.PUBLIC) is None
    assert queries.result_of(ballot.reference, access=Access.PUBLIC) is None
    assert queries.last_declared(slug, access=Access.COMMITTEE).reference == ballot.reference
    told = RecordEntry.objects.filter(kind__in=["ballot_counted", "result_declared"])
    assert list(told.values_list("access", flat=True)) == [Access.COMMITTEE, Access.COMMITTEE]


def test_the_result_of_a_public_ballot_stays_public_when_the_doors_close_later():
    committee = sit(*CITIES)
    ballot = open_one(committee)
    actions.close_ballot(ballot.reference, by=CLERK, at=AT)
    meetings.sit_in_camera(committee.sitting.reference, is_closed=True, by=CLERK, at=AT)
    assert queries.result_of(ballot.reference, access=Access.PUBLIC) is not None
