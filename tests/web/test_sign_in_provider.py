"""Coming in through a real OpenID Connect provider."""

import html
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from comitia.accounts.models import Person
from comitia.notices.models import Mail
from tests.factories.accounts import make_officer, make_person, signed_in

pytestmark = pytest.mark.django_db
NPM = Path(__file__).parent.parent / "npm"
PORT = 8203
SERVER = f"http://127.0.0.1:{PORT}"
BACK = "http://testserver/accounts/oidc/city/login/callback/"


@pytest.fixture(scope="module")
def provider():
    command = [shutil.which("node"), NPM / "oidc_provider.mjs", str(PORT), BACK]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        while process.stdout.readline().strip() != "listening":
            assert process.poll() is None, "run `npm ci` in tests/npm"
        yield
        process.kill()


@pytest.fixture(autouse=True)
def _configured(settings):
    app = {"provider_id": "city", "name": "City account", "client_id": "comitia", "secret": "a-secret-for-tests-only"}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app | {"settings": {"server_url": SERVER}}]}}


def at_provider(address: str, email: str, *, cancel: bool = False) -> str:
    """Sign in at the provider, agree to everything it asks, and give the address it sends us back to."""
    browser = requests.Session()
    answer = browser.get(address, allow_redirects=False)
    while True:
        while "Location" in answer.headers:
            target = requests.compat.urljoin(answer.url, answer.headers["Location"])
            if target.startswith(BACK):
                browser.close()
                return target
            answer = browser.get(target, allow_redirects=False)
        if cancel:
            answer = browser.get(f"{answer.url}/abort", allow_redirects=False)
            continue
        prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)[1]
        action = re.search(r'action="([^"]+)"', answer.text)[1]
        answer = browser.post(action, {"prompt": prompt, "login": email, "password": "x"}, allow_redirects=False)


def come_in(email: str, client: Client, *, next_page: str = "/en/my/", cancel: bool = False):
    page = client.post("/accounts/oidc/city/login/", {"next": next_page}).content.decode()
    away = html.unescape(re.search(r'content="0;url=([^"]+)"', page)[1])
    back = at_provider(away, email, cancel=cancel)
    return client.get(back.removeprefix("http://testserver"))


def test_the_page_offers_the_provider_only_if_there_is_one(settings):
    assert "Sign in with City account" in Client().get("/en/accounts/login/").content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
    assert "oidc" not in Client().get("/en/accounts/login/").content.decode()


def test_somebody_new_comes_in_with_the_name_and_verified_address_that_the_provider_gives(provider):
    client = Client()
    assert come_in("maria@example.org", client, next_page="/en/programme/")["Location"] == "/en/programme/"
    person = Person.objects.get()
    assert (person.email, person.name, person.has_usable_password()) == ("maria@example.org", "Мария Quispe", False)
    assert EmailAddress.objects.get().verified
    assert client.session["_auth_user_id"] == str(person.pk)
    assert come_in("maria@example.org", Client())["Location"] == "/en/my/"
    assert Person.objects.count() == 1


def test_a_verified_address_joins_the_account_that_has_it(provider):
    person = make_person("Maria", email="maria@example.org")
    client = Client()
    come_in("maria@example.org", client)
    assert client.session["_auth_user_id"] == str(person.pk)
    assert SocialAccount.objects.get().user == person
    person.refresh_from_db()
    assert person.name == "Maria"


def test_an_address_that_the_provider_has_not_verified_joins_nothing(provider):
    make_person(email="unverified@example.org")
    client = Client()
    response = come_in("unverified@example.org", client)
    assert response["Location"].endswith("/accounts/confirm-email/")
    assert "_auth_user_id" not in client.session
    assert SocialAccount.objects.count() == 0
    assert Mail.objects.get().kind == "account_already_exists"


def test_the_second_factor_is_asked_for_after_the_provider_too(provider):
    officer = make_officer()
    client = Client()
    assert come_in(officer.email, client)["Location"].endswith("/accounts/2fa/authenticate/")
    assert "_auth_user_id" not in client.session


def test_somebody_who_stops_at_the_provider_is_told_so(provider):
    response = come_in("maria@example.org", Client(), cancel=True)
    assert response["Location"].endswith("/accounts/3rdparty/login/cancelled/")


def test_an_answer_that_was_not_asked_for_opens_nothing(provider):
    response = Client().get("/accounts/oidc/city/login/callback/?code=x&state=forged")
    assert response.status_code == 401
    assert "Choose another way in" in response.content.decode()


def test_a_provider_that_is_away_is_said_to_be_away(settings):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:8204"
    response = Client().post("/accounts/oidc/city/login/")
    assert response.status_code == 502
    assert "Your provider could not sign you in" in response.content.decode()


def test_an_account_of_a_provider_that_is_no_longer_offered_is_listed_and_says_why_it_stays():
    person = make_person()
    person.set_password("quiet-otter-lamp-71")
    person.save()
    joined = SocialAccount.objects.create(user=person, provider="gone", uid="ana-7", extra_data={})
    client = signed_in(person)
    assert "ana-7" in client.get("/en/accounts/3rdparty/").content.decode()
    page = client.post("/en/accounts/3rdparty/", {"account": joined.pk}).content.decode()
    assert "This provider is no longer used here" in page
