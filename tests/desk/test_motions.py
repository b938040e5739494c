"""The desk rules on motions, puts amendments in order and records what became of them."""

from __future__ import annotations

import pytest

from comitia.core.drafting.operations import Remove, Replace
from comitia.proceedings.models import AgendaItem, Amendment, Motion, MotionVersion
from tests.factories.accounts import make_officer, signed_in
from tests.factories.motions import amend, make_sitting_committee, move

pytestmark = pytest.mark.django_db
DESK = "/en/desk/motions/"
HANOI, SHORTER = Replace(key="p3", texts={"en": "opens an office in Hanoi;"}), Remove(key="p4")


@pytest.fixture
def officer():
    return signed_in(make_officer())


def test_a_motion_is_brought_from_its_ruling_to_its_result(officer):
    committee = make_sitting_committee()
    motion = move(committee, state="submitted")
    assert "An office in Kigali" in officer.get(DESK).text
    for act in ("admit", "open_debate"):
        officer.post(f"{DESK}1/act/", {"act": act})
    amend(committee, motion, HANOI, admitted=False)
    amend(committee, motion, SHORTER, admitted=False)
    for number in (1, 2):
        officer.post(f"{DESK}1/amendments/{number}/act/", {"act": "admit"})
    page = officer.get(f"{DESK}1/").text
    assert page.index('id="amendment-2"') < page.index('id="amendment-1"')
    officer.post(f"{DESK}1/order/", {"place-1": "1", "place-2": "2"})
    officer.post(f"{DESK}1/amendments/1/act/", {"act": "carry", "how": "consensus"})
    officer.post(f"{DESK}1/amendments/2/act/", {"act": "lose", "how": "consensus"})
    for act in ("merge", "put"):
        officer.post(f"{DESK}1/act/", {"act": act})
    officer.post(f"{DESK}1/act/", {"act": "adopt", "how": "consensus"})
    assert Motion.objects.get().state == "adopted"
    assert dict(Amendment.objects.values_list("number", "state")) == {1: "merged", 2: "lost"}
    assert MotionVersion.objects.count() == 2
    assert "merged the amendments into the text" in officer.get(f"{DESK}1/").text


def test_a_refusal_is_said_with_its_reason(officer):
    committee = make_sitting_committee()
    move(committee, state="submitted")
    assert "Write the reason" in officer.post(f"{DESK}1/act/", {"act": "refuse"}, follow=True).text
    officer.post(f"{DESK}1/act/", {"act": "refuse", "reason": "Beyond the powers of the body"})
    assert Motion.objects.get().reason == "Beyond the powers of the body"
    assert "stays as it is" in officer.post(f"{DESK}1/act/", {"act": "admit"}, follow=True).text


def test_the_result_of_a_ballot_is_not_typed_in(officer):
    committee = make_sitting_committee()
    move(committee)
    officer.post(f"{DESK}1/act/", {"act": "put"})
    assert officer.post(f"{DESK}1/act/", {"act": "adopt", "how": "ballot"}).status_code == 404
    assert officer.post(f"{DESK}1/act/", {"act": "forge"}).status_code == 404
    assert officer.get(f"{DESK}9/").status_code == 404


def test_the_consent_agenda_is_adopted_together(officer):
    committee = make_sitting_committee(business="consent", state="adopted")
    move(committee, state="admitted")
    assert "Adopt the consent agenda" in officer.get(DESK).text
    officer.post(f"{DESK}consent/")
    assert (AgendaItem.objects.get().state, Motion.objects.get().state) == ("decided", "adopted")


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_for_one_and_for_three(count, officer, django_assert_num_queries):
    committee = make_sitting_committee()
    motions = [move(committee) for _ in range(count)]
    for _ in range(count):
        amend(committee, motions[0], HANOI)
    officer.get(DESK)
    with django_assert_num_queries(8):
        officer.get(DESK)
    with django_assert_num_queries(15):
        officer.get(f"{DESK}1/")
