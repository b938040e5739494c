import pytest

from comitia.journal.models import Entry
from comitia.organs.actions import end_mandate, save_mandate
from comitia.organs.models import Mandate
from comitia.organs.queries.records import mandate_record
from tests.factories.members import make_member
from tests.factories.organs import make_committee, make_mandate
from tests.factories.records import AT, OFFICER, regional_officer
from tests.factories.refusals import refusal

pytestmark = pytest.mark.django_db
NEW = {
    "organ": "executive-committee",
    "member": "seoul",
    "role": "president",
    "starts": "2017",
    "ends": "",
    "source": "",
    "note": "",
}


def test_a_term_is_entered_and_ended():
    make_committee()
    make_member("Seoul")
    pk = save_mandate(None, NEW, seen=None, by=OFFICER, at=AT)
    end_mandate(pk, ends="2020-11-17", by=OFFICER, at=AT)
    assert Mandate.objects.values_list("member__slug", "role", "starts", "ends").get() == (
        "seoul",
        "president",
        "2017",
        "2020-11-17",
    )
    assert list(Entry.objects.order_by("number").values_list("verb", "subject")) == [
        ("save_mandate", f"mandate:{pk}"),
        ("end_mandate", f"mandate:{pk}"),
    ]


def test_what_cannot_be_a_term_is_refused():
    pk = make_mandate(make_member("Seoul"), make_committee(), source="a").pk
    make_mandate(make_member("Hanoi"), Mandate.objects.get().organ, source="a")
    assert refusal(end_mandate, pk, ends="2016", by=OFFICER, at=AT) == "ends_before_start"
    assert refusal(end_mandate, pk, ends="", by=OFFICER, at=AT) == "date_needed"
    assert refusal(end_mandate, pk, ends="soon", by=OFFICER, at=AT) == "date_unreadable"
    assert refusal(save_mandate, pk, {"member": "hanoi"}, seen=None, by=OFFICER, at=AT) == "mandate_twice"
    assert refusal(save_mandate, pk, {"member": "oz"}, seen=None, by=OFFICER, at=AT) == "member_unknown"
    assert refusal(save_mandate, 0, {}, seen=None, by=regional_officer("asia"), at=AT) == "not_secretariat"


def test_the_second_of_two_officers_is_told_that_the_term_has_changed():
    pk = make_mandate(make_member("Seoul"), make_committee()).pk
    seen = mandate_record(pk).token
    save_mandate(pk, {"ends": "2021"}, seen=seen, by=OFFICER, at=AT)
    assert refusal(save_mandate, pk, {"ends": "2022"}, seen=seen, by=OFFICER, at=AT) == "changed_meanwhile"
