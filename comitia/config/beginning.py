"""What the operator does from the command line before anybody can sign in."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from comitia.accounts import actions as accounts
from comitia.accounts import queries as people
from comitia.members import actions as members
from comitia.members.queries.association import NOT_YET, organisation
from comitia.pages import actions as pages
from comitia.platform import clock
from comitia.platform.actors import SECRETARIAT, SYSTEM
from comitia.platform.answers import refuse


def make_organisation(*, short_name: str, name: str, email: str) -> str:
    """Make an empty organisation with one secretariat officer, and say how that officer signs in."""
    at = clock.now()
    if (made := organisation()) is not NOT_YET:
        refuse("already_made", f"This data folder already holds {made.name}. Set COMITIA_DATA_DIR to another folder.")
    members.save_organisation(short_name=short_name, name=name, contact_email=email, by=SYSTEM, at=at)
    pages.prepare_site(by=SYSTEM, at=at)
    accounts.make_person(email=email, by=SYSTEM, at=at)
    give_role(email=email, role=SECRETARIAT)
    return f"{name} is ready. `comitia serve` serves it; first sign-in: {sign_in_address(email)}"


def sign_in_address(email: str) -> str:
    """Give a one-time address that signs a person in."""
    secret = accounts.issue_sign_in_link(email=email, by=SYSTEM, at=clock.now())
    return settings.BASE_URL + reverse("sign_in_link", kwargs={"secret": secret})


def give_role(*, email: str, role: str, region: str = "") -> str:
    person = people.person_by_email(email)
    if person is None:
        refuse("unknown_person", f"Nobody has the address {email}. They sign up first, then they are given the role.")
    accounts.give_role(person, role=role, region=region, by=SYSTEM, at=clock.now())
    return f"{email} now has the role {role}."
