import csv
import io
import re

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from comitia.accreditation.models import Registration
from tests.factories.accreditation import (
    AT,
    ask,
    give_role,
    make_category,
    make_event,
    make_member,
    make_person,
    register,
)
from tests.factories.pages import text

pytestmark = pytest.mark.django_db
LIST = "/en/desk/registrations/"


@pytest.fixture(autouse=True)
def _first_of_november():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def event():
    meeting = make_event()
    make_category(meeting, by_decision=True)
    return meeting


def desk_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def names(response) -> list[str]:
    return re.findall(r'<th scope="row"><a href="[^"]+"><bdi>([^<]*)', response.content.decode())


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_statements_for_any_number_of_rows(event, number):
    client = desk_of(give_role(make_person()))
    for _row in range(number):
        register(make_person())
    client.get(LIST)
    with CaptureQueriesContext(connection) as captured:
        assert len(names(client.get(LIST))) == number
    assert len(captured) == 9, [query["sql"][:90] for query in captured]


def test_the_list_is_searched_filtered_and_paged(event):
    client = desk_of(give_role(make_person()))
    for number in range(51):
        register(make_person(f"Ömer {number:02}"))
    register(make_person("Ada"))
    assert names(client.get(LIST, {"q": "omer", "sort": "name", "page": 2})) == ["Ömer 50"]
    assert names(client.get(LIST, {"q": "ADA"})) == ["Ada"]
    assert names(client.get(LIST, {"state": "accepted"})) == []
    assert "No registration matches." in text(client.get(LIST, {"category": "none\0"}))
    assert len(names(client.get(LIST, {"page": "x", "sort": "x", "state": "x"}))) == 50


@pytest.mark.parametrize("role", ["chair", "operator"])
def test_other_roles_do_not_get_to_the_list(event, role):
    assert desk_of(give_role(make_person(), role)).get(LIST).status_code == 403


def test_a_regional_office_sees_and_decides_its_region_only(event):
    ask(event, "member", kind="affiliation", required=False)
    make_member("Seoul", region="asia")
    make_member("Moscow", region="eurasia")
    register(make_person("Kim"), answers={"member": "seoul"})
    other = register(make_person("Ivan"), answers={"member": "moscow"})
    client = desk_of(give_role(make_person(), "regional_office", region="asia"))
    assert names(client.get(LIST)) == ["Kim"]
    assert client.get(f"{LIST}{other.reference}/").status_code == 404
    assert client.post(f"{LIST}{other.reference}/decide/", {"act": "accept"}).status_code == 404
    report = client.post(f"{LIST}decide/", {"chosen": [other.reference], "act": "accept", "confirmed": "1"})
    assert "Ivan" not in text(report)
    assert "Only the secretariat, or the regional office of the member's region, may do this." in text(report)
    other.refresh_from_db()
    assert other.state == "submitted"


def test_an_officer_reads_one_and_accepts_it(event):
    ask(event, "why", kind="long_text")
    sent = register(make_person("Ada"), answers={"why": "<b>To learn</b>"})
    client = desk_of(give_role(make_person("Clerk")))
    page = client.get(f"{LIST}{sent.reference}/").content.decode()
    assert "&lt;b&gt;To learn&lt;/b&gt;" in page
    response = client.post(f"{LIST}{sent.reference}/decide/", {"act": "accept"}, follow=True)
    assert "Accepted. The letter is on its way." in text(response)
    client.post(f"{LIST}{sent.reference}/decide/", {"act": "refuse", "reason": "The list is full."})
    history = re.findall(r"(Clerk|Ada) \(([^)]+)\): (\w+) a registration", text(client.get(f"{LIST}{sent.reference}/")))
    assert history == [
        ("Clerk", "Secretariat", "refused"),
        ("Clerk", "Secretariat", "accepted"),
        ("Ada", "for themselves", "sent"),
    ]


def test_a_refusal_without_its_reason_comes_back(event):
    sent = register(make_person())
    response = desk_of(give_role(make_person())).post(f"{LIST}{sent.reference}/decide/", {"act": "refuse"})
    assert (response.status_code, Registration.objects.get().state) == (422, "submitted")
    assert "Write the reason: the person reads it in the letter." in text(response)


