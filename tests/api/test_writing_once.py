"""What a program writes is done once, however often and however fast it is sent."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connections

from comitia.accounts.actions.answered import forget_answered
from comitia.accounts.models import AnsweredRequest
from comitia.accreditation.models import Registration
from comitia.journal.models import Entry
from comitia.notices.models import Mail
from tests.api.asking import Program
from tests.factories.accounts import AT, make_officer, make_person, make_token
from tests.factories.accreditation import make_category, make_event, register

ACCEPT, REFUSE = {"act": "accept"}, {"act": "refuse", "reason": "No room."}


@pytest.fixture(autouse=True)
def _at_the_opening():
    with time_machine.travel(AT):
        yield


@pytest.fixture
def world():
    make_category(make_event(), by_decision=True)
    registration = register(make_person())
    return f"registrations/{registration.reference}/decision", make_token(make_officer())


@pytest.mark.django_db
def test_the_same_request_again_gets_the_same_answer_and_does_nothing(world):
    path, secret = world
    program = Program(secret)
    first = program.post(path, ACCEPT, key="a")
    done = Entry.objects.count(), Mail.objects.count()
    again = program.post(path, ACCEPT, key="a")
    assert (again.status_code, again.content, again["Content-Type"]) == (200, first.content, first["Content-Type"])
    assert (first.get("Idempotency-Replayed"), again["Idempotency-Replayed"]) == (None, "true")
    assert (Entry.objects.count(), Mail.objects.count()) == done


@pytest.mark.django_db
def test_a_refusal_is_an_answer_too(world):
    path, secret = world
    program = Program(secret)
    program.post(path, ACCEPT, key="a")
    refused = program.post(path, ACCEPT, key="b")
    Registration.objects.update(state="submitted", places={})
    again = program.post(path, ACCEPT, key="b")
    assert (again.status_code, again.content, again["Content-Type"]) == (
        409,
        refused.content,
        "application/problem+json",
    )
    assert Registration.objects.get().state == "submitted"


@pytest.mark.django_db
def test_a_key_is_for_one_request_of_one_program(world):
    path, secret = world
    program = Program(secret)
    assert program.post(path, ACCEPT, key="a").status_code == 200
    other = program.post(path, REFUSE, key="a")
    assert (other.status_code, other.json()["code"]) == (422, "key_used_before")
    assert Program(make_token(make_officer())).post(path, REFUSE, key="a").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", " ", "k" * 121, "ключ"])
def test_nothing_is_written_without_a_key_that_can_be_kept(world, key):
    path, secret = world
    headers = {"Authorization": f"Bearer {secret}", **({"Idempotency-Key": key} if key else {})}
    response = Program(secret)._client.post(f"/api/v1/{path}", ACCEPT, content_type="application/json", headers=headers)
    assert (response.status_code, response.json()["detail"].split(": ")[1]) == (422, "Idempotency-Key. Correct them.")
    assert Registration.objects.get().state == "submitted"


@pytest.mark.django_db
def test_after_a_day_a_key_is_free_again(world):
    path, secret = world
    with time_machine.travel(AT, tick=False):
        Program(secret).post(path, ACCEPT, key="a")
    with time_machine.travel(AT + timedelta(hours=24), tick=False):
        assert Program(secret).post(path, REFUSE, key="a").json()["state"] == "refused"
    assert forget_answered(at=AT + timedelta(hours=47)) == 0
    assert forget_answered(at=AT + timedelta(hours=48)) == 1
    assert not AnsweredRequest.objects.exists()


@pytest.mark.django_db
def test_a_failure_of_ours_leaves_the_key_free(world, monkeypatch):
    path, secret = world
    program = Program(secret)
    program._client.raise_request_exception = False
    monkeypatch.setattr("comitia.accreditation.actions.deciding.write_about", None)
    assert program.post(path, ACCEPT, key="a").status_code == 500
    monkeypatch.undo()
    assert program.post(path, ACCEPT, key="a").json()["state"] == "accepted"


def test_of_eight_that_send_the_same_at_once_one_does_it_and_all_are_told(committed, world):
    path, secret = world
    connections.close_all()

    def send(_number):
        try:
            response = Program(secret).post(path, ACCEPT, key="a")
            return response.status_code, response.content, response.get("Idempotency-Replayed")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))
    assert {status for status, _body, _again in answers} == {200}
    assert len({body for _status, body, _again in answers}) == 1
    assert [again for _status, _body, again in answers].count(None) == 1
    assert Entry.objects.filter(verb="accept_registration").count() == 1
    assert Mail.objects.filter(kind="registration_accepted").count() == 1


def test_of_eight_that_send_the_same_at_once_a_day_later_one_does_it(committed, world):
    path, secret = world
    with time_machine.travel(AT, tick=False):
        Program(secret).post(path, ACCEPT, key="a")
    Registration.objects.update(state="submitted", places={})
    connections.close_all()

    def send(_number):
        try:
            return Program(secret).post(path, ACCEPT, key="a").status_code
        finally:
            connections.close_all()

    with time_machine.travel(AT + timedelta(hours=25), tick=False), ThreadPoolExecutor(8) as pool:
        assert set(pool.map(send, range(8))) == {200}
    assert Entry.objects.filter(verb="accept_registration").count() == 2
