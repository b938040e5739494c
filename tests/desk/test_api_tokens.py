"""The desk's page of tokens."""

from __future__ import annotations

import re

import pytest
import time_machine

from comitia.accounts.models import ApiToken
from tests.factories.accounts import AT, make_officer, make_token, signed_in
from tests.factories.members import make_region

pytestmark = pytest.mark.django_db
PAGE = "/en/desk/api-tokens/"
WANTED = {"name": "Badge printer", "scopes": ["registrations:read"], "region": "asia", "days": "30"}


@pytest.fixture(autouse=True)
def _at_the_opening():
    with time_machine.travel(AT, tick=False):
        yield


def test_a_token_is_shown_once_and_works():
    make_region("asia")
    client = signed_in(make_officer())
    made = client.post(PAGE, WANTED)
    [secret] = re.findall(r"cmt_[a-z2-7]{8}_[\w-]{43}", made.content.decode())
    assert "no-store" in made["Cache-Control"]
    assert client.get("/api/v1/meetings", headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    page = client.get(PAGE).content.decode()
    assert secret not in page
    assert (f"cmt_{ApiToken.objects.get().mark}_…" in page, "Badge printer" in page) == (True, True)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": " "}, "This field is required."),
        ({"scopes": []}, "This field is required."),
        ({"scopes": ["everything"]}, "Select a valid choice. everything is not one of the available choices."),
        ({"days": "10000"}, "Select a valid choice. 10000 is not one of the available choices."),
        ({"region": "atlantis"}, "Select a valid choice. atlantis is not one of the available choices."),
    ],
)
def test_what_is_wrong_is_said_beside_what_was_typed(change, said):
    make_region("asia")
    response = signed_in(make_officer()).post(PAGE, WANTED | change)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not ApiToken.objects.exists()


def test_a_revoked_token_stays_on_the_list_and_is_revoked_once():
    officer = make_officer()
    make_token(officer)
    client, token = signed_in(officer), ApiToken.objects.get()
    first = client.post(f"{PAGE}{token.pk}/revoke/", follow=True).content.decode()
    again = client.post(f"{PAGE}{token.pk}/revoke/", follow=True).content.decode()
    assert ("The token is revoked." in first, "This token was revoked before." in again) == (True, True)
    assert "Revoked" in again
    assert client.get(f"{PAGE}{token.pk}/revoke/").status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_statements_for_one_and_for_three(count, django_assert_num_queries):
    officer = make_officer()
    client = signed_in(officer)
    for _one in range(count):
        make_token(officer)
    ApiToken.objects.update(last_used_on=AT.date())
    client.get(PAGE)
    with django_assert_num_queries(8):
        client.get(PAGE)
