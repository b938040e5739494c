"""Members, offices, terms and meetings on the desk."""

import re
from datetime import date

import pytest

from comitia.journal.models import Entry
from comitia.meetings.models import Meeting
from comitia.members.models import Member, RegionalOffice
from comitia.organs.models import Mandate
from tests.factories.accounts import make_officer, make_person, signed_in
from tests.factories.meetings import make_meeting
from tests.factories.members import make_member, make_office, make_region
from tests.factories.organs import make_committee, make_mandate

pytestmark = pytest.mark.django_db
SECRETARIAT_ONLY = (
    "members/offices/",
    "members/offices/new/",
    "organs/",
    "organs/new/",
    "meetings/",
    "meetings/new/",
    "imports/",
    "roles/",
    "journal/",
    "outbox/",
)


def typed(client, address):
    """Give the values of a form as a browser would send them back."""
    form = client.get(address).content.decode()
    values = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form))
    values |= dict(re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL))
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.findall(r'<option value="([^"]*)" selected', options)
        values[name] = chosen[0] if chosen else ""
    return values


def test_an_officer_finds_and_changes_a_member():
    make_member("Seoul", region=make_region("asia"), country_code="KR")
    client = signed_in(make_officer())
    assert "Seoul" in client.get("/en/desk/members/?q=SEOUL").content.decode()
    values = typed(client, "/en/desk/members/one/seoul/") | {"zone": "Asia/Seoul", "other_names": "Séoul\nSöul"}
    assert client.post("/en/desk/members/one/seoul/", values).status_code == 302
    assert Member.objects.values_list("zone", "region__code").get() == ("Asia/Seoul", "asia")
    assert Entry.objects.filter(subject="member:seoul").get().facts["after"] == {
        "zone": "Asia/Seoul",
        "other_names": ["Séoul", "Söul"],
    }
    page = client.get("/en/desk/members/one/seoul/").content.decode()
    assert "Bilal Demir (Secretariat): changed the member" in page


def test_an_officer_adds_a_member():
    make_region("asia")
    client = signed_in(make_officer())
    values = typed(client, "/en/desk/members/new/") | {"name": "Hà Nội", "category": "full", "region": "asia"}
    response = client.post("/en/desk/members/new/", values)
    assert response["Location"] == "/en/desk/members/one/ha-noi/"


def test_a_refused_change_is_explained_and_nothing_typed_is_lost():
    make_member("Seoul")
    client = signed_in(make_officer())
    values = typed(client, "/en/desk/members/one/seoul/") | {"zone": "Asia/Soul", "evidence": "a long text"}
    response = client.post("/en/desk/members/one/seoul/", values)
    page = response.content.decode()
    assert (response.status_code, "This is no time zone. Write it like Asia/Seoul." in page) == (422, True)
    assert ('value="Asia/Soul"' in page, "a long text" in page) == (True, True)


def test_the_second_of_two_officers_sees_the_difference_and_may_save_again():
    make_member("Seoul")
    first, second = signed_in(make_officer()), signed_in(make_officer(name="Ana Ruiz"))
    address = "/en/desk/members/one/seoul/"
    mine, theirs = typed(first, address) | {"zone": "UTC"}, typed(second, address) | {"zone": "Asia/Seoul"}
    second.post(address, theirs)
    response = first.post(address, mine)
    page = response.content.decode()
    assert (response.status_code, "Somebody else changed this record" in page) == (422, True)
    assert re.search(r"Time zone</th><td><bdi>Asia/Seoul</bdi></td><td><bdi>UTC</bdi>", page)
    token = re.search(r'name="seen"[^>]*value="([^"]*)"', page)[1]
    assert first.post(address, mine | {"seen": token}).status_code == 302
    assert Member.objects.get().zone == "UTC"


def test_a_regional_office_keeps_the_members_of_its_region_and_sees_nothing_else():
    asia, europe = make_region("asia"), make_region("europe")
    make_member("Seoul", region=asia)
    make_member("Berlin", region=europe)
    client = signed_in(make_officer("regional_office", region="asia"))
    listed = client.get("/en/desk/members/").content.decode()
    assert ("Seoul" in listed, "Berlin" in listed) == (True, False)
    assert client.get("/en/desk/members/one/seoul/").status_code == 200
    assert client.get("/en/desk/members/one/berlin/").status_code == 404
    assert client.post("/en/desk/members/one/berlin/", {"name": "Bonn"}).status_code == 404
    home = client.get("/en/desk/").content.decode()
    assert "You keep the record of 1 member of your region." in home
    assert [place for place in SECRETARIAT_ONLY if f'href="/en/desk/{place}"' in home] == []
    assert [client.get(f"/en/desk/{place}").status_code for place in SECRETARIAT_ONLY] == [403] * len(SECRETARIAT_ONLY)


