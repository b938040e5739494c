"""Opening accounts, profiles, erasure."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session

from comitia.accounts import actions, queries, tasks
from comitia.accounts.models import Person
from comitia.accounts.queries import LinkState
from comitia.journal.models import Entry
from comitia.platform.actors import SYSTEM, Actor
from comitia.platform.answers import RefusedError
from tests.conftest import AT
from tests.factories.accounts import come_in, make_officer, make_person

pytestmark = pytest.mark.django_db


def test_a_link_says_what_it_is_good_for():
    good, used = (actions.issue_sign_in_link(email="a@example.org", by=SYSTEM, at=AT) for _ in range(2))
    actions.use_sign_in_link(used, name="Ana", language="en", at=AT)
    states = [queries.read_link(secret, at=AT).state for secret in (good, used, "forged")]
    assert states == [LinkState.GOOD, LinkState.USED, LinkState.UNKNOWN]
    assert queries.read_link(good, at=AT + timedelta(minutes=30)).state == LinkState.EXPIRED


def test_old_links_are_forgotten_after_a_week():
    actions.issue_sign_in_link(email="a@example.org", by=SYSTEM, at=AT)
    assert actions.forget_old_links(at=AT + timedelta(days=7)) == 0
    assert tasks.forget_old_links.call() == 1


def test_an_address_belongs_to_whoever_proved_it_whatever_its_case():
    person = make_person(email="main@example.org")
    EmailAddress.objects.create(user=person, email="second@example.org", verified=True, primary=False)
    EmailAddress.objects.create(user=person, email="third@example.org", verified=False, primary=False)
    found = [
        queries.person_by_email(email) for email in ("MAIN@example.org", " second@example.org", "third@example.org")
    ]
    assert found == [person, person, None]


def test_a_profile_saved_unchanged_is_no_act():
    person = make_person("Ana")
    before = Entry.objects.count()
    actions.save_profile(person, name=" Ana ", language="en", zone="", by=queries.actor(person), at=AT)
    assert Entry.objects.count() == before


def test_only_oneself_or_the_secretariat_erases_a_person():
    person, other, officer = make_person(), make_person(), make_officer()
    with pytest.raises(RefusedError, match="not_yours"):
        actions.forget_person(person, by=queries.actor(other), at=AT)
    actions.forget_person(person, by=queries.actor(officer), at=AT)
    actions.forget_person(other, by=queries.actor(other), at=AT)
    assert Person.objects.filter(name="").count() == 2


def test_erasure_ends_every_session():
    with time_machine.travel(AT, tick=False):
        person = make_person()
        clients = [come_in(person), come_in(person)]
        actions.forget_person(person, by=Actor(person.reference), at=AT)
    assert Session.objects.count() == 0
    assert [client.get("/en/my/").status_code for client in clients] == [302, 302]
