"""Everybody reads the agenda once it is issued; of closed items nobody learns what they are about."""

from __future__ import annotations

import pytest
from django.test import Client

from comitia.proceedings import actions
from tests.factories.meetings import make_meeting
from tests.factories.members import make_organisation
from tests.factories.proceedings import add
from tests.factories.sittings import AT, CLERK, make_sitting

pytestmark = pytest.mark.django_db
HERE = "/en/meetings/excom-2020/agenda/"


def world():
    make_organisation()
    return make_meeting(is_current=True)


def test_an_agenda_is_read_once_it_is_issued():
    meeting = world()
    add(meeting, "Regional offices")
    assert Client().get(HERE).status_code == 404
    assert "Read the agenda" not in Client().get("/en/meetings/excom-2020/").content.decode()
    actions.issue_agenda(meeting.pk, by=CLERK, at=AT)


def test_a_closed_item_says_only_that_it_is_there():
    meeting = world()
    staff = add(meeting, "Salaries", is_closed=True, lead="Bureau", notes={"en": "Confidential note"})
    add(meeting, "Director", under=staff, source="memo")
    add(meeting, "Regional offices", titles={"en": "Regional offices", "ko": "지역사무소"})
    actions.issue_agenda(meeting.pk, by=CLERK, at=AT)
    page = Client().get(HERE).content.decode()
    assert page.count("Closed item") == 2
    assert [word for word in ("Salaries", "Bureau", "Confidential", "Director", "memo") if word in page] == []
    assert "지역사무소" in Client().get(HERE.replace("/en/", "/ko/")).content.decode()
    assert "Read the agenda" in Client().get("/en/meetings/excom-2020/").content.decode()


def test_the_page_follows_the_sitting():
    meeting = world()
    make_sitting(meeting)
    item = add(meeting, "Regional offices")
    actions.adopt_agenda(meeting.pk, by=CLERK, at=AT)
    actions.call_item(item.reference, by=CLERK, at=AT)
    assert "Under discussion" in Client().get(HERE).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_an_agenda_takes_the_same_statements_however_long(count, django_assert_num_queries):
    meeting = world()
    for number in range(count):
        add(meeting, f"Item {number}")
    actions.issue_agenda(meeting.pk, by=CLERK, at=AT)
    Client().get("/en/meetings/excom-2020/")
    with django_assert_num_queries(5):
        Client().get(HERE)