def test_a_tampered_form_moves_no_member_into_another_region():
    make_region("europe")
    make_member("Seoul", region=make_region("asia"))
    client = signed_in(make_officer("regional_office", region="asia"))
    values = typed(client, "/en/desk/members/one/seoul/") | {"region": "europe"}
    assert client.post("/en/desk/members/one/seoul/", values).status_code == 422
    assert Member.objects.get().region.code == "asia"


@pytest.mark.parametrize("place", ["", "members/", *SECRETARIAT_ONLY])
def test_the_desk_is_closed_to_everybody_else(place):
    client = signed_in(make_person())
    assert client.get(f"/en/desk/{place}").status_code == 403


def test_a_chair_sees_only_the_first_page():
    client = signed_in(make_officer("chair"))
    assert client.get("/en/desk/").status_code == 200
    assert client.get("/en/desk/members/").status_code == 403


def test_an_officer_keeps_offices():
    make_office(make_member("Seoul"), source="a")
    client = signed_in(make_officer())
    pk = RegionalOffice.objects.get().pk
    values = typed(client, f"/en/desk/members/offices/{pk}/") | {"state": "closed", "closed_on": "2021-02"}
    assert client.post(f"/en/desk/members/offices/{pk}/", values).status_code == 302
    added = typed(client, "/en/desk/members/offices/new/") | {
        "region_name": "Africa",
        "host_as_printed": "Abuja",
        "state": "open",
    }
    assert client.post("/en/desk/members/offices/new/", added).status_code == 302
    assert sorted(RegionalOffice.objects.values_list("region_name", "state", "closed_on", "host__slug")) == [
        ("Africa", "open", "", None),
        ("East Asia", "closed", "2021-02", "seoul"),
    ]


def test_an_officer_keeps_terms_and_ends_one():
    mandate = make_mandate(make_member("Seoul"), make_committee(), ends="")
    client = signed_in(make_officer())
    address = f"/en/desk/organs/{mandate.pk}/"
    assert client.post(address, typed(client, address) | {"note": "as printed"}).status_code == 302
    refused = client.post(f"{address}end/", {"end-last_day": "2016"})
    assert (refused.status_code, "The term would end before it starts." in refused.content.decode()) == (422, True)
    assert client.post(f"{address}end/", {"end-last_day": "2020-11"}).status_code == 302
    new = typed(client, "/en/desk/organs/new/") | {
        "organ": "executive-committee",
        "member": "seoul",
        "role": "president",
        "starts": "2021",
    }
    assert client.post("/en/desk/organs/new/", new).status_code == 302
    assert sorted(Mandate.objects.values_list("role", "starts", "ends", "note")) == [
        ("member", "2017", "2020-11", "as printed"),
        ("president", "2021", "", ""),
    ]


def test_an_officer_keeps_meetings_and_chooses_the_current_one():
    make_meeting("excom-2020", zone="Europe/Moscow", is_current=True)
    client = signed_in(make_officer())
    address = "/en/desk/meetings/excom-2020/"
    assert (
        client.post(
            address, typed(client, address) | {"theme_ko": "민첩한 도시", "host_as_printed": "Moscow"}
        ).status_code
        == 302
    )
    new = typed(client, "/en/desk/meetings/new/") | {"kind": "general_assembly", "year": "2021", "state": "planned"}
    assert client.post("/en/desk/meetings/new/", new)["Location"] == "/en/desk/meetings/ga-2021/"
    refused = client.post("/en/desk/meetings/ga-2021/current/", follow=True).content.decode()
    assert "The site can only be about a meeting with a first day and a time zone." in refused
    Meeting.objects.filter(slug="ga-2021").update(starts_on=date(2021, 10, 18), zone="Asia/Seoul")
    client.post("/en/desk/meetings/ga-2021/current/")
    assert list(Meeting.objects.order_by("slug").values_list("slug", "is_current", "theme")) == [
        ("excom-2020", False, {"en": "Agile and connected", "ko": "민첩한 도시"}),
        ("ga-2021", True, {}),
    ]
