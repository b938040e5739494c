"""Registrations and delegations for programs."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from comitia.accounts.queries.tokens import SCOPES
from comitia.accreditation.models import Delegation, Registration
from comitia.api import schemas
from comitia.api.urls import api
from comitia.journal.models import Entry
from comitia.notices.models import Mail
from tests.api.asking import Program
from tests.factories.accounts import AT, make_officer, make_person, make_token
from tests.factories.accreditation import make_category, make_event, register
from tests.factories.delegations import bring_letter, compose, decide, make_delegate_category, make_delegation, row

pytestmark = pytest.mark.django_db
LIST = "meetings/excom-2020/registrations"


@pytest.fixture(autouse=True)
def _at_the_opening():
    with time_machine.travel(AT, tick=False):
        yield


def made(number: int, **more) -> list[Registration]:
    """Make a meeting with so many registrations that wait for a decision."""
    make_category(make_event(), **{"by_decision": True, **more})
    return [register(make_person(f"Person {one}")) for one in range(number)]


def officer() -> Program:
    return Program(make_token(make_officer()))


def references(response) -> list[str]:
    return [one["reference"] for one in response.json()["records"]]


def test_a_registration_is_told_with_what_the_list_at_the_desk_shows():
    [registration] = made(1)
    record = officer().get(f"registrations/{registration.reference}").json()
    assert record == {
        "reference": str(registration.reference),
        "meeting": "excom-2020",
        "category": "observer",
        "state": "submitted",
        "mode": "online",
        "member": None,
        "name": "Person 0",
        "email": registration.person.email,
        "submitted_at": "2020-11-01T09:00:00Z",
        "decided_at": None,
        "changed_at": "2020-11-01T09:00:00Z",
        "answers": {},
        "staff_answers": {},
    }
    assert record.keys() == schemas.Registration.model_fields.keys()


def test_a_list_is_read_in_pages_that_newcomers_do_not_shift():
    first, second, third = made(3)
    program = officer()
    page = program.get(LIST, limit=2)
    assert references(page) == [str(first.reference), str(second.reference)]
    Registration.objects.filter(pk=first.pk).delete()
    fourth = register(make_person())
    rest = program.get(LIST, limit=2, cursor=page.json()["next"])
    assert references(rest) == [str(third.reference), str(fourth.reference)]
    assert rest.json()["next"] is None


def test_filters_narrow_a_list():
    first, second, _third = made(3)
    Registration.objects.filter(pk=first.pk).update(state="accepted")
    Registration.objects.filter(pk=second.pk).update(changed_at=AT + timedelta(days=1))
    program = officer()
    assert references(program.get(LIST, state="accepted")) == [str(first.reference)]
    assert references(program.get(LIST, category="speaker")) == []
    since = (AT + timedelta(hours=1)).isoformat()
    assert references(program.get(LIST, changed_since=since)) == [str(second.reference)]
    assert len(references(program.get(LIST, changed_since="2020-11-01T09:00:00Z", category="observer"))) == 3


@pytest.mark.parametrize("cursor", ["x", "!!", "é", "LTE", "MQ==", "MDE", "A" * 40])
def test_a_cursor_that_is_none_of_ours_is_refused(cursor):
    make_event()
    assert officer().get(LIST, cursor=cursor).json()["code"] == "unknown_cursor"


def test_what_was_not_sent_is_told_to_no_program():
    [registration] = made(1)
    Registration.objects.update(state="draft")
    program = officer()
    assert references(program.get(LIST)) == []
    assert program.get(f"registrations/{registration.reference}").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_takes_the_same_statements_for_one_and_for_three(count, django_assert_num_queries):
    made(count)
    program = officer()
    program.get(LIST)
    with django_assert_num_queries(4):
        assert len(references(program.get(LIST))) == count


def test_who_has_the_present_state_is_told_so_and_no_cache_between_keeps_it():
    made(1)
    secret = make_token(make_officer())
    first = Program(secret).get(LIST)
    assert Program(secret, **{"If-None-Match": first["ETag"]}).get(LIST).status_code == 304
    assert (first["Cache-Control"], "Authorization" in first["Vary"]) == ("private, no-cache", True)
    assert "Access-Control-Allow-Origin" not in first


def test_a_decision_is_one_act_in_the_journal_with_a_letter():
    [registration] = made(1)
    program = officer()
    program.get(LIST)
    entries, letters = Entry.objects.count(), Mail.objects.count()
    response = program.post(f"registrations/{registration.reference}/decision", {"act": "accept"})
    assert (response.status_code, response.json()) == (
        200,
        {"reference": str(registration.reference), "state": "accepted", "decided_at": "2020-11-17T07:00:00Z"},
    )
    [entry] = Entry.objects.order_by("number")[entries:]
    assert (entry.verb, entry.capacity, entry.on_behalf_of[:6]) == ("accept_registration", "secretariat", "token:")
    assert Mail.objects.count() == letters + 1


def test_what_is_not_possible_is_refused_with_its_reason_in_the_language_asked_for():
    accepted, waiting, withdrawn = made(3)
    Registration.objects.filter(pk=withdrawn.pk).update(state="withdrawn")
    secret = make_token(make_officer())
    program = Program(secret)
    assert program.post(f"registrations/{accepted.reference}/decision", {"act": "accept"}).status_code == 200
    answers = [
        program.post(f"registrations/{one.reference}/decision", body)
        for one, body in (
            (accepted, {"act": "accept"}),
            (withdrawn, {"act": "accept"}),
            (waiting, {"act": "refuse"}),
            (waiting, {"act": "dance"}),
            (waiting, {"act": "accept", "state": "accepted"}),
            (waiting, []),
        )
    ]
    assert [(one.status_code, one.json()["code"]) for one in answers] == [
        (409, "already_accepted"),
        (409, "withdrawn"),
        (422, "invalid"),
        (422, "invalid"),
        (422, "invalid"),
        (422, "invalid"),
    ]
    path = f"registrations/{waiting.reference}/decision"
    in_korean = Program(secret, **{"Accept-Language": "ko"}).post(path, {"act": "refuse"}).json()
    assert in_korean["detail"] != answers[2].json()["detail"]
    assert program._client.post(f"/api/v1/{path}", "{", content_type="application/json").status_code == 400


def test_nobody_decides_their_own_registration_by_a_program():
    make_category(make_event(), by_decision=True)
    person = make_officer()
    own = register(person)
    response = Program(make_token(person)).post(f"registrations/{own.reference}/decision", {"act": "accept"})
    assert (response.status_code, response.json()["code"]) == (403, "own_registration")


def test_a_delegation_is_told_with_the_state_of_its_credentials():
    delegation = make_delegation()
    people = compose(delegation, row("Bold", role="head"), row("Tuya", role="adviser"))
    bring_letter(delegation)
    decide(delegation, people["Bold"])
    program = officer()
    [record] = program.get("meetings/excom-2020/delegations").json()["records"]
    assert record == program.get(f"delegations/{delegation.reference}").json()
    schemas.Delegation.model_validate(record)
    assert record.keys() == schemas.Delegation.model_fields.keys()
    assert (record["kind"], record["entity"], record["holder"]) == (
        "member",
        "ulaanbaatar",
        str(people["Bold"].reference),
    )
    assert [(one["name"], one["role"], one["credential"], one["votes"]) for one in record["delegates"]] == [
        ("Bold", "head", "accepted", True),
        ("Tuya", "adviser", "received", False),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_delegations_take_the_same_statements_for_one_and_for_three(count, django_assert_num_queries):
    meeting = make_event()
    make_delegate_category(meeting)
    for number in range(count):
        compose(make_delegation(f"City {number}", meeting=meeting), row(f"Head {number}", role="head"))
    program = officer()
    program.get("meetings/excom-2020/delegations")
    with django_assert_num_queries(5):
        found = program.get("meetings/excom-2020/delegations", limit=2).json()
    assert (len(found["records"]), found["next"] is None) == (min(count, 2), count < 3)


def closed_routes() -> list[tuple[str, str, str]]:
    """List method, path and scope of every address that wants a token, from the description."""
    found = []
    for path, methods in api.get_openapi_schema(path_prefix="")["paths"].items():
        for method, operation in methods.items():
            found.extend((method, path, scope) for one in operation.get("security", ()) for scope in one["Token"])
    return found


@given(route=st.sampled_from(closed_routes()), scopes=st.sets(st.sampled_from(sorted(SCOPES)), min_size=1))
@how(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
def test_a_token_opens_what_its_scopes_name_and_nothing_else(route, scopes):
    method, path, scope = route
    if not Delegation.objects.exists():
        compose(make_delegation(), row("Bold", role="head"))
    reference = Registration.objects.get().reference
    if path.startswith("/delegations/"):
        reference = Delegation.objects.get().reference
    program = Program(make_token(make_officer(), *scopes))
    address = path.strip("/").replace("{meeting}", "excom-2020").replace("{reference}", str(reference))
    response = program.get(address) if method == "get" else getattr(program, method)(address, {})
    if scope in scopes:
        assert response.status_code in {200, 422}
    else:
        assert (response.status_code, response.json()["code"]) == (403, "scope_missing")
        assert response["WWW-Authenticate"].endswith(f'scope="{scope}"')


def test_every_scope_opens_something():
    assert {scope for _method, _path, scope in closed_routes()} <= SCOPES.keys()
    assert settings.DEBUG is False
