"""A person's own pages, and every page of allauth that can be reached."""

import json
import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.test import Client

from comitia.accounts import actions
from comitia.accounts.models import Person
from comitia.journal.models import Entry, Particulars
from comitia.journal.queries import faults
from comitia.notices.models import Mail
from comitia.platform.actors import SYSTEM
from comitia.web.account import device_words
from tests.conftest import AT
from tests.factories.accounts import TOTP_SECRET, come_in, make_officer, make_person, signed_in

pytestmark = pytest.mark.django_db
PHRASE = "quiet-otter-lamp-71"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"


@pytest.fixture(autouse=True)
def _then(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with time_machine.travel(AT, tick=False):
        yield


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def sign_up(email: str, phrase: str = PHRASE, client: Client | None = None):
    answers = {"email": email, "name": "Aigul", "language": "en", "password1": phrase, "password2": phrase}
    return (client or Client()).post("/en/accounts/signup/", answers)


def enter(email: str, phrase: str = PHRASE):
    return Client().post("/en/accounts/login/password/?next=/en/my/", {"login": email, "password": phrase})


@pytest.mark.parametrize(
    "page",
    [
        "my/",
        "my/erase/",
        "accounts/email/",
        "accounts/password/set/",
        "accounts/sessions/",
        "accounts/2fa/",
        "accounts/2fa/totp/activate/",
        "accounts/2fa/webauthn/",
        "accounts/2fa/webauthn/add/",
        "accounts/3rdparty/",
        "accounts/logout/",
        "accounts/confirm-email/",
        "accounts/inactive/",
    ],
)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_of_the_account_opens(page, language):
    response = signed_in(make_person()).get(f"/{language}/{page}")
    assert response.status_code == 200
    assert " style=" not in response.content.decode()


@pytest.mark.parametrize(
    "page",
    [
        "accounts/login/",
        "accounts/login/sent/",
        "accounts/login/password/",
        "accounts/signup/",
        "accounts/password/reset/",
        "accounts/password/reset/done/",
        "accounts/password/reset/key/done/",
        "accounts/password/reset/key/1-x/",
        "accounts/confirm-email/",
        "accounts/confirm-email/x/",
        "accounts/3rdparty/login/cancelled/",
        "accounts/inactive/",
    ],
)
def test_every_page_of_coming_in_opens(page):
    assert Client().get(f"/en/{page}").status_code == 200


@pytest.mark.parametrize(
    "page", ["my/", "my/data/", "my/erase/", "accounts/sessions/", "accounts/2fa/", "accounts/email/"]
)
def test_the_account_is_only_for_its_owner_who_comes_back_after_signing_in(page):
    assert unquote(Client().get(f"/en/{page}")["Location"]) == f"/en/accounts/login/?next=/en/{page}"


def test_signing_up_with_a_password_needs_the_address_to_be_confirmed():
    client = Client()
    assert sign_up("new@example.org", client=client)["Location"] == "/en/accounts/confirm-email/"
    assert enter("new@example.org")["Location"] == "/en/accounts/confirm-email/"
    link = re.search(r"http://\S+?(/en/accounts/confirm-email/\S+/)", Mail.objects.first().text)[1]
    assert client.get(link).status_code == 200
    assert not EmailAddress.objects.get().verified
    client.post(link)
    assert EmailAddress.objects.get().verified
    assert enter("new@example.org")["Location"] == "/en/my/"


def test_signing_up_with_a_known_address_looks_the_same_and_tells_only_the_mailbox():
    make_person(email="known@example.org")
    known, unknown = sign_up("known@example.org"), sign_up("other@example.org")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert sorted(Mail.objects.values_list("to", "kind")) == [
        ("known@example.org", "account_already_exists"),
        ("other@example.org", "email_confirmation_signup"),
    ]


@pytest.mark.parametrize("phrase", ["short", "password1234", "123456789012", "aigul@example.org"])
def test_common_short_and_similar_passwords_are_refused(phrase):
    response = sign_up("aigul@example.org", phrase)
    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()
    assert Person.objects.count() == 0


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer():
    person = make_person(email="known@example.org")
    person.set_password(PHRASE)
    person.save()
    pages = [enter("known@example.org", "wrong"), enter("other@example.org", "wrong")]
    texts = [re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode()) for page in pages]
    assert texts[0].replace("known@", "X@") == texts[1].replace("other@", "X@")


def test_after_five_wrong_passwords_even_the_right_one_has_to_wait():
    person = make_person()
    person.set_password(PHRASE)
    person.save()
    for _time in range(5):
        enter(person.email, "wrong")
    assert enter(person.email).status_code == 200


