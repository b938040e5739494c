"""Tables brought to the desk, looked at and applied."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from comitia.archive.models import Import
from comitia.members.models import Member
from tests.factories.accounts import make_officer, signed_in
from tests.factories.members import make_member, make_region
from tests.factories.records import xlsx

pytestmark = pytest.mark.django_db
TABLE = "name,category,region,joined\nSeoul,full,asia,2010\nHanoi,full,asia,2011\nKigali,emperor,asia,soon\n"


def bring(client, content, *, name="members.csv", kind="members"):
    return client.post("/en/desk/imports/", {"kind": kind, "file": SimpleUploadedFile(name, content)})


def shown(page):
    return re.search(r'name="shown" value="([^"]+)"', page)[1]


@pytest.mark.parametrize(
    "content", [TABLE.encode(), TABLE.encode("utf-16"), xlsx([line.split(",") for line in TABLE.split()])]
)
def test_an_officer_brings_a_table_looks_at_each_row_and_applies_it(content):
    make_region("asia")
    make_member("Seoul", region=make_region("asia"), category_as_printed="full", joined_year=2009)
    client = signed_in(make_officer())
    address = bring(client, content)["Location"]
    page = client.get(address).content.decode()
    assert re.findall(r'class="is-(\w+)"', page) == ["changed", "new", "error"]
    assert ("Year of joining: 2009 → 2010" in page, "“emperor” is no category." in page) == (True, True)
    assert ("Import 2 rows" in page, "1 row with errors is left out." in page) == (True, True)
    assert client.post(address, {"shown": shown(page)}).status_code == 302
    assert list(Member.objects.order_by("name").values_list("name", "joined_year")) == [
        ("Hanoi", 2011),
        ("Seoul", 2010),
    ]
    report = client.get(address).content.decode()
    assert "Left out for errors" in report


def test_rows_are_filtered_by_what_would_happen():
    make_region("asia")
    client = signed_in(make_officer())
    address = bring(client, TABLE.encode())["Location"]
    page = client.get(f"{address}?state=error").content.decode()
    assert re.findall(r'class="is-(\w+)"', page) == ["error"]


def test_the_rows_in_error_can_be_taken_away_with_their_reasons():
    make_region("asia")
    client = signed_in(make_officer())
    address = bring(client, TABLE.encode() + b"=cmd,emperor,,\n")["Location"]
    response = client.get(f"{address}errors.csv")
    lines = response.content.decode("utf-8-sig").splitlines()
    assert response["Content-Disposition"] == 'attachment; filename="errors-members.csv"'
    assert [line.split(",")[:2] for line in lines] == [["Row", "About"], ["4", "Kigali"], ["5", "'=cmd"]]


def test_a_table_is_shown_again_if_the_data_changed_meanwhile():
    make_region("asia")
    client = signed_in(make_officer())
    address = bring(client, TABLE.encode())["Location"]
    old = shown(client.get(address).content.decode())
    make_member("Hanoi")
    response = client.post(address, {"shown": old})
    page = response.content.decode()
    assert (response.status_code, "The data changed since you looked." in page) == (409, True)
    assert client.post(address, {"shown": shown(page)}).status_code == 302


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04", "This file cannot be read as a spreadsheet."),
        (b"city\nSeoul\n", "The file has no column “name”."),
        (b"", "The file is empty. Choose the file again."),
        ("name,category\nŞanlıurfa Beyoğlu,full\n".encode() + b"\xff\xfe\n", "Line 3 holds bytes that are not text."),
    ],
)
def test_what_is_no_table_is_refused_beside_the_form(content, sentence):
    client = signed_in(make_officer())
    response = bring(client, content)
    assert (response.status_code, sentence in response.content.decode()) == (422, True)
    assert Import.objects.count() == 0


def test_the_form_asks_what_the_table_holds():
    client = signed_in(make_officer())
    response = client.post("/en/desk/imports/", {"file": SimpleUploadedFile("members.csv", TABLE.encode())})
    assert (response.status_code, Import.objects.count()) == (422, 0)


def test_a_report_names_every_finding():
    client = signed_in(make_officer())
    address = bring(client, b"name,category,country\nKigali,full,\n")["Location"]
    client.post(address, {"shown": shown(client.get(address).content.decode())})
    assert "No country is given for “Kigali”." in client.get(address).content.decode()
    assert "1 finding in imported tables" in client.get("/en/desk/").content.decode()
