"""The desk's pages on privacy: the table in words, what is kept and erased, the files that people brought."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comitia.accreditation import actions
from comitia.accreditation.models import Registration
from comitia.journal.models import Entry
from comitia.platform.blobs.models import Blob
from tests.factories.accreditation import (
    AT,
    ask,
    give_role,
    make_category,
    make_event,
    make_member,
    make_person,
    own,
)
from tests.factories.pages import text
from tests.platform.sample_files import pdf, picture

pytestmark = pytest.mark.django_db
AFTER = datetime(2020, 11, 18, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _first_of_november():
    with time_machine.travel(AT, tick=False):
        yield


def desk_of(role="secretariat", **more) -> Client:
    client = Client()
    client.force_login(give_role(make_person(), role, **more))
    return client


def content_of(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def form_with_files():
    meeting = make_event()
    make_category(meeting)
    make_member("Seoul")
    ask(meeting, "passport", kind="file", required=False, retention_days=30)
    ask(meeting, "portrait", kind="picture", required=False, order=2)
    ask(meeting, "city", kind="affiliation", required=False, order=3)


def somebody() -> Registration:
    """Register somebody of Seoul with a document and a portrait."""
    person = make_person("Tuya")
    uploads = {
        "passport": actions.Upload("passport.pdf", [pdf()]),
        "portrait": actions.Upload("me.jpg", [picture()]),
    }
    actions.save_page(person, category="observer", step=1, given={"city": ["seoul", ""]}, uploads=uploads, at=AT)
    return actions.submit(
        person, category="observer", publish="nobody", recording="no", by=own(person), at=AT
    ).registration


def test_the_table_is_told_in_words():
    page = desk_of().get("/en/desk/privacy/").content.decode()
    rows = {
        unescape(name): re.findall(r"reads it|does not read it|by consent", cells)
        for name, cells in re.findall(r'<tr><th scope="row">([^<]+)</th>(.*?)</tr>', page)
    }
    no, yes, consent = "does not read it", "reads it", "by consent"
    assert rows["Name"] == [yes, yes, consent, consent, yes, yes, no, no, yes]
    assert rows["Dues of the member"] == [no, no, no, no, yes, no, no, no, no]
    assert len(rows) > 40


def test_an_officer_opens_a_portrait_as_an_attachment_and_the_look_is_written_down():
    form_with_files()
    one = somebody()
    client, portrait = desk_of(), one.answers["portrait"]
    page = client.get(f"/en/desk/registrations/{one.reference}/")
    assert f"/en/desk/registrations/{one.reference}/files/{portrait}/" in page.content.decode()
    response = client.get(f"/en/desk/registrations/{one.reference}/files/{portrait}/")
    assert content_of(response).startswith(b"\xff\xd8")
    assert {name: response[name] for name in ("Content-Disposition", "Content-Security-Policy", "Cache-Control")} == {
        "Content-Disposition": 'attachment; filename="me.jpg"',
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
    }
    assert response["X-Content-Type-Options"] == "nosniff"
    seen = Entry.objects.get(verb="view_document")
    assert (seen.subject, seen.capacity) == (f"registration:{one.reference}", "secretariat")
    assert seen.facts == {"question": "portrait", "sha256": Blob.objects.get(reference=portrait).sha256}


def test_a_document_in_quarantine_goes_out_only_after_a_warning_and_a_release():
    form_with_files()
    one = somebody()
    client, file = desk_of(), f"/en/desk/registrations/{one.reference}/files/{one.answers['passport']}/"
    refused = client.get(file, follow=True)
    assert "This file is in quarantine." in text(refused)
    assert not Entry.objects.filter(verb="view_document").exists()
    assert "No scanner for viruses has looked at it." in text(client.get(f"{file}release/"))
    assert Blob.objects.get(reference=one.answers["passport"]).state == "quarantined"
    assert "The file is out of quarantine." in text(client.post(f"{file}release/", follow=True))
    assert content_of(client.get(file)).startswith(b"%PDF")
    verbs = Entry.objects.filter(subject=f"registration:{one.reference}").order_by("number")
    assert list(verbs.values_list("verb", flat=True))[-2:] == ["release_document", "view_document"]


@pytest.mark.parametrize(("region", "status"), [("asia", 200), ("europe", 404)])
def test_a_regional_office_opens_files_of_its_region_and_releases_none(region, status):
    form_with_files()
    one = somebody()
    client = desk_of("regional_office", region=region)
    file = f"/en/desk/registrations/{one.reference}/files/{one.answers['portrait']}/"
    response = client.get(file)
    assert (response.status_code, len(content_of(response)) > 100) == (status, True)
    assert client.post(f"{file}release/").status_code == 403
    assert Entry.objects.filter(verb="view_document").count() == (status == 200)


def test_a_file_of_somebody_else_is_not_found_under_a_registration():
    form_with_files()
    one, other = somebody(), somebody()
    assert (
        desk_of().get(f"/en/desk/registrations/{one.reference}/files/{other.answers['portrait']}/").status_code == 404
    )


def test_the_owner_s_own_look_is_written_down_too():
    form_with_files()
    one = somebody()
    client = Client()
    client.force_login(one.person)
    response = client.get(f"/en/register/files/{one.answers['portrait']}/")
    assert content_of(response).startswith(b"\xff\xd8")
    assert (response["Cache-Control"], response["Content-Disposition"][:10]) == ("private, no-store", "attachment")
    seen = Entry.objects.get(verb="view_document")
    assert (seen.subject, seen.by) == (f"person:{one.person.reference}", one.person.reference)


def test_the_page_says_what_is_due_when_and_an_officer_erases_it_before():
    form_with_files()
    one = somebody()
    client = desk_of()
    page = text(client.get("/en/desk/privacy/kept/"))
    assert "passport? " in page
    assert "30 days 18 December 2020" in page
    wanted = {"matter": "answers", "meeting": "excom-2020", "key": "passport"}
    assert "How many 1" in text(client.post("/en/desk/privacy/erase/", wanted))
    early = text(client.post("/en/desk/privacy/erase/", {**wanted, "confirmed": "1"}, follow=True))
    assert "The meeting is not over yet" in early
    with time_machine.travel(AFTER, tick=False):
        done = text(desk_of().post("/en/desk/privacy/erase/", {**wanted, "confirmed": "1"}, follow=True))
    assert "1 is erased. The journal says so." in done
    one.refresh_from_db()
    assert "passport" not in one.answers
    assert "Erased: passport: 1" in done


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_the_same_statements_for_any_number_of_registrations(number):
    form_with_files()
    client = desk_of()
    for _one in range(number):
        somebody()
    client.get("/en/desk/privacy/kept/")
    with CaptureQueriesContext(connection) as statements:
        client.get("/en/desk/privacy/kept/")
    assert len(statements) == 15
