"""The desk designs badges by plain forms and follows their printing."""

import re
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comitia.accreditation.models import BadgeDesign, BadgeRun
from comitia.platform.jobs.running import run_due_jobs
from tests.factories.accreditation import AT, give_role, make_category, make_event, make_person, register
from tests.factories.pages import text

pytestmark = pytest.mark.django_db
LIST = "/en/desk/badges/"


@pytest.fixture(autouse=True)
def _first_of_november():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def event():
    meeting = make_event()
    make_category(meeting)
    return meeting


@pytest.fixture
def desk(event):
    client = Client()
    client.force_login(give_role(make_person("Officer")))
    return client


def begun(desk, name="Delegates", size="a6") -> str:
    return desk.post(LIST, {"name": name, "size": size})["Location"]


def fields_of(response) -> dict:
    """Read a form back as a browser would send it."""
    page = response.content.decode()
    page = page[page.index('enctype="multipart/form-data"') : page.index("badge-designer__drawing")]
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        at = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if at.get("type") not in {"checkbox", "file"} or " checked" in tag:
            found[at["name"]] = unescape(at.get("value", "on"))
    for name, inner in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inner)
        found[name] = chosen[1] if chosen else re.search(r'value="([^"]*)"', inner)[1]
    return {
        name: value for name, value in found.items() if name != "csrfmiddlewaretoken" and not name.endswith("-remove")
    }


def test_a_badge_is_begun_changed_and_saved_without_script(desk):
    address = begun(desk)
    given = fields_of(desk.get(address))
    answer = desk.post(address, {**given, "e2-size": "40", "colour-observer": "#aa0000", "act": "save"})
    assert answer["Location"] == address
    kept = BadgeDesign.objects.get().definition
    assert [one["piece"] for one in kept["elements"]] == ["band", "category", "name", "member", "country", "code"]
    assert (kept["elements"][2]["size"], kept["colours"]) == (40.0, {"observer": "#aa0000"})


def test_an_element_is_added_drawn_and_kept_only_when_saved(desk):
    address = begun(desk)
    added = desk.post(address, {**fields_of(desk.get(address)), "act": "add", "add": "text"})
    assert "Nothing is saved yet." in text(added)
    assert 'src="data:image/svg+xml;base64,' in added.content.decode()
    assert len(BadgeDesign.objects.get().definition["elements"]) == 6
    desk.post(address, {**fields_of(added), "e6-words": "Smart cities", "act": "save"})
    assert BadgeDesign.objects.get().definition["elements"][6]["words"] == "Smart cities"


def test_an_element_is_removed_by_a_tick(desk):
    address = begun(desk)
    desk.post(address, {**fields_of(desk.get(address)), "e0-remove": "on", "act": "save"})
    assert len(BadgeDesign.objects.get().definition["elements"]) == 5


def test_what_is_wrong_stands_beside_the_form_and_nothing_typed_is_lost(desk):
    address = begun(desk)
    given = fields_of(desk.get(address))
    over = desk.post(address, {**given, "name": "Typed", "e2-x": "90", "act": "save"})
    assert over.status_code == 422
    assert "Element 3 (Name): It stands over the edge of the badge." in text(over)
    assert fields_of(over)["name"] == "Typed"
    broken = desk.post(address, {**given, "e2-x": "far", "act": "save"})
    assert (broken.status_code, fields_of(broken)["e2-x"]) == (422, "far")


def test_the_drawing_follows_what_is_typed(desk):
    address = begun(desk)
    kept = desk.get(f"{address}preview.svg")
    assert (kept.status_code, kept["Content-Type"]) == (200, "image/svg+xml")
    typed = desk.post(f"{address}preview.svg", {**fields_of(desk.get(address)), "e2-size": "12"})
    assert typed.content != kept.content
    assert desk.post(f"{address}preview.svg", {"name": ""}).status_code == 422


@pytest.mark.parametrize("number", [1, 3])
def test_the_pages_take_the_same_statements_for_any_number_of_badges_and_people(desk, number):
    for place in range(number):
        begun(desk, f"Badge {place}")
        register(make_person())
    address = f"{LIST}{BadgeDesign.objects.first().pk}/"
    counts = []
    for page in (LIST, address, f"{address}print/"):
        desk.get(page)
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(page).status_code == 200
        counts.append(len(captured))
    assert counts == [7, 12, 8]


def test_badges_are_printed_followed_and_taken_away(desk):
    for name in ("Ada", "Vera 𞤀"):
        register(make_person(name))
    address = begun(desk)
    assert "2 people who are accepted match." in text(desk.get(f"{address}print/"))
    run = desk.post(f"{address}print/", {"act": "print", "language": "en", "words": ""})["Location"]
    waiting = desk.get(run)
    assert "0 of 2 badges are prepared." in text(waiting)
    assert " data-going-on" in waiting.content.decode()
    run_due_jobs(worker="test", queues=["default"], clock=lambda: AT)
    done = text(desk.get(run))
    assert "2 badges are ready." in done
    assert "Vera 𞤀: no font here has 𞤀. Write the name in another way." in done
    file = desk.get(f"{run}badges.pdf")
    assert file["Content-Disposition"].startswith("attachment; filename=")
    assert (file["Cache-Control"], b"".join(file.streaming_content)[:5]) == ("private, no-store", b"%PDF-")
    assert "had badges printed" in text(desk.get(address))


def test_nobody_to_print_is_said_beside_the_form(desk):
    answer = desk.post(f"{begun(desk)}print/", {"act": "print", "language": "en", "words": "nobody"})
    assert answer.status_code == 422
    assert "Nobody who is accepted matches." in text(answer)
    assert not BadgeRun.objects.exists()


def test_a_badge_is_removed_with_its_printings(desk):
    register(make_person())
    address = begun(desk)
    desk.post(f"{address}print/", {"act": "print", "language": "en"})
    desk.post(f"{address}remove/")
    assert not BadgeDesign.objects.exists()
    assert desk.get(address).status_code == 404
