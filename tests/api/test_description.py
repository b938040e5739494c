"""Requests of every kind that the description allows, and others, sent to the application as it is served."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
import time_machine
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from comitia.accreditation.models import Delegation, Registration
from tests.factories.accounts import AT, make_officer, make_person, make_token
from tests.factories.accreditation import make_category, make_member, register
from tests.factories.delegations import compose, make_delegate_category, make_delegation, row
from tests.factories.programme import make_meeting, make_sessions

pytestmark = pytest.mark.django_db
EXAMPLES = 20  # for each address
# A cursor has a meaning that no description can give
NOT_CHECKED = [positive_data_acceptance]
KINDS = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


@pytest.fixture(scope="module")
def schema() -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())


@pytest.fixture(autouse=True)
def _in_one_transaction_without_limits(monkeypatch):
    for place in ("access.PER_TOKEN", "access.PER_ADDRESS", "limits.PER_ADDRESS"):
        monkeypatch.setattr(f"comitia.api.{place}", 10**6)
    for signal in (request_started, request_finished):  # they would end the transaction of the test
        signal.disconnect(close_old_connections)
    with time_machine.travel(AT, tick=False):
        yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def known() -> dict[str, dict[str, Any]]:
    """Make a meeting with everything and give, by the beginning of an address, what names there."""
    meeting = make_meeting()
    make_sessions(meeting, 2)
    make_category(meeting, by_decision=True)
    make_delegate_category(meeting)
    make_member("Seoul")
    register(make_person())
    compose(make_delegation(meeting=meeting), row("Bold", role="head"))
    registration = Registration.objects.get(category__code="observer")
    return {
        "/members/": {"slug": "seoul"},
        "/meetings/{slug}": {"slug": meeting.slug},
        "/meetings/{meeting}/sessions/": {"meeting": meeting.slug, "slug": "session-1"},
        "/meetings/{meeting}/speakers/": {"meeting": meeting.slug, "slug": "vera"},
        "/meetings/{meeting}": {"meeting": meeting.slug},
        "/registrations/": {"reference": str(registration.reference)},
        "/delegations/": {"reference": str(Delegation.objects.get().reference)},
    }


@pytest.mark.parametrize("bearer", ["nobody", "a program", "a program with another scope"])
def test_every_address_answers_as_described_whatever_is_sent(schema, known, bearer) -> None:
    officer = make_officer()
    secret = {
        "nobody": "",
        "a program": make_token(officer),
        "a program with another scope": make_token(officer, "check_in:write"),
    }[bearer]
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 12
    seen: set[tuple[str, int]] = set()
    for operation in operations:
        path = operation.path.removeprefix("/api/v1")
        named = next((names for beginning, names in known.items() if path.startswith(beginning)), {})
        kinds = [operation.as_strategy(kind) for kind in KINDS]
        kinds += [operation.as_strategy(kind, path_parameters=named) for kind in KINDS if named]

        @given(case=st.one_of(kinds))
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
            database=None,
            derandomize=True,
        )
        def ask(case: Any) -> None:
            response = case.call_and_validate(headers=headers, excluded_checks=NOT_CHECKED)
            seen.add((case.operation.label, response.status_code))

        ask()
    closed = {status for label, status in seen if label == "GET /api/v1/delegations/{reference}"}
    wanted = {"nobody": 401, "a program": 200}.get(bearer, 403)
    assert (wanted in closed, 200 in closed) == (True, bearer == "a program")
