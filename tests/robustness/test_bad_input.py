"""Names in any script, and cookies, sessions and forms that somebody has tampered with."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from comitia.accounts import actions as accounts
from comitia.accounts.models import Person
from comitia.accreditation.models import Registration
from comitia.notices.models import Mail
from comitia.platform.actors import SYSTEM
from comitia.platform.bus import publish
from comitia.platform.kept import PUBLIC_CHANGED
from comitia.platform.names import clean_name
from tests.factories.accounts import make_officer, signed_in
from tests.factories.accreditation import AT, make_category, make_event
from tests.factories.members import make_organisation
from tests.security.addresses import routes
from tests.security.test_access import LEFT_OUT
from tests.security.world import make_world

pytestmark = pytest.mark.django_db
NAMES = st.text(
    st.characters(codec="utf-8", categories=("L", "M", "N", "P", "S", "Z", "Cf", "Cc")), min_size=1, max_size=60
).filter(lambda name: clean_name(name) and clean_name(name) == clean_name(clean_name(name)))


@pytest.fixture(autouse=True)
def _first_of_november():
    with time_machine.travel(AT, tick=False):
        yield


@given(name=NAMES)
@example("علي الحسن 🎉")
@example("\u202eevil\u202c \u2067שלום\u2069")
@example("Zo\u200bë \u200d Z\u0308\u0308\u0308")
@example("👩‍👩‍👧‍👦 李小龍")
@example('<script>alert("x")</script> &amp; {{ 7*7 }}')
@example('=HYPERLINK("http://evil.example")')
@example("%(name)s {0} \\n\r\nBcc: all@example.org")
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), database=None)
def test_a_name_in_any_script_goes_through_the_whole_journey(name: str) -> None:
    publish(PUBLIC_CHANGED, {})  # what was kept of the example before
    with transaction.atomic():
        make_organisation()
        make_category(make_event(), by_decision=True)
        secret = accounts.issue_sign_in_link(email="zq@example.org", by=SYSTEM, at=AT)
        client = Client()
        assert client.post(f"/en/accounts/link/{secret}/", {"name": name, "language": "ar"}).status_code == 302
        person = Person.objects.get(email="zq@example.org")
        assert person.name == clean_name(name)[:150]
        consents = {"publish": "everyone", "recording": "no"}
        assert client.post("/en/register/observer/check/", consents)["Location"] == "/en/register/"
        officer = signed_in(make_officer())
        reference = Registration.objects.get().reference
        officer.post(f"/en/desk/registrations/{reference}/decide/", {"act": "accept"})
        for reader, address in (
            (Client(), "/ar/participants/"),
            (officer, "/en/desk/registrations/"),
            (client, "/ar/my/"),
        ):
            page = reader.get(address).content.decode()
            assert shown(person.name) in shown(
                unescape(re.sub(r"<[^>]*>", " ", page) + " ".join(re.findall('value="([^"]*)"', page)))
            )
            assert "<script>alert" not in page
        cells = next(
            csv.reader(
                io.StringIO(
                    officer.get("/en/desk/registrations/list.csv").content.decode("utf-8-sig").partition("\n")[2]
                )
            )
        )
        assert shown(person.name) in shown(cells[3])
        assert cells[3][:1] not in "=+-@\t\r" or cells[3] == ""
        letters = list(Mail.objects.filter(kind__startswith="registration_"))
        assert [letter.language for letter in letters] == ["ar", "ar"]
        assert all("\n" not in letter.subject for letter in letters)
        transaction.set_rollback(True)


def shown(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("value", ["../../etc/passwd", "a" * 4000, "é\x7f%00"])
def test_a_tampered_cookie_makes_nobody_somebody_and_breaks_no_page(value: str) -> None:
    world = make_world()
    for route in routes():
        if route.name in LEFT_OUT or route.path.startswith("cms/"):
            continue
        client = Client()
        for name in ("sessionid", "csrftoken", "messages", "zone", "django_language"):
            client.cookies[name] = value
        response = client.get(next(route.filled(world.values_of)))
        assert response.status_code < 500, route.name
        assert not response.wsgi_request.user.is_authenticated


def test_a_session_of_another_key_or_of_a_person_who_left_opens_nothing(settings) -> None:
    world = make_world()
    client = world.client("secretariat")
    assert client.get("/en/desk/").status_code == 200
    settings.SECRET_KEY = "another" * 10
    assert client.get("/en/desk/").status_code == 302
