"""People for tests."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from comitia.accounts import actions, queries
from comitia.accounts.actions import tokens
from comitia.accounts.models import Person
from comitia.accounts.queries.tokens import SCOPES
from comitia.platform.actors import SYSTEM

AT = datetime(2020, 11, 17, 7, 0, tzinfo=UTC)
TOTP_SECRET = "JBSWY3DPEHPK3PXP"
_numbers = itertools.count(1)


def make_person(name: str = "Aigul Serik", *, email: str = "", at: datetime = AT, **more: Any) -> Person:
    """Make a person who has proved their address."""
    address = email or f"person-{next(_numbers)}@example.org"
    person = actions.make_person(email=address, name=name, by=SYSTEM, at=at, **more)
    EmailAddress.objects.create(user=person, email=address, verified=True, primary=True)
    return person


def make_officer(
    role: str = "secretariat", *, region: str = "", name: str = "Bilal Demir", at: datetime = AT
) -> Person:
    """Make somebody with a role and the second factor that it requires."""
    person = make_person(name, at=at)
    actions.give_role(person, role=role, region=region, by=SYSTEM, at=at)
    TOTP.activate(person, TOTP_SECRET)
    RecoveryCodes.activate(person)
    return person


def signed_in(person: Person) -> Client:
    """Give a browser in which the person is signed in."""
    client = Client()
    client.force_login(person)
    return client


def come_in(person: Person, user_agent: str = "", *, at: datetime = AT) -> Client:
    """Give a browser in which the person came in by a link, so that it is listed as a device."""
    client = Client(headers={"user-agent": user_agent})
    secret = actions.issue_sign_in_link(email=person.email, by=SYSTEM, at=at)
    client.post(f"/en/accounts/link/{secret}/")
    return client


def make_token(owner: Person, *scopes: str, region: str = "", days: int = 90, at: datetime = AT) -> str:
    """Make a token of an officer, for everything if no scope is named, and give its secret."""
    wanted = scopes or tuple(SCOPES)
    return tokens.make_token(
        owner, name="Program", scopes=wanted, region=region, days=days, by=queries.actor(owner), at=at
    )
