"""Ways of signing in are switched on and off, and fail, in the journal too."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time
from django.test import Client

from comitia.accounts.actions import SIGN_IN_ACTS, note_sign_in_method
from comitia.desk.verbs import VERBS
from comitia.journal.models import Entry
from comitia.platform.actors import SYSTEM
from tests.factories.accounts import make_person, signed_in
from tests.security.secret_words import AT
from tests.security.world import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _first_of_november() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def code_of(secret: str) -> str:
    return f"{hotp_value(secret, next(iter(yield_hotp_counters_from_time()))):06}"


def test_ways_in_are_in_the_journal_when_they_are_switched_on_and_off_and_when_they_fail(
    django_capture_on_commit_callbacks: Any,
) -> None:
    person = make_person(at=AT)
    for step in switch_on_and_off(signed_in(person)):
        with django_capture_on_commit_callbacks(execute=True):
            step()
    assert not Authenticator.objects.exists()
    entries = Entry.objects.filter(subject=f"person:{person.reference}").order_by("number")
    done = [(one.verb, one.by, one.capacity) for one in entries][1:]
    assert [verb for verb, _by, _capacity in done] == [
        "fail_second_factor",
        "switch_on_app",
        "make_recovery_codes",
        "make_recovery_codes",
        "fail_second_factor",
        "switch_off_app",
        "remove_recovery_codes",
        "set_password",
    ]
    assert {(by, capacity) for _verb, by, capacity in done} == {(person.reference, "self")}


def switch_on_and_off(client: Client) -> list[Callable[[], Any]]:
    """Give the steps of somebody who tries out every way in."""
    page = client.get("/en/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r'codes--one">(\w+)<', page)[1]
    phrase = "quiet-otter-lamp-71"
    return [
        partial(client.post, "/en/accounts/2fa/totp/activate/", {"code": "000000"}),
        partial(client.post, "/en/accounts/2fa/totp/activate/", {"code": code_of(secret)}),
        partial(client.post, "/en/accounts/2fa/recovery-codes/generate/"),
        partial(client.post, "/en/accounts/2fa/reauthenticate/", {"code": "000000"}),
        partial(client.post, "/en/accounts/2fa/totp/deactivate/"),
        partial(client.post, "/en/accounts/password/set/", {"password1": phrase, "password2": phrase}),
    ]


def test_a_wrong_code_at_the_door_is_written_down_as_a_visitors() -> None:
    world = make_world()
    officer = world.people["chair"]
    client = Client()
    officer.set_password("quiet-otter-lamp-71")
    officer.save()
    client.post("/en/accounts/login/password/", {"login": officer.email, "password": "quiet-otter-lamp-71"})
    client.post("/en/accounts/2fa/authenticate/", {"code": "000000"})
    last = Entry.objects.latest("number")
    assert (last.verb, last.by, last.capacity, last.subject) == (
        "fail_second_factor",
        None,
        "visitor",
        f"person:{officer.reference}",
    )


def test_every_way_in_has_words_and_another_one_is_refused() -> None:
    assert set(SIGN_IN_ACTS) <= VERBS.keys()
    with pytest.raises(ValueError, match="dance"):
        note_sign_in_method(make_person(at=AT), "dance", by=SYSTEM, at=AT)