def test_nobody_decides_their_own(event):
    person = give_role(make_person())
    sent = register(person)
    client = desk_of(person)
    assert "Nobody decides their own registration." in text(client.get(f"{LIST}{sent.reference}/"))
    assert client.post(f"{LIST}{sent.reference}/decide/", {"act": "accept"}).status_code == 422


def test_the_ticked_are_accepted_after_a_page_that_names_their_number(event):
    first, second, _third = (register(make_person(name)) for name in ("Ada", "Bo", "Chi"))
    client = desk_of(give_role(make_person()))
    chosen = {"chosen": [str(first.reference), str(second.reference), "x"], "act": "accept"}
    confirm = client.post(f"{LIST}decide/", chosen)
    assert "Accept 2 registrations?" in text(confirm)
    report = client.post(f"{LIST}decide/", {**chosen, "confirmed": "2"})
    assert "2 registrations accepted" in text(report)
    assert list(Registration.objects.order_by("pk").values_list("state", flat=True)) == [
        "accepted",
        "accepted",
        "submitted",
    ]


def test_all_that_match_are_refused_with_a_reason_and_those_left_are_reported(event):
    done = register(make_person("Ada Late"))
    Registration.objects.filter(pk=done.pk).update(state="refused", places={})
    register(make_person("Bo Late"))
    register(make_person("Chi"))
    client = desk_of(give_role(make_person()))
    matching = {"all": "1", "q": "late", "act": "refuse"}
    assert "Refuse 2 registrations?" in text(client.post(f"{LIST}decide/", matching))
    without_reason = client.post(f"{LIST}decide/", {**matching, "confirmed": "2"})
    too_long = client.post(f"{LIST}decide/", {**matching, "confirmed": "2", "reason": "x" * 2001})
    assert (without_reason.status_code, too_long.status_code) == (422, 422)
    report = text(client.post(f"{LIST}decide/", {**matching, "confirmed": "2", "reason": "The list is full."}))
    assert "1 registration refused" in report
    assert "Ada Late This registration is refused already. Nothing was changed." in report
    assert list(Registration.objects.order_by("pk").values_list("state", flat=True)) == [
        "refused",
        "refused",
        "submitted",
    ]


def test_a_number_that_has_changed_meanwhile_is_asked_again(event):
    register(make_person())
    register(make_person())
    client = desk_of(give_role(make_person()))
    response = client.post(f"{LIST}decide/", {"all": "1", "act": "accept", "confirmed": "1"})
    assert "The number of registrations that match has changed meanwhile." in text(response)
    assert Registration.objects.filter(state="accepted").count() == 0


def test_nothing_ticked_is_said(event):
    response = desk_of(give_role(make_person())).post(f"{LIST}decide/", {"act": "accept"}, follow=True)
    assert "Nothing was chosen." in text(response)


DANGEROUS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "https://example.org"]


def test_the_files_hold_what_the_filter_shows_and_no_formula(event):
    ask(event, "note", required=False)
    for number, dangerous in enumerate(DANGEROUS):
        register(make_person(f"Ada {number}"), answers={"note": dangerous})
    register(make_person("Bo"), answers={"note": "harmless"})
    client = desk_of(give_role(make_person()))
    filters = {"q": "ada", "sort": "name"}
    written = client.get(f"{LIST}list.csv", filters).content
    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))
    assert written.startswith(b"\xef\xbb\xbf")
    assert [row[3] for row in rows] == ["Name", *(f"Ada {number}" for number in range(5))]
    assert [row[-1][0] for row in rows[1:]] == ["'", "'", "'", "'", "h"]
    sheet = load_workbook(io.BytesIO(client.get(f"{LIST}list.xlsx", filters).content)).active
    assert [(cell.value, cell.data_type) for cell in list(sheet.columns)[-1][1:]] == [(note, "s") for note in DANGEROUS]
    assert client.get(f"{LIST}list.pdf").status_code == 404
