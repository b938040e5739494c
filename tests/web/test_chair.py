"""Whoever presides leads the sitting from one page: what can be done now is a button, everything else says why not."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comitia.core.governance.debate import Klass
from comitia.meetings.models import Officer, Sitting
from comitia.proceedings import actions
from comitia.proceedings.actions.admissibility import admit_motion
from comitia.proceedings.actions.motions import submit_motion
from comitia.proceedings.models import AgendaItem, Decision, Speech
from comitia.voting.models import Ballot
from comitia.web.chair import ACTS
from tests.factories.accounts import make_officer, make_person, signed_in
from tests.factories.meetings import make_meeting
from tests.factories.members import make_organisation
from tests.factories.motions import text_typed
from tests.factories.proceedings import add
from tests.factories.sittings import AT, CLERK
from tests.factories.voting import cast, sit

pytestmark = pytest.mark.django_db
HERE = "/en/room/excom-2020/chair/"
CITIES = ("almaty", "baku", "lima")


@pytest.fixture(autouse=True)
def _at_the_sitting(time_machine) -> None:
    time_machine.move_to(AT, tick=False)


def committee(*items: str):
    """Let three cities sit; their agenda is adopted and its first item called."""
    make_organisation()
    found = sit(*CITIES)
    listed = [add(found.meeting, title, matter_class="ordinary") for title in items]
    if listed:
        actions.adopt_agenda(found.meeting.pk, by=CLERK, at=AT)
        actions.call_item(listed[0].reference, by=CLERK, at=AT)
    return found, signed_in(found.chair), listed


def text(response) -> str:
    return response.content.decode()


def enabled(page: str) -> set[tuple[str, str]]:
    """Give the acts that a page lets do, each with what it is about."""
    forms = re.findall(r'<form[^>]*action="/en/room/excom-2020/chair/act/">(.*?)</form>', page, re.DOTALL)
    return {
        (name, about)
        for form in forms
        for about in re.findall(r'name="about" value="([^"]+)"', form)
        for name in re.findall(r'name="act" value="([^"]+)"', form)
    }


def disabled(page: str) -> set[str]:
    buttons = re.findall(r'<button[^>]*id="([a-z_]+)-[0-9a-f-]{36}" aria-disabled="true"', page)
    return set(buttons)


def do(browser, act: str, about, **fields):
    return browser.post(f"{HERE}act/", {"act": act, "about": str(about), **fields})


def test_a_sitting_is_called_suspended_resumed_and_closed_from_the_page():
    found, browser, _items = committee()
    place = found.sitting.reference
    for act, fields, state in (
        ("suspend", {"reason": "Coffee, ten minutes"}, "suspended"),
        ("resume", {}, "in_session"),
        ("in_camera", {}, "in_session"),
        ("in_public", {}, "in_session"),
        ("close", {}, "closed"),
    ):
        response = do(browser, act, place, **fields)
        assert (response.status_code, Sitting.objects.get().state) == (302, state), act
    assert response["Location"] == "/en/room/excom-2020/"


def test_what_is_enabled_is_what_may_be_done_and_the_rest_says_why_not():
    found, browser, [first, second] = committee("Offices", "Budget")
    page = text(browser.get(HERE))
    about = {"sitting": str(found.sitting.reference), "first": str(first.reference), "second": str(second.reference)}
    assert enabled(page) == {
        *((act, about["sitting"]) for act in ("suspend", "adjourn", "in_camera", "hand_over")),
        *((f"{act}_item", about["first"]) for act in ("conclude", "defer", "refer", "withdraw")),
        *((f"{act}_item", about["second"]) for act in ("defer", "refer", "withdraw")),
        *((act, about["first"]) for act in ("open_list", "put_question", "decide")),
    }
    assert {"call_to_order", "resume", "close", "in_public", "call_item", "close_list", "decide_by_ballot"} <= disabled(
        page
    )
    assert "An item is under discussion. Conclude or defer it first, or adjourn the sitting." in page
    assert "Item 1 is under discussion. Conclude or defer it first." in page


def test_a_disabled_act_that_is_sent_anyway_is_refused_and_said():
    found, browser, [_first, second] = committee("Offices", "Budget")
    response = do(browser, "call_item", second.reference)
    assert (response.status_code, AgendaItem.objects.get(pk=second.pk).state) == (422, "adopted")
    assert "notice--error" in text(response)
    assert do(browser, "close", found.sitting.reference).status_code == 422
    assert Sitting.objects.get().state == "in_session"
    assert "out of date" in text(browser.post(f"{HERE}act/", {"act": "dissolve", "about": "x"}, follow=True))


def test_what_was_typed_stays_when_an_act_is_refused():
    _found, browser, [first] = committee("Offices")
    typed = {"question": "Shall we? <b>", "way": "secret", "matter": "ordinary", "minutes": "ten"}
    response = do(browser, "put_question", first.reference, **typed)
    assert (response.status_code, Ballot.objects.count()) == (422, 0)
    assert "Shall we? &lt;b&gt;</textarea>" in text(response)


def test_the_floor_is_given_paused_extended_and_taken_back():
    found, browser, [first] = committee("Offices")
    do(browser, "open_list", first.reference, policy="fifo", seconds="120")
    speech = actions.ask_for_floor(first.reference, klass=Klass.MEMBER, by=found.by("lima"), at=AT)
    for act, fields, state in (
        ("give_floor", {}, "speaking"),
        ("pause_speech", {}, "paused"),
        ("resume_speech", {}, "speaking"),
        ("extend_speech", {"seconds": "30"}, "speaking"),
        ("end_speech", {}, "done"),
    ):
        assert (do(browser, act, speech.reference, **fields).status_code, Speech.objects.get().state) == (302, state), (
            act
        )
    assert Speech.objects.get().allowed.total_seconds() == 150
    do(browser, "announce_closing", first.reference)
    do(browser, "close_list", first.reference)
    assert {"announce_closing", "close_list"} <= disabled(text(browser.get(HERE)))


def test_a_question_is_put_voted_declared_and_put_on_record():
    found, browser, [first] = committee("Offices")
    typed = {"question": "Shall the offices report?", "way": "roll_call", "matter": "ordinary", "minutes": "5"}
    assert do(browser, "put_question", first.reference, **typed).status_code == 302
    ballot = Ballot.objects.get()
    assert (ballot.state, ballot.subject, (ballot.closes_at - AT).seconds) == (
        "open",
        f"agenda_item:{first.reference}",
        300,
    )
    assert "put_question" in disabled(text(browser.get(HERE)))
    for slug in CITIES:
        cast(found, ballot, slug)
    assert do(browser, "declare", ballot.reference).status_code == 422
    for act in ("close_ballot", "declare"):
        assert do(browser, act, ballot.reference).status_code == 302
    assert do(browser, "decide_by_ballot", ballot.reference, text="The offices report.").status_code == 302
    decision = Decision.objects.get()
    assert (decision.ballot, decision.item, decision.texts) == (
        ballot.reference,
        first,
        {"en": "The offices report."},
    )
    assert "decide_by_ballot" in disabled(text(browser.get(HERE)))
    do(browser, "annul", ballot.reference, reason="A line was lost")
    assert Ballot.objects.get().state == "annulled"


def test_a_motion_is_debated_voted_on_and_becomes_a_decision():
    found, browser, [item] = committee("Offices")
    words = {"titles": {"en": "An office"}, "text": text_typed("Opens an office in Kigali.")}
    motion = submit_motion(item.reference, **words, by=found.by("almaty"), at=AT)
    admit_motion(motion.reference, by=CLERK, at=AT)
    assert ("vote_on_motion", str(motion.reference)) in enabled(text(browser.get(HERE)))
    do(browser, "open_debate", motion.reference)
    do(browser, "vote_on_motion", motion.reference, way="roll_call")
    ballot = Ballot.objects.get()
    assert "Opens an office in Kigali." in text(browser.get(HERE))
    for slug in CITIES:
        cast(found, ballot, slug, "yes")
    do(browser, "close_ballot", ballot.reference)
    page = text(browser.post(f"{HERE}act/", {"act": "declare", "about": str(ballot.reference)}, follow=True))
    assert f"Motion 1 is adopted. It is decision {Decision.objects.get().label}." in page


def test_a_sitting_does_not_end_over_a_ballot_that_only_the_chair_closes():
    found, browser, [first] = committee("Offices")
    typed = {"question": "Shall we?", "way": "roll_call", "matter": "ordinary"}
    do(browser, "put_question", first.reference, **typed)
    assert "adjourn" in disabled(text(browser.get(HERE)))
    refused = do(browser, "adjourn", found.sitting.reference, reason="Late")
    assert (refused.status_code, "This ballot is open. Close it first." in text(refused)) == (422, True)
    do(browser, "conclude_item", first.reference)
    assert do(browser, "close", found.sitting.reference).status_code == 422
    do(browser, "close_ballot", Ballot.objects.get().reference)
    assert do(browser, "close", found.sitting.reference).status_code == 302


def test_a_decision_needs_no_vote():
    _found, browser, [first] = committee("Offices")
    do(browser, "decide", first.reference, text="Agreed.")
    assert (Decision.objects.get().means, Decision.objects.get().item) == ("consensus", first)


def test_the_chair_is_handed_over_in_the_middle_and_back():
    found, browser, _items = committee()
    place, lima = found.sitting.reference, found.holders["lima"]
    response = do(browser, "hand_over", place, to=str(lima.reference))
    assert response["Location"] == "/en/room/excom-2020/"
    assert browser.get(HERE).status_code == 403
    presiding = Officer.objects.get(role="presiding", until=None)
    assert (presiding.person, presiding.member) == (lima, found.members["lima"])
    response = do(signed_in(lima), "hand_over", place, to=str(found.chair.reference))
    assert (response.status_code, browser.get(HERE).status_code) == (302, 200)


def test_the_chair_goes_only_to_somebody_who_is_there():
    found, browser, _items = committee()
    stranger = make_person("Stranger")
    response = do(browser, "hand_over", found.sitting.reference, to=str(stranger.reference))
    assert (response.status_code, "is not at the sitting" in text(response)) == (422, True)


def test_others_are_refused_with_the_reason():
    found, _browser, [first] = committee("Offices")
    other = signed_in(found.holders["lima"])
    response = other.get(HERE)
    assert response.status_code == 403
    assert "Only the one who presides over the sitting does this." in text(response)
    assert do(other, "conclude_item", first.reference).status_code == 403
    assert other.get(f"{HERE}panels/").status_code == 403
    assert AgendaItem.objects.get().state == "called"


def test_the_secretariat_acts_as_clerk_but_gives_no_casting_vote():
    _found, _browser, [first] = committee("Offices")
    browser = signed_in(make_officer())
    assert do(browser, "conclude_item", first.reference).status_code == 302
    assert AgendaItem.objects.get().state == "noted"


def test_whoever_presides_for_a_member_stays_there_on_this_page():
    found, browser, _items = committee()
    assert "data-here" not in text(browser.get(HERE))
    do(browser, "hand_over", found.sitting.reference, to=str(found.holders["lima"].reference))
    assert 'data-here method="post" action="/en/room/excom-2020/here/"' in text(
        signed_in(found.holders["lima"]).get(HERE)
    )


def test_a_session_without_a_sitting_has_no_chair():
    make_meeting("excom-2021")
    response = signed_in(make_officer()).get("/en/room/excom-2021/chair/")
    assert response.status_code == 404


def test_the_panels_are_those_of_the_page():
    _found, browser, _items = committee("Offices")
    names = set(re.findall(r'data-panel="([a-z_]+)"', text(browser.get(HERE))))
    assert set(browser.get(f"{HERE}panels/").json()["panels"]) == names


def test_every_act_of_the_page_has_its_action():
    _found, browser, _items = committee("Offices")
    page = text(browser.get(HERE))
    assert {name for name, _about in enabled(page)} | disabled(page) <= ACTS.keys()


def test_the_number_of_statements_does_not_grow_with_items_and_speakers():
    found, browser, [first] = committee("Offices")
    actions.open_list(first.reference, limits={}, by=CLERK, at=AT)

    def statements() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert browser.get(HERE).status_code == 200
        return len(caught)

    actions.ask_for_floor(first.reference, klass=Klass.MEMBER, by=found.by("lima"), at=AT)
    statements()
    few = statements()
    values = {"titles": {"en": "Late"}, "business": "discuss"}
    for _number in range(3):
        actions.add_late_item(found.meeting.pk, values, waiver="All agreed", by=CLERK, at=AT)
    for slug in ("almaty", "baku"):
        actions.ask_for_floor(first.reference, klass=Klass.MEMBER, by=found.by(slug), at=AT)
    assert statements() == few


@pytest.mark.parametrize(("absent", "words"), [(CITIES, "Call to order without a quorum"), ((), "Call to order")])
def test_the_button_says_whether_the_sitting_would_begin_without_a_quorum(absent, words):
    found = sit(*CITIES, absent=absent, begun=False)
    page = text(signed_in(found.chair).get(HERE))
    assert re.findall(r'value="call_to_order">([^<]+)<', page) == [words]
