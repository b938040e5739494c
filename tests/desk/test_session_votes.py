"""The clerk lodges, accepts and ends proxies on the word of members, and adds remarks to results that stay."""

from __future__ import annotations

import pytest

from comitia.voting import actions
from comitia.voting.models import Correction, Proxy
from tests.factories.accounts import make_officer, signed_in
from tests.factories.sittings import AT, CLERK
from tests.factories.voting import cast, open_one, sit

pytestmark = pytest.mark.django_db
CITIES = ("kigali", "lima", "seoul")
HERE = "/en/desk/sittings/excom-2020/"
PAGE = f"{HERE}votes/"


@pytest.fixture(autouse=True)
def _on_that_day(time_machine) -> None:
    time_machine.move_to(AT, tick=False)


def text(response) -> str:
    return response.content.decode()


def test_a_proxy_is_lodged_accepted_and_ended():
    sit(*CITIES, absent=("lima",))
    browser = signed_in(make_officer())
    typed = {"proxy-principal": "lima", "proxy-holder": "seoul"}
    assert browser.post(f"{HERE}proxies/", typed)["Location"] == PAGE
    proxy = Proxy.objects.get()
    assert "Not accepted yet" in text(browser.get(PAGE))
    browser.post(f"{HERE}proxies/{proxy.reference}/", {"act": "accept"})
    assert "Accepted" in text(browser.get(PAGE))
    browser.post(f"{HERE}proxies/{proxy.reference}/", {"act": "revoke"})
    proxy.refresh_from_db()
    assert (proxy.accepted_at, proxy.revoked_at) == (AT, AT)
    gone = browser.post(f"{HERE}proxies/{proxy.reference}/", {"act": "revoke"}, follow=True)
    assert "This proxy was revoked." in text(gone)


def test_a_proxy_that_the_rules_do_not_allow_is_refused_with_its_reason():
    sit(*CITIES)
    browser = signed_in(make_officer())
    refused = browser.post(f"{HERE}proxies/", {"proxy-principal": "lima", "proxy-holder": "lima"})
    assert refused.status_code == 422
    assert "field__error" in text(refused) or "error-summary" in text(refused)
    assert not Proxy.objects.exists()


def test_a_remark_is_put_on_record_and_the_result_stays():
    committee = sit(*CITIES)
    ballot = open_one(committee)
    for city in CITIES:
        cast(committee, ballot, city, "yes")
    actions.close_ballot(ballot.reference, by=CLERK, at=AT)
    browser = signed_in(make_officer())
    assert "No result has been declared yet." in text(browser.get(PAGE))
    declared = actions.declare_result(ballot.reference, by=CLERK, at=AT)
    typed = {"remark-ballot": str(ballot.reference), "remark-member": "lima", "remark-text": "Lima meant no."}
    assert browser.post(f"{HERE}corrections/", typed)["Location"] == PAGE
    assert Correction.objects.get().member.slug == "lima"
    assert "Lima meant no." in text(browser.get(PAGE))
    outcome = declared.outcome
    ballot.refresh_from_db()
    assert ballot.outcome == outcome
    assert browser.post(f"{HERE}corrections/", {**typed, "remark-text": ""}).status_code == 422


@pytest.mark.parametrize("proxies", [1, 3])
def test_the_page_costs_the_same_for_one_proxy_and_for_many(proxies, django_assert_num_queries):
    cities = ("kigali", "lima", "moscow", "seoul", "tunis", "quito")
    committee = sit(*cities)
    for principal, holder in list(zip(cities[:3], cities[3:], strict=True))[:proxies]:
        actions.lodge_proxy(committee.meeting.pk, principal=principal, holder=holder, by=CLERK, at=AT)
    browser = signed_in(make_officer())
    browser.get(PAGE)
    with django_assert_num_queries(10):
        browser.get(PAGE)
