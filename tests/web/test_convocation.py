"""Those whom a convocation calls see when, with which agenda, and confirm it; everybody sees that the session is convoked."""

from __future__ import annotations

import pytest
import time_machine

from comitia.accounts.models import Person
from comitia.proceedings import actions
from tests.factories.accounts import make_person, signed_in
from tests.factories.convocations import IN_TIME, begin, head_of, issue, make_session
from tests.factories.members import make_organisation
from tests.factories.proceedings import add, make_delegate
from tests.factories.sittings import CLERK

pytestmark = pytest.mark.django_db
MEETING = "/en/meetings/excom-2020/"
PAGE = f"{MEETING}convocation/"


def text(response) -> str:
    return response.content.decode()


def test_a_head_sees_what_was_sent_and_confirms_it():
    make_organisation()
    meeting = make_session("Seoul")
    convocation, browser = issue(begin(meeting)), signed_in(head_of("Seoul"))
    add(meeting, "Item of another day")
    page = text(browser.get(PAGE))
    shown = [word in page for word in ("Seoul", "Budget", "Staff matters", convocation.digest, "Item of another day")]
    assert shown == [True, True, True, True, False]
    with time_machine.travel(IN_TIME, tick=False):
        assert browser.post(f"{PAGE}{convocation.reference}/")["Location"] == PAGE
    assert ["Confirm receipt" in text(browser.get(PAGE)), convocation.addressees.get().acknowledged_at] == [
        False,
        IN_TIME,
    ]


def test_an_observer_does_not_read_what_a_closed_item_is_about():
    make_organisation()
    meeting = make_session("Seoul")
    watching = make_delegate(meeting, observer="Embassy")
    issue(begin(meeting))
    page = text(signed_in(Person.objects.get(reference=watching.person)).get(PAGE))
    assert ["Budget" in page, "Staff matters" in page, "Closed item" in page] == [True, False, True]


def test_nobody_else_reads_a_convocation(client):
    make_organisation()
    convocation = issue(begin(make_session("Seoul")))
    stranger = signed_in(make_person("Stranger"))
    assert client.get(PAGE).status_code == 302
    page = stranger.get(PAGE)
    assert "No convocation to this meeting calls you." in text(page)
    assert "Budget" not in text(page)
    stranger.post(f"{PAGE}{convocation.reference}/")
    assert convocation.addressees.get().acknowledged_at is None


def test_everybody_reads_when_the_session_was_convoked_and_no_address(client):
    make_organisation()
    meeting = make_session("Seoul")
    convocation = issue(begin(meeting))
    actions.issue_agenda(meeting.pk, by=CLERK, at=IN_TIME)
    after = text(client.get(MEETING))
    assert ["Convoked on" in after, "Provisional agenda" in after] == [True, True]
    assert [head_of("Seoul").email in after, convocation.digest in after, "Head of" in after] == [False] * 3
