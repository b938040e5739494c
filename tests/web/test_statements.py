"""A delegation hands in a statement, the secretariat puts it on record, and everybody reads it unless the item is closed."""

from __future__ import annotations

import pytest
import time_machine

from comitia.meetings.actions import sit_in_camera
from comitia.meetings.models import RecordEntry
from comitia.proceedings.models import Agenda, AgendaItem, Statement
from comitia.proceedings.queries.statements import statements_of
from tests.factories.accounts import make_officer, make_person, signed_in
from tests.factories.pages import text
from tests.factories.proceedings import add, call
from tests.factories.sittings import AT, CLERK
from tests.factories.voting import sit

pytestmark = pytest.mark.django_db
PAGE = "/en/meetings/excom-2020/statements/"
DESK = "/en/desk/sittings/excom-2020/statements/"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(AT, tick=False):
        yield


def handed_in(committee, item, *, words="Lima supports the regional offices."):
    browser = signed_in(committee.holders["lima"])
    typed = {"item": item.reference, "language": "en", "text": words}
    return browser, browser.post(f"{PAGE}new/", typed, follow=True)


def settled(**typed):
    return signed_in(make_officer()).post(f"{DESK}{Statement.objects.get().reference}/", typed, follow=True)


def test_a_statement_is_read_by_everybody_once_it_is_on_record(client):
    committee = sit("kigali", "lima")
    item = call(committee.meeting)
    browser, answer = handed_in(committee, item)
    assert "Waiting for the secretariat Lima supports the regional offices." in text(answer)
    assert "Lima supports" not in text(client.get(PAGE))
    assert "The statement is on record." in text(settled(act="accept"))
    assert "Lima Lima supports the regional offices." in text(client.get(PAGE))
    entry = RecordEntry.objects.get(kind="statement_recorded")
    assert (entry.access, entry.facts["texts"]) == ("public", {"en": "Lima supports the regional offices."})
    assert "accepted or handed back already" in text(settled(act="accept"))
    assert "Waiting" not in text(browser.get(PAGE))


def test_one_that_is_handed_back_says_why_to_its_delegation_alone(client):
    committee = sit("kigali", "lima")
    browser, _answer = handed_in(committee, call(committee.meeting))
    assert "Write why the statement is handed back." in text(settled(act="return", reason=" "))
    settled(act="return", reason="It is on another item.")
    assert "Handed back It is on another item." in text(browser.get(PAGE))
    assert "another item" not in text(client.get(PAGE))


def test_too_many_words_are_refused_and_kept():
    committee = sit("kigali", "lima")
    _browser, answer = handed_in(committee, call(committee.meeting), words="word " * 501)
    assert answer.status_code == 422
    assert "The statement has 501 words; at most 500 are taken." in text(answer)
    assert answer.content.decode().count("word word") > 100
    assert not Statement.objects.exists()


def test_a_second_one_replaces_what_waits():
    committee = sit("kigali", "lima")
    item = call(committee.meeting)
    handed_in(committee, item)
    handed_in(committee, item, words="Lima withdraws its support.")
    assert [one.text for one in Statement.objects.all()] == ["Lima withdraws its support."]


def test_a_statement_on_a_closed_item_is_the_committees(client):
    committee = sit("kigali", "lima")
    sit_in_camera(committee.sitting.reference, is_closed=True, by=CLERK, at=AT)
    browser, _answer = handed_in(committee, call(committee.meeting, "Salaries", is_closed=True))
    settled(act="accept")
    assert "Salaries" in text(browser.get(PAGE))
    for stranger in (client, signed_in(make_person())):
        assert "No statement is on record." in text(stranger.get(PAGE))
    assert RecordEntry.objects.get(kind="statement_recorded").access == "committee"


def test_items_are_offered_in_the_order_of_their_numbers():
    committee = sit("kigali", "lima")
    items = [add(committee.meeting, "An item") for _number in range(3)]
    for item, number in zip(items, ("10", "2.1", "2"), strict=True):
        AgendaItem.objects.filter(pk=item.pk).update(number=number)
    Agenda.objects.update(issued_at=AT)
    found = statements_of(committee.meeting, committee.by("lima"), language="en")
    assert [label for _reference, label in found.items] == ["2 An item", "2.1 An item", "10 An item"]


def test_strangers_hand_nothing_in(client):
    committee = sit("kigali", "lima")
    item = call(committee.meeting)
    typed = {"item": item.reference, "language": "en", "text": "A stranger speaks."}
    assert client.post(f"{PAGE}new/", typed).status_code == 403
    assert signed_in(make_person()).post(f"{PAGE}new/", typed).status_code == 422
    assert not Statement.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_statement_and_for_many(client, count, django_assert_num_queries):
    cities = ("kigali", "lima", "seoul")
    committee = sit(*cities)
    item = call(committee.meeting)
    for city in cities[:count]:
        Statement.objects.create(
            item=item, member=committee.members[city], language="en", text="Yes.", state="accepted", handed_in_at=AT
        )
    client.get(PAGE)
    with django_assert_num_queries(4):
        client.get(PAGE)
