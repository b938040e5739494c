"""Tokens: who gets in with which, and never with more than the owner may."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from comitia.accounts import actions, queries
from comitia.accounts.actions.tokens import revoke_token
from comitia.accounts.models import ApiToken, Person, RoleGrant
from comitia.journal.models import Entry
from comitia.platform.actors import SYSTEM
from comitia.platform.answers import RefusedError
from tests.api.asking import Program
from tests.factories.accounts import AT, make_officer, make_person, make_token
from tests.factories.accreditation import make_category, make_event, make_member, register

pytestmark = pytest.mark.django_db
LIST = "meetings/excom-2020/registrations"


@pytest.fixture(autouse=True)
def _at_the_opening():
    with time_machine.travel(AT, tick=False):
        yield


def said(response) -> tuple[int, str, str]:
    assert response["Content-Type"] == "application/problem+json"
    return response.status_code, response.json()["code"], response["WWW-Authenticate"]


def test_only_the_digest_of_a_token_is_kept():
    secret = make_token(make_officer())
    kept = ApiToken.objects.get()
    assert kept.digest == queries.digest_of(secret)
    assert secret.split("_")[1] == kept.mark
    assert secret.rpartition("_")[2] not in str(vars(kept))


@pytest.mark.parametrize(
    "sent", ["", "Basic dTpw", "Bearer ", "Bearer cmt_aaaaaaaa_" + "A" * 43, "Bearer é", "Bearer \x00"]
)
def test_without_a_good_token_nobody_gets_in(sent):
    make_event()
    response = Client().get(f"/api/v1/{LIST}", headers={"Authorization": sent} if sent else {})
    code = "unknown_token" if sent.startswith("Bearer") else "no_token"
    more = "" if code == "no_token" else ', error="invalid_token"'
    assert said(response) == (401, code, 'Bearer realm="api"' + more)


def test_a_token_that_is_revoked_or_too_old_is_refused_at_once():
    make_event()
    officer = make_officer()
    program = Program(make_token(officer, days=30))
    assert program.get(LIST).status_code == 200
    with time_machine.travel(AT + timedelta(days=30), tick=False):
        assert said(program.get(LIST)) == (401, "token_expired", 'Bearer realm="api", error="invalid_token"')
    revoke_token(ApiToken.objects.get().pk, by=queries.actor(officer), at=AT)
    assert said(program.get(LIST)) == (401, "token_revoked", 'Bearer realm="api", error="invalid_token"')


@pytest.mark.parametrize("loss", ["role", "second factor", "account"])
def test_who_loses_the_role_takes_the_token_along(loss):
    make_event()
    officer = make_officer()
    make_officer()
    program = Program(make_token(officer))
    if loss == "role":
        actions.end_role(RoleGrant.objects.get(person=officer).pk, by=SYSTEM, at=AT)
    elif loss == "second factor":
        officer.authenticator_set.all().delete()
    else:
        Person.objects.filter(pk=officer.pk).update(is_active=False)
    assert said(program.get(LIST)) == (403, "owner_without_role", 'Bearer realm="api", error="invalid_token"')


def test_a_token_for_a_region_does_what_its_regional_office_may_and_no_more():
    meeting = make_event()
    make_category(meeting)
    ours, theirs = register(make_person()), register(make_person())
    for registration, member in ((ours, make_member("Seoul")), (theirs, make_member("Moscow", region="europe"))):
        registration.member = member
        registration.save()
    program = Program(make_token(make_officer(), region="asia"))
    assert [one["reference"] for one in program.get(LIST).json()["records"]] == [str(ours.reference)]
    assert program.get(f"registrations/{theirs.reference}").status_code == 404
    refused = program.post(f"registrations/{theirs.reference}/decision", {"act": "refuse", "reason": "No."})
    assert refused.status_code == 404


def test_a_token_acts_only_for_the_one_who_makes_it_and_only_the_secretariat_makes_any():
    officer, other, office = make_officer(), make_officer(), make_officer("regional_office", region="asia")
    with pytest.raises(RefusedError, match="not_yours"):
        actions.tokens.make_token(
            other, name="x", scopes=["registrations:read"], days=30, by=queries.actor(officer), at=AT
        )
    with pytest.raises(RefusedError, match="not_secretariat"):
        make_token(office)


def test_the_day_of_use_is_noted_once_a_day():
    make_event()
    program = Program(make_token(make_officer()))
    before = Entry.objects.count()
    program.get(LIST)
    program.get(LIST)
    with time_machine.travel(AT + timedelta(days=1), tick=False):
        program.get(LIST)
    assert [one.verb for one in Entry.objects.filter(number__gt=before)] == ["use_token", "use_token"]
    assert ApiToken.objects.get().last_used_on == (AT + timedelta(days=1)).date()


def test_whose_data_is_erased_has_no_token_left():
    officer = make_officer()
    make_officer()
    make_token(officer)
    actions.end_role(RoleGrant.objects.get(person=officer).pk, by=SYSTEM, at=AT)
    actions.forget_person(officer, by=SYSTEM, at=AT)
    assert not ApiToken.objects.exists()


def test_a_program_that_asks_too_often_is_told_when_to_come_back(monkeypatch):
    monkeypatch.setattr("comitia.api.access.PER_TOKEN", 2)
    make_event()
    program = Program(make_token(make_officer()))
    left = [program.get(LIST)["RateLimit-Remaining"] for _time in range(2)]
    refused = program.get(LIST)
    assert left == ["1", "0"]
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
    assert [refused[name] for name in ("RateLimit-Limit", "RateLimit-Reset", "Retry-After")] == ["2", "60", "60"]
    with time_machine.travel(AT + timedelta(seconds=60), tick=False):
        assert program.get(LIST).status_code == 200


def test_strangers_are_counted_by_address_and_one_does_not_use_up_the_others_requests(monkeypatch):
    monkeypatch.setattr("comitia.api.limits.PER_ADDRESS", 2)
    make_event()
    ask = Client().get
    statuses = [ask("/api/v1/meetings", REMOTE_ADDR=f"192.0.2.{host}").status_code for host in (1, 1, 1, 2)]
    assert statuses == [200, 200, 429, 200]
    assert ask("/api/v1/meetings", REMOTE_ADDR="192.0.2.1")["Retry-After"] == "60"
