"""What machines read."""

from __future__ import annotations

import json

import pytest

from comitia.api import openapi, schemas
from comitia.members.models import Member
from tests.factories.programme import make_meeting, make_sessions, make_slot, make_speaker, name_speaker

pytestmark = pytest.mark.django_db


def test_the_description_that_is_checked_in_is_the_one_served(client):
    assert openapi.FILE.read_text("utf-8") == openapi.document(), "run: python -m comitia.api.openapi"
    assert client.get("/api/v1/openapi.json").json() == json.loads(openapi.document())


def test_a_session_is_told_in_every_language_with_times_in_utc(client):
    meeting = make_meeting()
    make_slot(meeting, "opening", "10:00", "10:30", titles={"en": "Opening", "ar": "الافتتاح"}, languages=["en"])
    make_speaker(meeting, "vera", name="Vera")
    name_speaker(meeting, "opening", "vera", part="keynote")
    assert client.get("/api/v1/meetings/excom-2020/sessions").json() == [
        {
            "slug": "opening",
            "kind": "plenary",
            "titles": {"en": "Opening", "ar": "الافتتاح"},
            "summaries": {},
            "room": None,
            "fills_all_rooms": True,
            "audience": "everyone",
            "languages": ["en"],
            "day": None,
            "starts_at": "2020-11-17T07:00:00Z",
            "ends_at": "2020-11-17T07:30:00Z",
            "changes": 0,
            "changed_at": "2020-11-01T09:00:00Z",
            "speakers": [{"slug": "vera", "name": "Vera", "part": "keynote"}],
        }
    ]


def test_every_list_is_what_the_description_says(client):
    meeting = make_meeting()
    make_sessions(meeting, 3)
    Member.objects.create(
        slug="seoul", name="Seoul", category="full", country_code="KR", latitude=37.6, longitude=127.0
    )
    for path, schema, count in (
        ("members", schemas.Member, 1),
        ("meetings", schemas.Meeting, 1),
        ("meetings/excom-2020/sessions", schemas.Session, 3),
        ("meetings/excom-2020/speakers", schemas.Speaker, 2),
    ):
        records = client.get(f"/api/v1/{path}").json()
        assert len(records) == count
        for record in records:
            schema.model_validate(record)
            assert record.keys() == schema.model_fields.keys(), path


def test_one_of_a_list_is_the_same_as_in_the_list(client):
    make_sessions(make_meeting(), 2)
    Member.objects.create(slug="seoul", name="Seoul", category="full")
    for path, slug in (
        ("members", "seoul"),
        ("meetings", "excom-2020"),
        ("meetings/excom-2020/sessions", "session-1"),
        ("meetings/excom-2020/speakers", "vera"),
    ):
        [listed] = [one for one in client.get(f"/api/v1/{path}").json() if one["slug"] == slug]
        assert client.get(f"/api/v1/{path}/{slug}").json() == listed


@pytest.mark.parametrize(
    "path",
    ["members/atlantis", "meetings/1066", "meetings/1066/sessions", "meetings/excom-2020/sessions/none", "nothing", ""],
)
def test_what_is_not_there_has_a_code_and_a_sentence(client, path):
    make_meeting()
    response = client.get(f"/api/v1/{path}")
    assert (response.status_code, response.json().keys(), response.json()["code"]) == (
        404,
        {"status", "code", "detail"},
        "not_found",
    )
    assert response["Content-Type"] == "application/problem+json"


def test_a_request_that_cannot_be_read_names_the_part(client):
    response = client.get("/api/v1/members", {"q": "x" * 500})
    assert (response.status_code, response.json()) == (
        422,
        {"status": 422, "code": "invalid", "detail": "These parts of the request cannot be read: q. Correct them."},
    )


def test_nothing_can_be_written(client):
    make_meeting()
    for method in (client.post, client.put, client.delete):
        assert method("/api/v1/meetings/excom-2020/sessions").status_code == 405


def test_who_has_the_present_state_is_told_so_without_a_statement(
    client, django_assert_num_queries, django_capture_on_commit_callbacks
):
    meeting = make_meeting()
    make_sessions(meeting, 3)
    first = client.get("/api/v1/meetings/excom-2020/sessions")
    with django_assert_num_queries(0):
        again = client.get("/api/v1/meetings/excom-2020/sessions", headers={"If-None-Match": first["ETag"]})
        client.get("/api/v1/meetings/excom-2020/sessions")
    assert (again.status_code, again.content) == (304, b"")
    with django_capture_on_commit_callbacks(execute=True):
        make_slot(meeting, "one-more")
    changed = client.get("/api/v1/meetings/excom-2020/sessions", headers={"If-None-Match": first["ETag"]})
    assert (changed.status_code, len(changed.json())) == (200, 4)


@pytest.mark.parametrize("count", [1, 3])
def test_lists_take_the_same_statements_for_one_and_for_three(client, count, django_assert_num_queries):
    make_sessions(make_meeting(), count)
    for number in range(count):
        Member.objects.create(slug=f"m-{number}", name=f"M {number}", category="full")
    client.get("/api/v1/meetings")
    for path, statements in (("meetings/excom-2020/sessions", 3), ("meetings/excom-2020/speakers", 1)):
        with django_assert_num_queries(statements):
            client.get(f"/api/v1/{path}")


def test_any_page_may_ask_and_no_cookie_is_set(client):
    make_slot(make_meeting(), "opening")
    response = client.get("/api/v1/meetings/excom-2020/sessions")
    assert (response["Access-Control-Allow-Origin"], bool(response.cookies)) == ("*", False)
