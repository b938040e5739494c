"""The desk takes minutes from their first word to their adoption, and keeps what was typed where something is refused."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine

from comitia.proceedings import actions
from comitia.proceedings.models import Corrigendum, Minutes, MinutesCorrection, Slot
from tests.factories.accounts import make_officer, signed_in
from tests.factories.members import make_organisation
from tests.factories.minutes import AFTER, UNTIL, circulated, hold_sitting, propose
from tests.factories.sittings import CLERK

pytestmark = pytest.mark.django_db
DESK = "/en/desk/minutes/excom-2020/"


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel(AFTER, tick=False):
        yield


@pytest.fixture
def held():
    make_organisation()
    return hold_sitting()


@pytest.fixture
def officer():
    return signed_in(make_officer())


def write(officer, **texts):
    """Open the page of the opening, write there and send it."""
    here = f"{DESK}write/opening/"
    [seen] = re.findall(r'name="seen" value="(\w+)"', officer.get(here).text)
    return officer.post(here, {"seen": seen, **texts})


def test_minutes_go_from_the_first_word_to_the_corrigendum(held, officer):
    assert "Begin the minutes" in officer.get(DESK).text
    officer.post(f"{DESK}draft/")
    page = officer.get(DESK).text
    assert [
        word for word in ("1 Regional offices", "3 Salaries of the secretariat", "Nothing yet") if word not in page
    ] == []
    write(officer, texts_en="Welcome.", texts_ar="مرحبا")
    assert Slot.objects.get().texts == {"en": "Welcome.", "ar": "مرحبا"}
    officer.post(f"{DESK}circulate/", {"day": "2020-12-01", "adoption": "lapse", "basis": "Art. 40"})
    asked = propose(held)
    prefix = str(asked.reference)
    refused = officer.post(f"{DESK}corrections/{asked.reference}/", {f"{prefix}-reason": "", "refuse": "yes"})
    assert (refused.status_code, "Write why it is refused" in refused.text) == (422, True)
    officer.post(f"{DESK}corrections/{asked.reference}/", {f"{prefix}-reason": "True.", "accept": "yes"})
    assert MinutesCorrection.objects.get().state == "accepted"
    with time_machine.travel(UNTIL + timedelta(days=1), tick=False):
        client = signed_in(make_officer(name="Sample Officer"))
        client.post(f"{DESK}adopt/", {"decision": ""})
        place = f"item:{held.items['offices'].reference}"
        client.post(f"{DESK}corrigendum/", {"place": place, "texts_en": "Read Lima for Baku."})
        assert "Read Lima for Baku." in client.get(DESK).text
    assert (Minutes.objects.get().state, Corrigendum.objects.get().is_closed) == ("adopted", False)


def test_what_cannot_be_done_keeps_what_was_typed(held, officer):
    circulation = {"day": "2020-11-17", "adoption": "lapse", "basis": "Art. 40"}
    officer.post(f"{DESK}draft/")
    late = officer.post(f"{DESK}circulate/", circulation)
    assert (late.status_code, "Art. 40" in late.text, "is past already" in late.text) == (422, True, True)
    unchosen = officer.post(f"{DESK}circulate/", {**circulation, "day": "2020-12-01", "adoption": ""})
    assert (unchosen.status_code, Minutes.objects.get().state) == (422, "draft")


def test_the_second_officer_sees_what_the_first_one_wrote(held, officer):
    officer.post(f"{DESK}draft/")
    write(officer, texts_en="First.")
    second = write(officer, texts_en="Second.", seen="0" * 32)
    assert (second.status_code, "First." in second.text, "Second." in second.text) == (422, True, True)
    assert Slot.objects.get().texts == {"en": "First."}


def test_minutes_that_need_a_decision_wait_for_it(held, officer):
    circulated(held)
    answer = officer.post(f"{DESK}adopt/", {"decision": ""})
    assert (answer.status_code, "choose the decision" in answer.text) == (422, True)


def test_there_is_no_page_of_a_place_or_a_meeting_that_is_not_there(held, officer):
    actions.draft_minutes(held.meeting.pk, by=CLERK, at=AFTER)
    pages = (f"{DESK}write/item:nowhere/", "/en/desk/minutes/nowhere/")
    assert [officer.get(page).status_code for page in pages] == [404, 404]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_correction_and_for_many(held, officer, count, django_assert_num_queries):
    circulated(held)
    for number in range(count):
        propose(held, text=f"Correction {number}")
    officer.get(DESK)
    with django_assert_num_queries(13):
        officer.get(DESK)
