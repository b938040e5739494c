"""The same thing wanted by many at once, asked of the running program by HTTP."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

import pytest
from django.db import connections

from comitia.accounts import actions as accounts
from comitia.accounts.models import Person, SignInLink
from comitia.accreditation.models import Registration
from comitia.notices.models import Mail
from comitia.platform import clock
from comitia.platform.actors import SYSTEM
from tests.factories.accounts import make_person
from tests.factories.accreditation import fill_in, holders, make_category, make_event, taken
from tests.factories.members import make_organisation
from tests.robustness.site import Browser, at_once, browser_of, serving, text_of

pytestmark = pytest.mark.processes


def test_the_same_address_eight_times_at_once_is_one_letter_and_one_person(committed, tmp_path: Path) -> None:
    make_organisation()
    links = [accounts.issue_sign_in_link(email="new@example.org", by=SYSTEM, at=clock.now()) for _link in range(8)]
    with serving(tmp_path) as site:
        asked = at_once(
            [partial(Browser(site).post, "/en/accounts/login/", email="other@example.org") for _one in range(8)]
        )
        used = at_once(
            [partial(Browser(site).post, f"/en/accounts/link/{link}/", name="Ana", language="en") for link in links]
        )
    # Six letters for one address in a quarter of an hour are the limit, whether or not they are sent.
    assert [status for status, _text in asked if status != 429] == [302] * 6
    assert used == [(302, "/en/")] * 8
    assert Mail.objects.filter(to="other@example.org").count() == 1
    assert SignInLink.objects.filter(email="other@example.org").count() == 1
    assert list(Person.objects.values_list("email", "name")) == [("new@example.org", "Ana")]


def test_of_fifty_who_send_at_once_one_gets_the_last_place(committed, tmp_path: Path) -> None:
    make_organisation()
    make_category(make_event(), places=1)
    people = [make_person(f"Person {number}") for number in range(50)]
    for person in people:
        fill_in(person)
    with serving(tmp_path) as site:
        browsers = [browser_of(site, person) for person in people]
        connections.close_all()
        started = time.monotonic()
        sent = at_once(
            [
                partial(browser.post, "/en/register/observer/check/", publish="nobody", recording="no")
                for browser in browsers
            ]
        )
        assert time.monotonic() - started < 20
    said = {text_of(text)[-2000:] for status, text in sent if status != 302}
    assert sorted(status for status, _text in sent) == [302, *[409] * 49], said
    assert taken() == 1
    assert Registration.objects.filter(state="accepted").count() == holders().count() == 1
    assert Mail.objects.count() == 1
