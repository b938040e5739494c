"""What the guide for programs says is so."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client

from comitia.accounts.queries.tokens import SCOPES
from comitia.accreditation.models import Registration
from comitia.api.limits import PER_ADDRESS, PER_TOKEN
from comitia.notices.policies.webhooks import EVENTS, PAUSES, signature
from tests.api.test_registrations import closed_routes
from tests.factories.accounts import AT, make_officer, make_person, make_token
from tests.factories.accreditation import ask, make_category, register
from tests.factories.programme import make_meeting, make_sessions

GUIDE = (Path(__file__).parents[2] / "docs" / "guide" / "api.md").read_text("utf-8")


def examples(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)


@pytest.mark.django_db
def test_every_command_of_the_guide_works():
    meeting = make_meeting()
    make_sessions(meeting, 1)
    make_category(meeting, by_decision=True)
    ask(meeting, "diet", required=False)
    reference = str(register(make_person()).reference)
    with time_machine.travel(AT, tick=False):
        known = {"$SITE": "", "$TOKEN": make_token(make_officer()), "$REFERENCE": reference}
        lines = [line for block in examples("sh") for line in block.replace("\\\n", "").splitlines()]
        answers = [sent(line, known) for line in lines]
    assert [answer.status_code for answer in answers] == [200] * 6
    registration = Registration.objects.get()
    assert (registration.state, registration.answers) == ("accepted", {"diet": "vegetarian"})


def sent(line: str, known: dict[str, str]) -> Any:
    """Do what a line for curl says."""
    for name, value in known.items():
        line = line.replace(name, value)
    words = iter(shlex.split(line)[1:])
    headers, body, address, method = {}, None, "", "post"
    for word in words:
        if word == "-H":
            name, _colon, value = next(words).partition(": ")
            headers[name] = value
        elif word == "-X":
            method = next(words).lower()
        elif word == "-d":
            body = next(words)
        else:
            address = word
    if body is None:
        return Client().get(address, headers=headers)
    return getattr(Client(), method)(address, body, content_type=headers.pop("Content-Type"), headers=headers)


def test_the_check_of_a_signature_is_right():
    [code] = examples("python")
    names: dict[str, Any] = {}
    exec(code, names)
    secret, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b"{}"
    headers = {"webhook-id": "m", "webhook-timestamp": "1", "webhook-signature": signature(secret, "m", "1", body)}
    assert names["is_ours"](secret, headers, body)
    assert not names["is_ours"](secret, headers, b"[]")


def test_the_tables_and_numbers_of_the_guide_are_those_of_the_code():
    told = re.findall(r"`(GET|PATCH|POST) ([^`]+)`", GUIDE)
    routes = {(method.upper(), path.strip("/"), scope) for method, path, scope in closed_routes()}
    assert {(method, path) for method, path in told} == {(method, path) for method, path, _scope in routes}
    rows = re.findall(r"^\| `([a-z_]+:[a-z]+)` \| (.*) \|$", GUIDE, re.MULTILINE)
    assert {(scope, path) for scope, cell in rows for path in re.findall(r"`\w+ ([^`]+)`", cell)} == {
        (scope, path) for _method, path, scope in routes
    }
    assert {scope for scope, _cell in rows} <= SCOPES.keys()
    assert set(re.findall(r"`([a-z_]+\.[a-z]+)`", GUIDE)) == EVENTS.keys()
    assert (f"{PER_TOKEN} requests a minute for a token, {PER_ADDRESS} for" in GUIDE) is True
    assert [pause.total_seconds() / 60 for pause in PAUSES] == [1, 5, 30, 120, 300, 600, 840]
