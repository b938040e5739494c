import pytest

from comitia.journal.models import Entry
from comitia.members.actions import add_member, save_member, save_office
from comitia.members.models import Member, RegionalOffice
from comitia.members.queries.records import member_record, members_of, office_record
from tests.factories.members import make_member, make_region
from tests.factories.records import AT, OFFICER, regional_officer
from tests.factories.refusals import refusal

pytestmark = pytest.mark.django_db
SEOUL = {"name": "Seoul", "category": "full", "region": "", "country_code": "KR", "other_names": []}


def test_a_member_is_added_with_an_entry_in_the_journal():
    assert add_member(SEOUL, by=OFFICER, at=AT) == "seoul"
    assert Entry.objects.values_list("verb", "subject", "by").get() == ("add_member", "member:seoul", OFFICER.person)


def test_a_change_is_journaled_with_before_and_after():
    make_member("Seoul", country_code="KR")
    save_member("seoul", {"zone": "Asia/Seoul", "other_names": ["Séoul"]}, seen=None, by=OFFICER, at=AT)
    facts = Entry.objects.get().facts
    assert facts == {
        "before": {"zone": "", "other_names": []},
        "after": {"zone": "Asia/Seoul", "other_names": ["Séoul"]},
    }


def test_saving_what_is_there_already_is_no_act():
    make_member("Seoul")
    save_member("seoul", member_record("seoul").values, seen=None, by=OFFICER, at=AT)
    assert Entry.objects.count() == 0


def test_the_second_of_two_officers_is_told_that_the_record_has_changed():
    make_member("Seoul")
    seen = member_record("seoul").token
    save_member("seoul", {"zone": "Asia/Seoul"}, seen=seen, by=OFFICER, at=AT)
    assert refusal(save_member, "seoul", {"zone": "UTC"}, seen=seen, by=OFFICER, at=AT) == "changed_meanwhile"
    assert Member.objects.get().zone == "Asia/Seoul"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "HÀ NỘI"}, "name_taken"),
        ({"other_names": ["Ha Noi"]}, "name_taken"),
        ({"zone": "Mars/Base"}, "zone_unknown"),
        ({"region": "atlantis"}, "region_unknown"),
    ],
)
def test_what_cannot_be_is_refused(change, code):
    make_member("Hanoi", country_code="VN")
    make_member("Seoul", country_code="VN")
    assert refusal(save_member, "seoul", change, seen=None, by=OFFICER, at=AT) == code


def test_a_regional_office_sees_and_edits_only_the_members_of_its_region():
    asia, europe = make_region("asia"), make_region("europe")
    make_member("Seoul", region=asia)
    make_member("Berlin", region=europe)
    by = regional_officer("asia")
    assert [member.name for member in members_of(by)] == ["Seoul"]
    save_member("seoul", {"zone": "Asia/Seoul"}, seen=None, by=by, at=AT)
    assert refusal(save_member, "berlin", {"zone": "UTC"}, seen=None, by=by, at=AT) == "other_region"
    assert refusal(save_member, "seoul", {"region": "europe"}, seen=None, by=by, at=AT) == "other_region"
    assert refusal(add_member, {**SEOUL, "name": "Bonn", "region": "europe"}, by=by, at=AT) == "other_region"
    assert refusal(save_office, None, {}, seen=None, by=by, at=AT) == "not_secretariat"


def test_a_chair_edits_no_member():
    make_member("Seoul", region=make_region("asia"))
    chair = regional_officer("asia").__class__(OFFICER.person, capacity="chair", roles=frozenset({"chair"}))
    assert refusal(save_member, "seoul", {"zone": "UTC"}, seen=None, by=chair, at=AT) == "not_secretariat"


def test_an_office_is_opened_and_closed():
    make_member("Seoul")
    pk = save_office(
        None,
        {
            "region_name": "East Asia",
            "host": "seoul",
            "host_as_printed": "Seoul",
            "state": "open",
            "opened_on": "2013-09",
        },
        seen=None,
        by=OFFICER,
        at=AT,
    )
    save_office(pk, {"state": "closed", "closed_on": "2021"}, seen=office_record(pk).token, by=OFFICER, at=AT)
    assert RegionalOffice.objects.values_list("host__slug", "state", "opened_on", "closed_on").get() == (
        "seoul",
        "closed",
        "2013-09",
        "2021",
    )
    assert refusal(save_office, pk, {"closed_on": "soon"}, seen=None, by=OFFICER, at=AT) == "date_unreadable"
    assert refusal(save_office, pk, {"host": "oz"}, seen=None, by=OFFICER, at=AT) == "member_unknown"


def test_members_are_found_by_any_spelling_without_accents():
    make_member("Hanoi", also=("Hà Nội",))
    make_member("Seoul", native_name="서울")
    assert [member.name for member in members_of(OFFICER, words="ha noi")] == ["Hanoi"]
    assert [member.name for member in members_of(OFFICER, words="서울")] == ["Seoul"]
