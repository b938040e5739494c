"""Check-ins that gates of others send."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
import time_machine

from comitia.accreditation.models import CheckIn
from comitia.notices.models import WebhookDelivery
from tests.api.asking import Program
from tests.factories.accounts import AT, make_officer, make_person, make_token
from tests.factories.accreditation import make_category, make_event, register
from tests.factories.webhooks import listen

pytestmark = pytest.mark.django_db
PATH = "meetings/excom-2020/check-ins"


@pytest.fixture(autouse=True)
def _at_the_opening():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def program() -> Program:
    make_category(make_event())
    return Program(make_token(make_officer()))


def passage(**more):
    return {"key": str(uuid4()), "direction": "in", "at": AT.isoformat(), **more}


def test_each_of_a_batch_is_answered_by_itself_and_what_is_sent_twice_counts_once(program):
    registration = register(make_person())
    by_code = passage(code=registration.entry_code, door="Main")
    by_reference = passage(registration=str(registration.reference), direction="out")
    stranger = passage(code="nobody")
    first = program.post(PATH, {"check_ins": [by_code, by_reference, stranger]})
    again = program.post(PATH, {"check_ins": [by_code]}).json()["check_ins"]
    assert first.status_code == 200
    told = first.json()["check_ins"]
    assert [(one["key"], one["is_recorded"], one["was_known"], one["code"]) for one in told] == [
        (by_code["key"], True, False, ""),
        (by_reference["key"], True, False, ""),
        (stranger["key"], False, False, "unknown_code"),
    ]
    assert told[0]["registration"] == str(registration.reference)
    assert [(one["is_recorded"], one["was_known"]) for one in again] == [(True, True)]
    assert CheckIn.objects.count() == 2


def test_a_webhook_is_told_of_each_passage_by_reference(program):
    listen("https://example.org/in", "check_in.recorded")
    registration = register(make_person())
    sent = passage(code=registration.entry_code)
    program.post(PATH, {"check_ins": [sent]})
    assert json.loads(WebhookDelivery.objects.get().body)["data"] == {
        "check_in": sent["key"],
        "registration": str(registration.reference),
        "meeting": "excom-2020",
        "state": "in",
    }


@pytest.mark.parametrize(
    "batch",
    [
        {"check_ins": []},
        {"check_ins": [passage(direction="up")]},
        {"check_ins": [passage(at="2020-11-17T10:00:00")]},
        {"check_ins": [passage(person="Ana")]},
        {"check_ins": [passage()] * 201},
        {},
    ],
)
def test_a_batch_that_cannot_be_read_is_refused_whole(program, batch):
    response = program.post(PATH, batch)
    assert (response.status_code, response.json()["code"]) == (422, "invalid")


def test_only_the_secretariat_checks_in_and_only_at_the_current_meeting(program):
    make_event("excom-2018", is_current=False)
    office = Program(make_token(make_officer(), region="asia"))
    refused = office.post(PATH, {"check_ins": [passage()]})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_for_this_role")
    assert program.post("meetings/excom-2018/check-ins", {"check_ins": [passage()]}).status_code == 404