def test_a_forgotten_password_is_set_anew_by_letter_and_unknown_addresses_get_a_letter_too():
    person, client = make_person(email="known@example.org"), Client()
    for email in ("known@example.org", "other@example.org"):
        assert (
            client.post("/en/accounts/password/reset/", {"email": email})["Location"]
            == "/en/accounts/password/reset/done/"
        )
    assert sorted(Mail.objects.values_list("to", flat=True)) == ["known@example.org", "other@example.org"]
    link = re.search(
        r"http://[^/]+(/en/accounts/password/reset/key/\S+/)", Mail.objects.get(to="known@example.org").text
    )[1]
    form = client.get(link)["Location"]
    assert client.get(form).status_code == 200
    client.post(form, {"password1": PHRASE, "password2": PHRASE})
    person.refresh_from_db()
    assert person.check_password(PHRASE)


def test_letters_of_allauth_are_in_the_readers_language():
    person = make_person(language="es")
    Client().post("/ko/accounts/password/reset/", {"email": person.email})
    assert Mail.objects.get().language == "es"
    assert "contraseña" in Mail.objects.get().text


def test_name_language_and_zone_are_saved_and_journalled_without_the_name():
    person = make_person()
    client = signed_in(person)
    client.cookies["zone"] = "Asia/Seoul"
    response = client.post("/en/my/", {"name": "Zoë 👩\u200d💻", "language": "ko", "zone": "Asia/Seoul"})
    assert response["Location"] == "/ko/my/"
    person.refresh_from_db()
    assert (person.name, person.language, person.zone) == ("Zoë 👩\u200d💻", "ko", "Asia/Seoul")
    entry = Entry.objects.last()
    assert (entry.verb, entry.facts) == ("save_profile", {"changed": ["language", "name", "zone"]})
    assert Particulars.objects.get(entry=entry).data["name"] == person.name


def test_what_was_typed_into_a_refused_profile_is_not_lost():
    response = signed_in(make_person()).post("/en/my/", {"name": "Zoë", "language": "ko", "zone": "Mars/Olympus"})
    assert response.status_code == 422
    assert 'value="Zoë"' in response.content.decode()


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        (PHONE, "Safari on iPhone"),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36",
            "Chrome on Android",
        ),
        ("", "A program that does not say its name"),
    ],
)
def test_a_device_is_said_in_words(user_agent, words):
    assert device_words(user_agent).name == words


def test_one_device_signs_another_out():
    person = make_person()
    here, there = come_in(person, FIREFOX), come_in(person, PHONE)
    page = here.get("/en/accounts/sessions/").content.decode()
    assert page.index("Firefox on Linux") < page.index("Safari on iPhone")
    other = UserSession.objects.get(user_agent=PHONE)
    here.post("/en/accounts/sessions/", {"device": other.pk})
    assert there.get("/en/my/").status_code == 302
    assert here.get("/en/my/").status_code == 200


def test_signing_out_everywhere_else_keeps_this_device_and_other_people():
    person, other = make_person(), make_person()
    here, there, theirs = come_in(person, FIREFOX), come_in(person, PHONE), come_in(other, PHONE)
    here.post("/en/accounts/sessions/", {"others": "1"})
    assert [client.get("/en/my/").status_code for client in (here, there, theirs)] == [200, 302, 200]


def test_nobody_signs_out_the_device_of_another_person():
    here, theirs = come_in(make_person(), FIREFOX), come_in(make_person(), PHONE)
    here.post("/en/accounts/sessions/", {"device": UserSession.objects.get(user_agent=PHONE).pk})
    assert theirs.get("/en/my/").status_code == 200


def test_a_device_in_use_is_seen_once_an_hour():
    person = make_person()
    here = come_in(person, FIREFOX)
    for minutes, seen in ((59, 0), (61, 61), (90, 61), (130, 130)):
        with time_machine.travel(AT + timedelta(minutes=minutes), tick=False):
            here.get("/en/my/")
        assert UserSession.objects.get().last_seen_at == AT + timedelta(minutes=seen)


