"""What other programs are told of registrations, delegations and credentials."""

from __future__ import annotations

import json

import pytest

from comitia.accreditation import actions
from comitia.notices.models import WebhookDelivery
from tests.factories.accreditation import AT, make_category, make_event, make_person, officer, own, register
from tests.factories.delegations import bring_letter, compose, decide, make_delegation, row
from tests.factories.webhooks import listen

pytestmark = pytest.mark.django_db


def told() -> list[tuple[str, dict[str, str]]]:
    """Give what was queued since the last time, as event and data."""
    found = [json.loads(one.body) for one in WebhookDelivery.objects.order_by("pk")]
    WebhookDelivery.objects.all().delete()
    return [(body["type"], body["data"]) for body in found]


def test_each_step_of_a_registration_is_told_with_its_state():
    listen()
    make_category(make_event(), by_decision=True)
    person = make_person("Secret Name")
    registration = register(person)
    actions.decide(registration.reference, accept=True, reason="", by=officer(), at=AT)
    actions.withdraw(person, by=own(person), at=AT)
    about = {"registration": str(registration.reference), "meeting": "excom-2020"}
    assert told() == [
        ("registration.submitted", {**about, "state": "submitted"}),
        ("registration.decided", {**about, "state": "accepted"}),
        ("registration.withdrawn", {**about, "state": "withdrawn"}),
    ]


def test_a_delegation_is_told_once_for_each_act_and_credentials_one_by_one():
    listen()
    delegation = make_delegation()
    about = {"delegation": str(delegation.reference), "meeting": "excom-2020"}
    people = compose(delegation, row("Bold", role="head"))
    assert told() == [("delegation.changed", about)]
    bring_letter(delegation)
    assert told() == [("delegation.changed", about)]
    decide(delegation, people["Bold"])
    head = {"registration": str(people["Bold"].reference)}
    assert told() == [
        ("credential.decided", {**head, **about, "state": "accepted"}),
        ("registration.decided", {**head, "meeting": "excom-2020", "state": "accepted"}),
        ("delegation.changed", about),
    ]
