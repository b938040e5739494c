"""Papers lie under items of the agenda, and nothing is decided upon one that came late, unless the committee admits it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from comitia.documents.actions import waive_lateness, withdraw_document
from comitia.meetings.models import RecordEntry
from comitia.platform.actors import Actor
from comitia.proceedings import actions
from comitia.proceedings.actions.deliberating import put_motion
from comitia.proceedings.models import Decision, ItemPaper
from tests.factories import documents
from tests.factories.accounts import make_officer, signed_in
from tests.factories.meetings import make_meeting
from tests.factories.members import make_organisation
from tests.factories.motions import make_sitting_committee, move
from tests.factories.proceedings import add, call
from tests.factories.refusals import refusal
from tests.factories.sittings import AT, CLERK, make_sitting

pytestmark = pytest.mark.django_db
IN_TIME, LATE = datetime(2020, 10, 1, tzinfo=UTC), datetime(2020, 11, 10, tzinfo=UTC)


def before_the_committee(*, at=IN_TIME, languages=("en",)):
    """Call an item with a paper due on 6 October that was issued at a moment."""
    meeting = make_meeting(is_current=True)
    documents.keep_rules(meeting, languages=languages)
    make_sitting(meeting)
    item = call(meeting, "Budget", business="decide")
    paper = documents.announce(meeting)
    documents.issue(paper, at=at)
    actions.attach_paper(item.reference, paper.reference, by=CLERK, at=AT)
    return item, paper


def decide(item):
    return actions.decide_on_item(item.reference, texts={"en": "The budget is approved."}, by=CLERK, at=AT)


def test_a_decision_upon_a_paper_in_time_is_taken():
    item, _paper = before_the_committee()
    assert decide(item).label == Decision.objects.get().label


@pytest.mark.parametrize(("at", "languages"), [(LATE, ("en",)), (IN_TIME, ("en", "ko"))])
def test_nothing_is_decided_upon_a_paper_that_is_late_or_lacks_a_language_until_the_committee_admits_it(at, languages):
    item, paper = before_the_committee(at=at, languages=languages)
    assert refusal(decide, item) == "paper_short"
    waive_lateness(paper.reference, majority="two_thirds", reason="Urgent", by=documents.OFFICER, at=AT)
    decide(item)
    assert Decision.objects.count() == 1


def test_neither_a_question_nor_a_motion_is_put_upon_a_late_paper():
    committee = make_sitting_committee("Kigali")
    documents.keep_rules(committee.meeting, languages=("en",))
    paper = documents.announce(committee.meeting)
    documents.issue(paper, at=LATE)
    actions.attach_paper(committee.item.reference, paper.reference, by=CLERK, at=AT)
    motion = move(committee)
    assert refusal(put_motion, motion.reference, by=CLERK, at=AT) == "paper_short"


def test_a_withdrawn_paper_is_taken_off_before_a_decision():
    item, paper = before_the_committee()
    withdraw_document(paper.reference, reason="Wrong numbers", by=documents.OFFICER, at=AT)
    assert refusal(decide, item) == "paper_withdrawn"
    actions.detach_paper(item.reference, paper.reference, by=CLERK, at=AT)
    assert (ItemPaper.objects.count(), decide(item).number) == (0, 1)


def test_laying_a_paper_twice_is_laying_it_once_and_stands_in_the_record():
    item, paper = before_the_committee()
    actions.attach_paper(item.reference, paper.reference, by=CLERK, at=AT)
    [entry] = RecordEntry.objects.filter(kind="paper_attached")
    assert (entry.access, entry.facts["symbol"], entry.facts["number"]) == ("public", paper.symbol, "1")


@pytest.mark.parametrize(
    ("level", "closed", "code"),
    [("public", True, "paper_of_closed_item"), ("secretariat", False, "paper_not_distributed")],
)
def test_a_paper_lies_where_its_readers_may_look(level, closed, code):
    meeting = make_meeting()
    item, paper = add(meeting, "Staff", is_closed=closed), documents.announce(meeting, level=level)
    assert refusal(actions.attach_paper, item.reference, paper.reference, by=CLERK, at=AT) == code
    stranger = Actor(person=None)
    assert refusal(actions.attach_paper, item.reference, paper.reference, by=stranger, at=AT) == "not_secretariat"


def test_a_paper_of_another_meeting_lies_under_nothing():
    item = add(make_meeting(), "Budget")
    other = documents.announce(make_meeting("excom-2019", year=2019))
    assert refusal(actions.attach_paper, item.reference, other.reference, by=CLERK, at=AT) == "no_paper"


def test_the_agenda_shows_each_reader_the_papers_that_reach_them(client):
    make_organisation()
    meeting = make_meeting(is_current=True)
    documents.keep_rules(meeting, languages=("en",))
    item = add(meeting, "Budget")
    for title, level in (("Open figures", "public"), ("Inner figures", "committee")):
        paper = documents.announce(meeting, title, level=level)
        documents.issue(paper)
        actions.attach_paper(item.reference, paper.reference, by=CLERK, at=AT)
    actions.issue_agenda(meeting.pk, by=CLERK, at=AT)
    page = "/en/meetings/excom-2020/agenda/"
    shown = [
        [title in browser.get(page).content.decode() for title in ("Open figures", "Inner figures")]
        for browser in (client, signed_in(make_officer()), client)
    ]
    assert shown == [[True, False], [True, True], [True, False]]


@pytest.mark.parametrize("count", [1, 3])
def test_the_public_agenda_asks_for_its_papers_in_a_constant_number_of_statements(
    client, count, django_assert_num_queries
):
    make_organisation()
    meeting = make_meeting(is_current=True)
    for number in range(count):
        paper = documents.announce(meeting, f"Figures {number}")
        actions.attach_paper(add(meeting, f"Item {number}").reference, paper.reference, by=CLERK, at=AT)
    actions.issue_agenda(meeting.pk, by=CLERK, at=AT)
    client.get("/en/")
    with django_assert_num_queries(12):
        client.get("/en/meetings/excom-2020/agenda/")


def test_the_desk_lays_a_paper_under_an_item_and_takes_it_off():
    make_organisation()
    meeting = make_meeting(is_current=True)
    item, paper, browser = add(meeting, "Budget"), documents.announce(meeting), signed_in(make_officer())
    page = f"/en/desk/agenda/excom-2020/items/{item.reference}/"
    browser.post(f"{page}papers/", {"attach": paper.reference})
    assert [one.document for one in item.papers.all()] == [paper]
    assert "Take off" in browser.get(page).content.decode()
    browser.post(f"{page}papers/", {"detach": paper.reference})
    answer = browser.post(f"{page}papers/", {"attach": "nonsense"}, follow=True).content.decode()
    assert (item.papers.count(), "Choose a paper from the list." in answer) == (0, True)
