"""The desk keeps the register of decisions and follows their tasks until they are over."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from comitia.meetings import actions as meetings
from comitia.proceedings import actions
from comitia.proceedings.models import AgendaItem, Task
from tests.factories.accounts import make_officer, signed_in
from tests.factories.meetings import make_meeting
from tests.factories.members import make_member, make_organisation
from tests.factories.organs import make_committee
from tests.factories.sittings import AT, CLERK, make_sitting

pytestmark = pytest.mark.django_db
DESK = "/en/desk/decisions/"


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def officer():
    make_organisation()
    return signed_in(make_officer())


def make_decision(sitting=None, text="The offices report."):
    place = sitting or make_sitting(make_meeting(organ=make_committee(), is_current=True))
    values = {"item": None, "texts": {"en": text}, "means": "consensus", "by": CLERK, "at": AT}
    return actions.take_decision(place.reference, **values)


def give(decision, text="Write the report", **more):
    values = {"text": text, "owner_as_written": "Regional offices", **more}
    return actions.give_task(decision.reference, values, by=CLERK, at=AT)


def test_a_task_is_given_reported_on_and_done(officer):
    decision, city = make_decision(), make_member("Kigali")
    here = f"{DESK}{decision.reference}/"
    officer.post(here, {"text": "Write the report", "owner": city.slug, "due_on": "2021-03-01"})
    task = Task.objects.get()
    form = f"report-{task.reference}"
    officer.post(f"{DESK}tasks/{task.reference}/progress/", {f"{form}-progress": "40", f"{form}-note": "Half written"})
    page = officer.get(here).text
    assert [word for word in ("Kigali", "Half written", "40 of 100", "In progress") if word not in page] == []
    officer.post(f"{DESK}tasks/{task.reference}/progress/", {f"{form}-progress": "100"})
    assert "Report progress" not in officer.get(here).text


def test_what_cannot_be_done_keeps_what_was_typed(officer):
    decision = make_decision()
    task = give(decision)
    here, form = f"{DESK}{decision.reference}/", f"report-{task.reference}"
    nobody = officer.post(here, {"text": "Count the offices"})
    assert (nobody.status_code, "Count the offices" in nobody.text, "Say who does it" in nobody.text) == (
        422,
        True,
        True,
    )
    typed = {f"{form}-progress": "101", f"{form}-note": "Well on the way"}
    too_much = officer.post(f"{DESK}tasks/{task.reference}/progress/", typed)
    assert (too_much.status_code, "Well on the way" in too_much.text) == (422, True)


def test_a_task_is_dropped_by_a_later_decision(officer):
    decision = make_decision()
    task = give(decision)
    assert "Drop it by" not in officer.get(f"{DESK}{decision.reference}/").text
    later = make_decision(decision.sitting)
    form = f"drop-{task.reference}-decision"
    officer.post(f"{DESK}tasks/{task.reference}/drop/", {form: str(later.reference)})
    assert Task.objects.get().cancelled_by == later
    again = officer.post(f"{DESK}tasks/{task.reference}/drop/", {form: str(later.reference)})
    assert "has ended already" in again.text


def test_overdue_tasks_come_to_the_agenda_of_the_meeting(officer):
    decision = make_decision()
    give(decision, text="Late", due_on=date(2020, 11, 1))
    assert "1 task is overdue" in officer.get(DESK).text
    officer.post(f"{DESK}overdue/")
    titles = AgendaItem.objects.order_by("pk").values_list("number", "titles__en")
    assert list(titles) == [("1", "Overdue tasks"), ("1.1", "EC/2020/1: Late")]
    assert "overdue and on no agenda" not in officer.get(DESK).text


def test_an_adopted_agenda_takes_no_overdue_tasks(officer):
    decision = make_decision()
    item = {"titles": {"en": "Offices"}, "business": "discuss"}
    actions.add_item(decision.meeting.pk, item, by=CLERK, at=AT)
    actions.adopt_agenda(decision.meeting.pk, by=CLERK, at=AT)
    give(decision, due_on=date(2020, 11, 1))
    assert "adopted" in officer.post(f"{DESK}overdue/", follow=True).text
    assert Task.objects.get().brought_to is None


def test_the_register_is_filtered(officer):
    first = make_decision(text="About offices")
    give(first, due_on=date(2020, 11, 1))
    give(make_decision(first.sitting, text="About dues"))
    make_decision(first.sitting, text="About nothing")
    shown = [
        [text for text in ("About offices", "About dues", "About nothing") if text in officer.get(DESK + query).text]
        for query in ("", "?tasks=open", "?tasks=overdue", "?meeting=other")
    ]
    assert [len(one) for one in shown] == [3, 2, 1, 0]


def test_the_desk_sees_closed_decisions(officer):
    decision = make_decision()
    meetings.sit_in_camera(decision.sitting.reference, is_closed=True, by=CLERK, at=AT)
    shut = make_decision(decision.sitting, text="About salaries")
    assert "About salaries" in officer.get(DESK).text
    assert "About salaries" in officer.get(f"{DESK}{shut.reference}/").text


@pytest.mark.parametrize("count", [1, 3])
def test_pages_cost_the_same_for_one_and_for_many(count, officer, django_assert_num_queries):
    decision = make_decision()
    for _number in range(count):
        give(decision)
        make_decision(decision.sitting)
    officer.get(DESK)
    with django_assert_num_queries(11):
        officer.get(DESK)
    with django_assert_num_queries(10):
        officer.get(f"{DESK}{decision.reference}/")
