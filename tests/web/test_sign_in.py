"""Coming in by a link in a letter."""

import re

import pytest
import time_machine
from django.test import Client

from comitia.accounts import actions
from comitia.accounts.models import Person, SignInLink
from comitia.journal.models import Entry
from comitia.notices.models import Mail
from comitia.platform.actors import SYSTEM
from tests.conftest import AT
from tests.factories.accounts import make_officer, make_person, signed_in

pytestmark = pytest.mark.django_db
LOGIN = "/en/accounts/login/"


@pytest.fixture(autouse=True)
def _then():
    with time_machine.travel(AT, tick=False):
        yield


def ask(email: str, client: Client | None = None, **more: str):
    return (client or Client()).post(LOGIN, {"email": email, **more})


def link_in(mail: Mail) -> str:
    return re.search(r"http://127\.0\.0\.1:8000(/\S+)", mail.text)[1]


def plain(response) -> str:
    """Give the page without what is new in each: the protection token."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


def test_a_new_person_asks_for_a_link_presses_its_button_and_is_in_where_they_wanted_to_go():
    client = Client()
    assert (
        ask("new@example.org", client, next="/en/programme/")["Location"] == f"{LOGIN}sent/?next=%2Fen%2Fprogramme%2F"
    )
    link = link_in(Mail.objects.get())
    assert client.get(link).status_code == 200
    assert Person.objects.count() == 0
    response = client.post(link, {"name": "  Ögedei \u202eХаан ", "language": "tr"})
    assert (response.status_code, response["Location"]) == (302, "/en/programme/")
    person = Person.objects.get()
    assert (person.email, person.name, person.language) == ("new@example.org", "Ögedei Хаан", "tr")
    assert client.session["_auth_user_id"] == str(person.pk)
    assert list(Entry.objects.values_list("verb", "by")) == [("open_account", person.reference)]


def test_somebody_known_is_not_asked_their_name_and_comes_home():
    person, client = make_person("Aigul"), Client()
    ask(person.email, client)
    link = link_in(Mail.objects.get())
    assert b'name="name"' not in client.get(link).content
    assert client.post(link)["Location"] == "/en/"
    assert client.session["_auth_user_id"] == str(person.pk)


def test_somebody_whom_the_secretariat_entered_is_not_asked_their_name():
    person, client = actions.make_person(email="a@example.org", name="Ana", by=SYSTEM, at=AT), Client()
    secret = actions.issue_sign_in_link(email=person.email, by=SYSTEM, at=AT)
    assert client.post(f"/en/accounts/link/{secret}/").status_code == 302
    assert person.emailaddress_set.get().verified


def test_the_session_is_another_one_after_signing_in():
    person, client = make_person(), Client()
    ask(person.email, client)
    before = client.session.session_key
    client.post(link_in(Mail.objects.get()))
    assert client.session.session_key != before


def test_opening_a_link_without_pressing_its_button_does_not_use_it():
    person, client = make_person(), Client()
    ask(person.email, client)
    link = link_in(Mail.objects.get())
    for _scanner in range(3):
        assert Client().get(link).status_code == 200
        assert Client().head(link).status_code == 200
    assert client.post(link).status_code == 302


def test_only_the_digest_of_a_link_is_kept_and_its_page_is_not_passed_on():
    secret = actions.issue_sign_in_link(email="a@example.org", by=SYSTEM, at=AT)
    kept = SignInLink.objects.get()
    assert secret not in str(vars(kept))
    response = Client().get(f"/en/accounts/link/{secret}/")
    assert response["Referrer-Policy"] == "same-origin"
    assert "no-store" in response["Cache-Control"]


def test_a_used_link_says_so_and_offers_a_new_one():
    person = make_person()
    secret = actions.issue_sign_in_link(email=person.email, by=SYSTEM, at=AT, next_page="/en/members/")
    Client().post(f"/en/accounts/link/{secret}/")
    response = Client().post(f"/en/accounts/link/{secret}/")
    assert response.status_code == 410
    assert "This link has been used" in response.content.decode()
    assert "/en/accounts/login/?next=%2Fen%2Fmembers%2F" in response.content.decode()
    assert "_auth_user_id" not in response.client.session


def test_a_link_expires_after_half_an_hour():
    secret = actions.issue_sign_in_link(email=make_person().email, by=SYSTEM, at=AT)
    with time_machine.travel(AT.replace(minute=29, second=59), tick=False):
        assert Client().get(f"/en/accounts/link/{secret}/").status_code == 200
    with time_machine.travel(AT.replace(minute=30), tick=False):
        response = Client().post(f"/en/accounts/link/{secret}/")
    assert response.status_code == 410
    assert "This link is too old" in response.content.decode()


def test_a_forged_link_opens_nothing():
    response = Client().post("/en/accounts/link/forged/", {"name": "Mallory", "language": "en"})
    assert response.status_code == 410
    assert "This link is not right" in response.content.decode()
    assert Person.objects.count() == 0


def test_a_name_that_nobody_can_see_is_asked_again_and_the_link_stays_good():
    secret = actions.issue_sign_in_link(email="new@example.org", by=SYSTEM, at=AT)
    response = Client().post(f"/en/accounts/link/{secret}/", {"name": "\u200b\u3164", "language": "ko"})
    assert response.status_code == 422
    assert "Write the name by which others may know you." in response.content.decode()
    assert 'value="ko" selected' in response.content.decode()
    assert Client().post(f"/en/accounts/link/{secret}/", {"name": "민준", "language": "ko"}).status_code == 302


def test_known_and_unknown_addresses_get_the_same_answers_and_one_letter_each():
    make_person(email="known@example.org")
    first, second = Client(), Client()
    answers = [ask("known@example.org", first), ask("other@example.org", second)]
    assert answers[0].status_code == answers[1].status_code == 302
    assert answers[0].headers.get("Location") == answers[1].headers.get("Location")
    pages = [plain(client.get(answers[0]["Location"])) for client in (first, second)]
    assert pages[0].replace("known@", "X@") == pages[1].replace("other@", "X@")
    letters = {mail.to: mail for mail in Mail.objects.all()}
    assert letters["known@example.org"].subject == letters["other@example.org"].subject
    texts = [re.sub(r"/link/\S+", "", mail.text) for mail in letters.values()]
    assert texts[0] == texts[1]


def test_asking_again_within_a_minute_sends_no_second_letter():
    for _time in range(3):
        ask("new@example.org")
    assert (Mail.objects.count(), SignInLink.objects.count()) == (1, 1)
    with time_machine.travel(AT.replace(minute=1), tick=False):
        ask("new@example.org")
    assert (Mail.objects.count(), SignInLink.objects.count()) == (2, 2)


def test_too_many_links_for_one_address_are_refused_with_a_plain_page():
    answers = [ask("new@example.org").status_code for _time in range(7)]
    assert answers == [302] * 6 + [429]
    response = ask("new@example.org")
    assert "Wait ten minutes" in response.content.decode()
    assert response["Retry-After"] == "600"


def test_a_wrong_address_stays_in_the_form():
    response = ask("nobody@nowhere")
    assert response.status_code == 422
    assert "An address looks like name@example.org" in response.content.decode()
    assert 'value="nobody@nowhere"' in response.content.decode()


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_a_link_never_leads_to_another_site(elsewhere):
    person, client = make_person(), Client()
    ask(person.email, client, next=elsewhere)
    assert client.post(link_in(Mail.objects.get()))["Location"] == "/en/"
    assert client.get(LOGIN, {"next": elsewhere})["Location"] == "/en/"


def test_somebody_signed_in_goes_straight_on():
    client = signed_in(make_person())
    assert client.get(LOGIN, {"next": "/en/members/"})["Location"] == "/en/members/"


def test_a_link_for_another_person_signs_the_first_one_out():
    first, second = make_person(), make_person()
    client = signed_in(first)
    secret = actions.issue_sign_in_link(email=second.email, by=SYSTEM, at=AT)
    client.post(f"/en/accounts/link/{secret}/")
    assert client.session["_auth_user_id"] == str(second.pk)


def test_the_second_factor_is_asked_for_after_the_link():
    officer, client = make_officer(), Client()
    secret = actions.issue_sign_in_link(email=officer.email, by=SYSTEM, at=AT, next_page="/en/desk/")
    assert client.post(f"/en/accounts/link/{secret}/")["Location"] == "/en/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in client.session
    page = client.get("/en/accounts/2fa/authenticate/").content.decode()
    assert "Code of your app, or a recovery code" in page
    assert client.post("/en/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_recovery_code_opens_the_door_once():
    officer, client = make_officer(), Client()
    code = officer.authenticator_set.get(type="recovery_codes").wrap().get_unused_codes()[0]
    for expected in (["/en/desk/"], [None]):
        secret = actions.issue_sign_in_link(email=officer.email, by=SYSTEM, at=AT, next_page="/en/desk/")
        client.post(f"/en/accounts/link/{secret}/")
        assert [client.post("/en/accounts/2fa/authenticate/", {"code": code}).get("Location")] == expected
        client.post("/en/accounts/logout/")


def test_a_password_set_before_anybody_proved_the_address_is_void_once_somebody_does():
    stranger = Client()
    answers = {"email": "victim@example.org", "name": "Mallory", "language": "en"}
    stranger.post(
        "/en/accounts/signup/", {**answers, "password1": "quiet-otter-lamp-71", "password2": "quiet-otter-lamp-71"}
    )
    assert Person.objects.get().has_usable_password()
    secret = actions.issue_sign_in_link(email="victim@example.org", by=SYSTEM, at=AT)
    Client().post(f"/en/accounts/link/{secret}/", {"name": "Victoria", "language": "en"})
    person = Person.objects.get()
    assert (person.name, person.has_usable_password()) == ("Victoria", False)
