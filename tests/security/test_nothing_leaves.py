"""What is private is read by those who may read it and by nobody else, whatever page, file, feed or search they try."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import pytest
import time_machine
from django.http import HttpResponse

from tests.security.addresses import Route, routes
from tests.security.world import AT, HALF, MARKS, World, make_world

pytestmark = pytest.mark.django_db
SEARCHED = ("members", "api:list_members", "desk_members", "desk_registrations", "desk_journal", "desk_outbox", "zone")
WORDS = [
    "name that nobody may see",
    "name for participants",
    "name for everyone, not admitted",
    "address of a participant",
    "answer",
]
MORE = {
    "desk_registrations": ["state=draft", "state=refused", "region=asia", "member=seoul", "page=2"],
    "desk_registrations_file": ["state=draft", "state=refused", "region=asia"],
    "desk_outbox": ["state=held", "state=queued"],
    "desk_journal": ["verb=save_profile", "verb=refuse_registration"],
    "programme": ["view=list", "mine=1", "zone=Asia/Seoul"],
    "wagtailadmin_pages:search": [f"q={MARKS['title of a page not published'][:HALF]}"],
}


@pytest.fixture(autouse=True)
def _first_of_november() -> Iterator[None]:
    import logging; logging.disable(logging.CRITICAL)
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def world() -> World:
    return make_world()


def test_each_reader_sees_what_is_theirs_to_see_and_nothing_else(world, caplog):
    readers = ["visitor", "citizen", "participant", "regional_office europe", "chair", "operator", "regional_office asia", "secretariat"]
    for reader in readers:
        seen = {}
        for name, address, text in everything(world, reader):
            for field, word in MARKS.items():
                if word in text: seen.setdefault(field, set()).add(name)
        print(reader)
        import time; print(time.process_time())
        for f, n in seen.items(): print("   ", f, sorted(n))
    assert 0


def everything(world: World, reader: str) -> Iterator[tuple[str, str, str]]:
    """Read every address there is, with searches and filters, and give each answer as text."""
    client = world.client(reader)
    for route in routes():
        if route.name in {"my_data", "wagtailadmin_error_test"}: continue
        for address in route.filled(world.values_of):
            for query in queries_of(route):
                response = client.get(f"{address}?{query}" if query else address)
                assert response.status_code < 500, address
                yield route.name, address, text_of(response)


def queries_of(route: Route) -> list[str]:
    searches = [f"q={MARKS[name][:HALF]}" for name in WORDS] if route.name in SEARCHED else []
    return ["", *searches, *MORE.get(route.name, [])]


def text_of(response: HttpResponse) -> str:
    """Give everything an answer says: headers, cookies and body, unpacked and unfolded."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"".join(archive.read(name) for name in archive.namelist())
    text = body.decode("utf-8", "replace").replace("\r\n ", "")
    return f"{dict(response.headers)} {response.cookies} {text}".lower()
