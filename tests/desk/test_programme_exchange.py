"""An officer takes over a programme from a file."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from comitia.programme.models import BroughtProgramme, Slot
from tests.core.timetable.exchange.arbitrary import GOLDEN
from tests.core.timetable.exchange.test_mending import event, xml
from tests.factories.accounts import make_officer, make_person, signed_in
from tests.factories.programme import make_meeting, make_slot

pytestmark = pytest.mark.django_db
PAGE = "/en/desk/programme/excom-2020/exchange/"


def bring(client, content: bytes, *, language="en"):
    return client.post(PAGE, {"file": SimpleUploadedFile("schedule.xml", content), "language": language})


def shown(page: str) -> str:
    return re.search(r'name="shown" value="([^"]+)"', page)[1]


def test_an_officer_brings_a_file_looks_at_each_row_and_applies_it():
    slot = make_slot(make_meeting(), "opening")
    client = signed_in(make_officer())
    moved = event(attributes=f'guid="{slot.guid}" id="1"', title="Grand &lt;opening&gt;", type="plenary")
    lost = event(attributes='guid="29aecfd7-2e44-4f49-ab86-29b5e0877327" id="3"', date=None, start="later")
    address = bring(client, xml(moved, event(), lost))["Location"]
    page = client.get(address).content.decode()
    assert sorted(re.findall(r'class="is-(\w+)"', page)) == ["changed", "error", "new", "new"]
    assert page.count("<td>Session</td>") == 3
    assert ("Take over 3 rows" in page, "Grand &lt;opening&gt;" in page, "has no time that can be read" in page) == (
        True,
        True,
        True,
    )
    assert client.post(address, {"shown": shown(page)}).status_code == 302
    report = client.get(address).content.decode()
    assert ("schedule.xml" in report, Slot.objects.count()) == (True, 2)
    assert "schedule.xml" in client.get(PAGE).content.decode()


def test_a_preview_that_changed_meanwhile_is_shown_again():
    meeting = make_meeting()
    client = signed_in(make_officer())
    address = bring(client, xml(event()))["Location"]
    digest = shown(client.get(address).content.decode())
    make_slot(meeting, "opening")
    answer = client.post(address, {"shown": digest + "0"})
    assert (answer.status_code, "The data changed since you looked" in answer.content.decode()) == (409, True)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<html></html>", "The file is no programme"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><schedule>&b;</schedule>', "document type or entities"),
        (b"{", "neither XML nor JSON"),
        (b"", "The file is empty"),
    ],
)
def test_a_file_that_is_no_programme_is_refused_beside_the_form(content, sentence):
    make_meeting()
    answer = bring(signed_in(make_officer()), content)
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert BroughtProgramme.objects.count() == 0


def test_nobody_but_the_secretariat_sees_the_pages():
    make_meeting()
    assert signed_in(make_person()).get(PAGE).status_code == 403


def test_the_preview_takes_as_many_statements_for_a_large_programme(django_assert_max_num_queries):
    make_meeting()
    client = signed_in(make_officer())
    address = bring(client, (GOLDEN / "cccamp-2019-frab.json").read_bytes())["Location"]
    with django_assert_max_num_queries(20):
        assert client.get(address).status_code == 200
