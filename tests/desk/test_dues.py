"""Dues and the rules on them on the desk."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comitia.core.governance.standing import DuesTest
from comitia.members.models import Assessment, Payment
from comitia.organs.queries.standing import rules_of_organ
from comitia.platform.clock import now
from tests.factories.accounts import make_officer, signed_in
from tests.factories.dues import make_dues
from tests.factories.members import make_member
from tests.factories.organs import make_committee

pytestmark = pytest.mark.django_db
ONE = "/en/desk/dues/of/seoul/2020/"
RULE = "/en/desk/dues/rules/executive-committee/"


def text(response):
    """Give the words of a page; one space for each gap, non-breaking ones too."""
    page = re.sub(r"</?(?:time|bdi)[^>]*>", "", response.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_an_officer_enters_dues_and_a_payment_and_sees_what_is_open():
    make_member("Seoul")
    client = signed_in(make_officer())
    new = {"member": "seoul", "year": "2020", "amount": "1500", "currency": "USD", "due_on": "2020-03-31", "note": ""}
    assert client.post("/en/desk/dues/new/", new)["Location"] == "/en/desk/dues/of/seoul/"
    paid = {"payment-amount": "500.00", "payment-paid_on": "2020-02-01", "payment-mark": "B 7"}
    assert client.post(f"{ONE}pay/", paid)["Location"] == ONE
    page = text(client.get("/en/desk/dues/?year=2020&state=overdue"))
    assert "USD 1,500.00 USD 500.00 USD 1,000.00" in page
    assert "Bilal Demir (Secretariat): recorded a payment" in text(client.get(ONE))


def test_what_cannot_be_is_explained_beside_its_form_and_nothing_typed_is_lost():
    make_dues(make_member("Seoul"))
    client = signed_in(make_officer())
    paid = {"payment-amount": "1,500", "payment-paid_on": "2020-02-01", "payment-mark": "B 7"}
    response = client.post(f"{ONE}pay/", paid)
    page = response.content.decode()
    assert (response.status_code, 'value="1,500"' in page, 'value="B 7"' in page) == (422, True, True)
    assert "Write the sum in figures with a point before the decimals" in page
    response = client.post(f"{ONE}instalments/", {"instalments-parts": "soon 5", "instalments-agreed_on": "2020-02-01"})
    assert (response.status_code, "“soon 5” is no instalment." in response.content.decode()) == (422, True)


def test_a_payment_is_taken_back_only_with_a_reason():
    make_dues(make_member("Seoul"), paid=500_00)
    client = signed_in(make_officer())
    address = f"{ONE}payments/{Payment.objects.get().pk}/take-back/"
    assert "Take back the payment of USD 500.00?" in text(client.post(address))
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "It came back."})["Location"] == ONE
    assert Payment.objects.count() == 0
    assert "taken back already" in text(client.post(address, {"reason": "Again."}, follow=True))


def test_dues_are_waived_put_into_instalments_corrected_and_removed():
    make_dues(make_member("Seoul"))
    client = signed_in(make_officer())
    client.post(f"{ONE}waive/", {"waiver-waived_on": "2020-04-01", "waiver-reason": "Decided."})
    assert "Waived on 1 April 2020. Decided." in text(client.get(ONE))
    client.post(f"{ONE}withdraw/", {"withdrawal-reason": "Another year."})
    parts = "2020-06-30 500.00\n2020-12-31 1000.00"
    client.post(f"{ONE}instalments/", {"instalments-parts": parts, "instalments-agreed_on": "2020-04-01"})
    assert parts in client.get(ONE).content.decode()
    client.post(f"{ONE}instalments/", {"instalments-parts": "", "instalments-agreed_on": "2020-04-02"})
    seen = re.search(r'name="seen"[^>]*value="([^"]*)"', client.get(ONE).content.decode())[1]
    client.post(ONE, {"amount": "1400", "currency": "USD", "due_on": "2020-03-31", "note": "", "seen": seen})
    assert Assessment.objects.values_list("amount", "instalments", "waived_on").get() == (1400_00, [], None)
    assert client.post(f"{ONE}remove/", {"removal-reason": "A mistake."})["Location"] == "/en/desk/dues/of/seoul/"
    assert Assessment.objects.count() == 0


def test_a_rule_gets_a_new_version_and_the_member_sees_its_standing_under_it():
    make_committee()
    make_dues(make_member("Seoul"))
    client = signed_in(make_officer())
    typed = {"seen": "0", "in_force_from": "2020-01-01", "vote_is_tested": "on", "vote_grace_days": "10"}
    assert client.post(RULE, typed)["Location"] == RULE
    (rule,) = rules_of_organ("executive-committee").rules
    assert (rule.vote, rule.candidacy) == (DuesTest(grace_days=10), None)
    page = text(client.get("/en/desk/dues/of/seoul/"))
    assert ("Dues are in arrears on" in page, "The rules do not ask for paid dues here." in page) == (True, True)
    response = client.post(RULE, typed)
    assert (response.status_code, "Somebody else changed this rule meanwhile." in text(response)) == (422, True)
    assert "All dues must be paid. Grace of 10 days. Tested on the first day of the meeting." in text(
        client.get("/en/desk/dues/rules/")
    )


def test_a_table_of_dues_is_looked_at_and_applied():
    make_member("Seoul")
    client = signed_in(make_officer())
    content = b"member,year,amount,currency,due_on\nSeoul,2020,1500,USD,2020-03-31\nOz,2020,1,USD,2020-03-31\n"
    file = SimpleUploadedFile("dues.csv", content)
    address = client.post("/en/desk/imports/", {"kind": "dues", "file": file})["Location"]
    page = client.get(address).content.decode()
    assert re.findall(r'class="is-(\w+)"', page) == ["new", "error"]
    client.post(address, {"shown": re.search(r'name="shown" value="([^"]+)"', page)[1]})
    assert Assessment.objects.values_list("member__name", "amount").get() == ("Seoul", 1500_00)


@pytest.mark.parametrize("address", ["/en/desk/dues/", "/en/desk/dues/of/city-0/", "/en/desk/dues/rules/"])
def test_a_page_costs_the_same_statements_for_one_row_and_for_three(address):
    make_committee()
    client = signed_in(make_officer())

    def statements():
        client.get(address)
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    member = make_member("City 0")
    make_dues(member, 2018, paid=5)
    one = statements()
    make_dues(member, 2019, paid=5)
    make_dues(make_member("City 1"), 2019, paid=5)
    assert statements() == one


def test_dues_that_are_due_tomorrow_are_not_overdue():
    make_dues(make_member("Seoul"), due_on=now().date() + timedelta(days=1))
    page = text(signed_in(make_officer()).get(ONE))
    assert ("Not yet due" in page, "Overdue" in page) == (True, False)


def test_the_dues_of_nobody_are_not_found_and_a_regional_office_sees_none():
    make_dues(make_member("Seoul"))
    client = signed_in(make_officer())
    assert [client.get(f"/en/desk/dues/{place}").status_code for place in ("of/oz/", "of/seoul/2019/", "rules/x/")] == [
        404
    ] * 3
    office = signed_in(make_officer("regional_office", region="asia"))
    assert office.get("/en/desk/dues/").status_code == 403
