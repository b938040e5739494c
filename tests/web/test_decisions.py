"""Everybody reads what was decided in public and what became of it; the rest is the committee's."""

from __future__ import annotations

import pytest
from django.test import Client

from comitia.meetings import actions as meetings
from comitia.proceedings import actions
from tests.factories.accounts import make_officer, signed_in
from tests.factories.meetings import make_meeting
from tests.factories.members import make_organisation
from tests.factories.organs import make_committee
from tests.factories.sittings import AT, CLERK, make_sitting

pytestmark = pytest.mark.django_db


def sitting_of():
    make_organisation()
    return make_sitting(make_meeting(organ=make_committee()))


def take(sitting, text, **more):
    values = {"item": None, "texts": {"en": text}, "means": "consensus", "by": CLERK, "at": AT, **more}
    return actions.take_decision(sitting.reference, **values)


def address(sitting, decision=None):
    return f"/en/meetings/{sitting.meeting.slug}/decisions/{f'{decision.reference}/' if decision else ''}"


def test_a_decision_is_read_with_its_tasks_and_what_superseded_it():
    sitting = sitting_of()
    first = take(sitting, "The offices report.")
    given = {"text": "Write the report", "owner_as_written": "Regional offices"}
    actions.give_task(first.reference, given, by=CLERK, at=AT)
    take(sitting, "The offices report twice.", supersedes=first.reference)
    page = Client().get(address(sitting, first)).text
    wanted = ("The offices report.", "Write the report", "Regional offices", "EC/2020/2", "without a vote")
    assert [word for word in wanted if word not in page] == []
    assert f"record/?page=1#entry-{first.entry.number}" in page
    assert "The offices report twice." in Client().get(address(sitting)).text


def test_a_closed_decision_is_not_there_for_the_public():
    sitting = sitting_of()
    meetings.sit_in_camera(sitting.reference, is_closed=True, by=CLERK, at=AT)
    shut = take(sitting, "The salaries rise.")
    officer = signed_in(make_officer())
    assert Client().get(address(sitting, shut)).status_code == 404
    assert "EC/2020/1" not in Client().get(address(sitting)).text
    assert "The salaries rise." in officer.get(address(sitting, shut)).text


def test_a_decision_stands_under_its_own_meeting_only():
    sitting = sitting_of()
    decision = take(sitting, "The offices report.")
    other = make_meeting("excom-2021")
    assert Client().get(f"/en/meetings/{other.slug}/decisions/{decision.reference}/").status_code == 404


def test_the_page_of_the_meeting_leads_there_once_there_is_something(django_capture_on_commit_callbacks):
    sitting = sitting_of()
    page = f"/en/meetings/{sitting.meeting.slug}/"
    assert f'href="{address(sitting)}"' not in Client().get(page).text
    with django_capture_on_commit_callbacks(execute=True):
        take(sitting, "The offices report.")
    assert [address(sitting) in Client().get(page).text, f"{page}record/" in Client().get(page).text] == [True, True]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_many(count, django_assert_num_queries):
    sitting = sitting_of()
    for number in range(count):
        decision = take(sitting, f"Decision {number}")
        actions.give_task(decision.reference, {"text": "x", "owner_as_written": "Offices"}, by=CLERK, at=AT)
    Client().get(address(sitting))
    with django_assert_num_queries(6):
        Client().get(address(sitting))
