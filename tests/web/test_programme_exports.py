"""Other systems fetch the released programme."""

from __future__ import annotations

import json

import pytest

from comitia.programme.models import Export
from tests.core.timetable.exchange.arbitrary import json_faults, xsd_faults
from tests.factories.programme import make_meeting, make_sessions

pytestmark = pytest.mark.django_db
XML, JSON = "/en/schedule/export/schedule.xml", "/en/schedule/export/schedule.json"


def test_the_files_are_valid_and_readable_from_other_sites(client):
    make_sessions(make_meeting(), 3)
    answers = {address: client.get(address) for address in (XML, JSON)}
    assert (xsd_faults(answers[XML].content), json_faults(answers[JSON].content)) == ([], [])
    assert [answer["Content-Type"] for answer in answers.values()] == [
        "application/xml; charset=utf-8",
        "application/json; charset=utf-8",
    ]
    assert {answer["Access-Control-Allow-Origin"] for answer in answers.values()} == {"*"}
    assert {answer["Cache-Control"] for answer in answers.values()} == {"public, max-age=0, must-revalidate"}


def test_an_address_without_language_leads_to_the_one_of_the_reader(client):
    make_sessions(make_meeting(), 1)
    answer = client.get("/schedule/export/schedule.xml", headers={"accept-language": "ru"})
    assert answer["Location"] == "/ru/schedule/export/schedule.xml"


@pytest.mark.parametrize("count", [1, 3])
def test_stored_bytes_go_out_with_one_statement_and_unchanged_ones_not_at_all(client, count, django_assert_num_queries):
    make_sessions(make_meeting(), count)
    first = client.get(XML)
    with django_assert_num_queries(1):
        again = client.get(XML)
    unchanged = client.get(XML, headers={"if-none-match": first["ETag"]})
    assert (again.content, unchanged.status_code, unchanged.content) == (first.content, 304, b"")
    assert Export.objects.count() == 1


def test_the_widget_has_the_programme_in_all_languages(client):
    make_sessions(make_meeting(), 2)
    document = json.loads(client.get("/en/schedule/widgets/schedule.json").content)
    assert {talk["title"]["ru"] for talk in document["talks"]} == {"Заседание 0", "Заседание 1"}
    assert sorted(document) == sorted(
        ["talks", "version", "timezone", "event_start", "event_end", "tracks", "rooms", "speakers"]
    )


def test_without_a_programme_there_is_nothing_to_fetch(client):
    assert client.get(XML).status_code == 404
    make_meeting()
    assert client.get(JSON).status_code == 404