def test_staff_set_up_the_app_get_their_codes_and_go_where_they_were_going():
    person = make_person()
    actions.give_role(person, role="secretariat", by=SYSTEM, at=AT)
    client = signed_in(person)
    page = client.get("/en/accounts/2fa/totp/activate/", {"next": "/en/desk/"}).content.decode()
    assert "Your role requires a second factor" in page
    secret = re.search(r'codes--one">(\w+)<', page)[1]
    assert client.post("/en/accounts/2fa/totp/activate/", {"code": "12"}).status_code == 200
    response = client.post("/en/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert response["Location"] == "/en/accounts/2fa/recovery-codes/"
    codes = client.get("/en/accounts/2fa/recovery-codes/").content.decode()
    assert 'href="/en/desk/"' in codes
    assert len(client.get("/en/accounts/2fa/recovery-codes/download/").content.decode().split("\n\n")[1].split()) == 10


def test_the_secret_of_the_app_is_encrypted_where_it_is_kept():
    officer = make_officer()
    kept = Authenticator.objects.get(user=officer, type="totp").data["secret"]
    assert TOTP_SECRET not in kept
    assert get_adapter().decrypt(kept) == TOTP_SECRET


def test_the_app_opens_the_door_and_staff_cannot_switch_it_off():
    officer, client = make_officer(), Client()
    secret = actions.issue_sign_in_link(email=officer.email, by=SYSTEM, at=AT, next_page="/en/my/")
    client.post(f"/en/accounts/link/{secret}/")
    assert client.post("/en/accounts/2fa/authenticate/", {"code": code_of(TOTP_SECRET)})["Location"] == "/en/my/"
    again = client.get("/en/accounts/2fa/totp/deactivate/")
    assert again["Location"].startswith("/en/accounts/2fa/reauthenticate/")
    with time_machine.travel(AT + timedelta(minutes=1), tick=False):
        client.post(again["Location"], {"code": code_of(TOTP_SECRET)})
        page = client.post("/en/accounts/2fa/totp/deactivate/").content.decode()
    assert "Your role requires a second factor, so the app stays." in page
    assert Authenticator.objects.filter(user=officer, type="totp").exists()


def test_the_export_holds_what_is_kept():
    person = make_person("Aigul")
    response = signed_in(person).get("/en/my/data/")
    assert response["Content-Disposition"] == 'attachment; filename="my-data-2020-11-17.json"'
    data = json.loads(response.content)
    assert list(data) == [
        "exported_at",
        "account",
        "addresses",
        "providers",
        "second_factors",
        "devices",
        "roles",
        "api_tokens",
        "letters",
        "registrations",
        "files",
        "delegations",
        "focal_points",
        "invitations",
        "places",
        "waiting",
        "check_ins",
        "agenda",
        "sign_ups",
        "speaker",
        "calendar_address",
        "speeches",
        "receipts",
        "corrections_of_minutes",
    ]
    assert data["account"]["name"] == "Aigul"


def test_erasing_leaves_a_nameless_reference_and_a_whole_chain():
    person = make_person("Aigul", email="aigul@example.org")
    client = signed_in(person)
    client.post("/en/my/", {"name": "Aigul Serik", "language": "en", "zone": ""})
    Client().post("/en/accounts/login/", {"email": person.email})
    assert client.post("/en/my/erase/", {"email": "other@example.org"}).status_code == 422
    assert client.post("/en/my/erase/", {"email": "Aigul@example.org"}).status_code == 302
    kept = Person.objects.get()
    assert (kept.name, kept.email, kept.is_active, kept.reference) == (
        "",
        f"erased-{person.reference}@invalid",
        False,
        person.reference,
    )
    counts = [model.objects.count() for model in (EmailAddress, UserSession, Mail, Particulars)]
    assert counts == [0, 0, 0, 0]
    assert client.get("/en/my/").status_code == 302
    assert list(faults()) == []


def test_somebody_with_a_role_gives_it_back_before_erasing():
    officer = make_officer()
    response = signed_in(officer).post("/en/my/erase/", {"email": officer.email})
    assert response.status_code == 422
    assert "Ask the secretariat to end it first" in response.content.decode()


def test_a_form_whose_token_is_old_gives_back_what_was_typed_but_no_password():
    client = Client(enforce_csrf_checks=True)
    answers = {"email": "new@example.org", "name": "Ünal <b>", "password1": PHRASE, "csrfmiddlewaretoken": "old"}
    response = client.post("/en/accounts/signup/?next=/en/my/", answers, headers={"origin": "http://testserver"})
    page = response.content.decode()
    assert response.status_code == 403
    assert "Nothing you typed is lost" in page
    assert "Ünal &lt;b&gt;" in page
    assert 'action="/en/accounts/signup/?next=/en/my/"' in page
    assert PHRASE not in page


def test_a_form_sent_by_another_site_is_not_offered_again():
    client = Client(enforce_csrf_checks=True)
    response = client.post("/en/my/erase/", {"email": "a@example.org"}, headers={"origin": "https://evil.example"})
    assert response.status_code == 403
    assert "a@example.org" not in response.content.decode()


def test_a_session_lost_midway_keeps_what_was_typed():
    client = Client()
    response = client.post(
        "/en/my/", {"name": "Ünal", "language": "tr", "zone": ""}, headers={"origin": "http://testserver"}
    )
    page = response.content.decode()
    assert response.status_code == 403
    assert "You are signed out" in page
    assert "Ünal" in page
    assert "/en/accounts/login/?next=%2Fen%2Fmy%2F" in page


def test_missing_and_forbidden_pages_say_what_to_do():
    assert "There is no such page" in Client().get("/en/accounts/nowhere/").content.decode()
