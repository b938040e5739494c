"""The secretariat writes the agenda at the desk and, as clerk, notes what becomes of it in the sitting."""

from __future__ import annotations

import pytest

from comitia.meetings.models import Meeting
from comitia.proceedings import actions
from comitia.proceedings.models import Agenda, AgendaItem
from tests.factories.accounts import make_officer, signed_in
from tests.factories.meetings import make_meeting, put_on_agenda
from tests.factories.members import make_organisation
from tests.factories.motions import make_sitting_committee, move
from tests.factories.organs import make_committee
from tests.factories.proceedings import add
from tests.factories.sittings import AT, CLERK, make_sitting
from tests.factories.voting import make_rules

pytestmark = pytest.mark.django_db
HERE = "/en/desk/agenda/excom-2020/"
TYPED = {
    "titles_en": "Regional offices",
    "titles_ko": "지역사무소",
    "business": "decide",
    "minutes": "20",
    "parent": "",
}


def desk() -> tuple[Meeting, object]:
    make_organisation()
    return make_meeting(is_current=True), signed_in(make_officer())


def text(response) -> str:
    return response.content.decode()


def test_an_item_is_written_changed_and_taken_off():
    _meeting, browser = desk()
    assert browser.get("/en/desk/agenda/")["Location"] == HERE
    response = browser.post(f"{HERE}items/new/", TYPED)
    item = AgendaItem.objects.get()
    assert response["Location"] == f"{HERE}#item-{item.reference}"
    assert (item.titles, item.business, item.minutes) == ({"en": "Regional offices", "ko": "지역사무소"}, "decide", 20)
    page = browser.get(f"{HERE}items/{item.reference}/")
    seen = text(page).split('name="seen"')[1].split('value="')[1].split('"')[0]
    typed = {**TYPED, "titles_en": "Regional offices and their assessment", "seen": seen}
    typed.pop("parent")
    assert browser.post(f"{HERE}items/{item.reference}/", typed).status_code == 302
    assert browser.post(f"{HERE}items/{item.reference}/remove/").status_code == 302
    assert AgendaItem.objects.count() == 0


def test_an_item_under_which_something_was_moved_stays():
    committee = make_sitting_committee(state="provisional")
    move(committee, state="submitted")
    page = f"{HERE}items/{committee.item.reference}/remove/"
    response = signed_in(make_officer()).post(page)
    assert (response.status_code, "Something hangs on this item already" in text(response)) == (422, True)
    assert AgendaItem.objects.count() == 1


def test_items_are_of_the_kinds_that_the_rules_in_force_tell_apart():
    meeting = make_meeting(organ=make_committee(), is_current=True)
    item, browser = add(meeting, "Offices", matter_class="statute"), signed_in(make_officer())
    page = f"{HERE}items/{item.reference}/"
    assert matters(browser.get(page)) == ["", "ordinary", "procedural", "statute", "host_decision", "election"]
    make_rules(meeting.organ)
    assert matters(browser.get(page)) == ["", "statute", "ordinary", "host"]


def matters(response) -> list[str]:
    field = text(response).split('name="matter_class"')[1].split("</select>")[0]
    return [option.split('"')[0] for option in field.split('<option value="')[1:]]


def test_a_form_that_is_refused_keeps_what_was_typed():
    _meeting, browser = desk()
    response = browser.post(f"{HERE}items/new/", {**TYPED, "titles_en": "", "minutes": "5000"})
    assert response.status_code == 422
    assert "지역사무소" in text(response)


def test_another_officer_is_noticed():
    meeting, browser = desk()
    item = add(meeting, "Opening")
    typed = {"titles_en": "Opening and welcome", "business": "note", "seen": "of long ago"}
    response = browser.post(f"{HERE}items/{item.reference}/", typed)
    assert (response.status_code, "What differs" in text(response)) == (422, True)


def test_items_are_moved_without_script():
    meeting, browser = desk()
    first, second = add(meeting, "Opening"), add(meeting, "Report")
    browser.post(HERE, {"move": f"{second.reference}:into"})
    assert AgendaItem.objects.get(pk=second.pk).number == "1.1"
    browser.post(f"{HERE}items/{second.reference}/", {"parent": "top"})
    assert AgendaItem.objects.get(pk=second.pk).number == "2"
    response = browser.post(HERE, {"move": f"{first.reference}:up"}, follow=True)
    assert "The item cannot go there" in text(response)
    assert "out of date" in text(browser.post(HERE, {"move": "nonsense"}, follow=True))


def test_the_agenda_is_numbered_and_issued():
    meeting, browser = desk()
    add(meeting, "Opening")
    browser.post(f"{HERE}numbering/", {"style": "roman", "before": "EC/"})
    browser.post(f"{HERE}issue/")
    assert (AgendaItem.objects.get().number, Agenda.objects.get().issued_at is not None) == ("EC/I", True)


def test_the_agenda_of_a_past_meeting_is_taken_over_with_its_tree():
    meeting, browser = desk()
    past = make_meeting("excom-2012", state=Meeting.State.HELD)
    for order, (number, title) in enumerate((("1", "Statute"), ("1.1", "Fees"), ("1a", "Offices"), ("2", "Host")), 1):
        put_on_agenda(past, number, title, order=order)
    browser.post(f"{HERE}take-over/", {"source": "excom-2012"})
    found = AgendaItem.objects.filter(meeting=meeting).order_by("number")
    assert [(item.number, item.titles["en"], item.source) for item in found] == [
        ("1", "Statute", "excom-2012, 1"),
        ("1.1", "Fees", "excom-2012, 1.1"),
        ("1.2", "Offices", "excom-2012, 1a"),
        ("2", "Host", "excom-2012, 2"),
    ]


def test_the_clerk_notes_what_becomes_of_an_item():
    meeting, browser = desk()
    make_sitting(meeting)
    item = add(meeting, "Opening")
    act = f"{HERE}items/{item.reference}/act/"
    assert "not adopted yet" in text(browser.post(act, {"act": "call"}, follow=True))
    browser.post(f"{HERE}adopt/")
    browser.post(act, {"act": "call"})
    assert "Write it down" in text(browser.post(act, {"act": "defer", "said": ""}, follow=True))
    browser.post(act, {"act": "defer", "said": "No text yet"})
    assert AgendaItem.objects.get().state == "deferred"


def test_a_late_item_comes_with_a_waiver():
    meeting, browser = desk()
    make_sitting(meeting)
    add(meeting, "Opening")
    actions.adopt_agenda(meeting.pk, by=CLERK, at=AT)
    assert browser.post(f"{HERE}items/new/", TYPED).status_code == 422
    browser.post(f"{HERE}items/new/", {**TYPED, "waiver": "Two thirds"})
    assert AgendaItem.objects.get(waiver="Two thirds").state == "adopted"


@pytest.mark.parametrize("count", [1, 3])
def test_the_tree_takes_the_same_statements_however_long(count, django_assert_num_queries):
    meeting, browser = desk()
    for number in range(count):
        add(meeting, f"Item {number}")
    browser.get(HERE)
    with django_assert_num_queries(8):
        browser.get(HERE)
