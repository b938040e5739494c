"""Sessions, read in one statement."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session

from comitia.accounts.models import Person
from comitia.platform.sessions import SessionStore, SignIn
from tests.factories.accounts import make_person

pytestmark = pytest.mark.django_db


def test_a_session_gives_back_what_it_holds_in_one_statement(django_assert_num_queries):
    kept = SessionStore()
    kept["language"] = "ko"
    kept.create()
    with django_assert_num_queries(1):
        assert dict(SessionStore(kept.session_key).items()) == {"language": "ko"}


def test_a_session_that_is_over_or_unknown_is_empty_and_loses_its_key():
    kept = SessionStore()
    kept["language"] = "ko"
    kept.create()
    Session.objects.update(expire_date=datetime.now(UTC) - timedelta(seconds=5))
    for key in (kept.session_key, "0" * 32, None):
        store = SessionStore(key)
        assert (dict(store.items()), store.session_key) == ({}, None)


def test_a_session_to_come_to_its_end_soon_still_holds():
    kept = SessionStore()
    kept["language"] = "ko"
    kept.create()
    Session.objects.update(expire_date=datetime.now(UTC) + timedelta(seconds=60))
    assert SessionStore(kept.session_key)["language"] == "ko"


def test_a_tampered_session_is_empty():
    kept = SessionStore()
    kept["language"] = "ko"
    kept.create()
    Session.objects.update(session_data="forged")
    assert dict(SessionStore(kept.session_key).items()) == {}


def test_the_person_of_a_session_is_found_whole_and_in_one_statement(django_assert_num_queries):
    person = make_person("Aigül Serik", zone="Asia/Almaty")
    with django_assert_num_queries(1):
        found = SignIn().get_user(person.pk)
    assert found == Person.objects.get(pk=person.pk)
    fields = [field.attname for field in Person._meta.concrete_fields]
    assert {name: getattr(found, name) for name in fields} == Person.objects.filter(pk=person.pk).values(*fields).get()
    found.name = "Aigül"
    found.save()
    assert Person.objects.get().name == "Aigül"


def test_nobody_is_found_who_is_unknown_or_may_not_sign_in():
    person = make_person()
    Person.objects.update(is_active=False)
    assert (SignIn().get_user(person.pk), SignIn().get_user(0)) == (None, None)
