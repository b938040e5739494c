"""The people of the demonstration: all invented, each with an address that cannot exist."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from comitia.accounts.actions import give_role, make_person
from comitia.accounts.models import Person
from comitia.accounts.queries import actor
from comitia.accreditation.actions import decide, save_page, submit
from comitia.notices.actions import hold_letters
from comitia.platform.actors import REGIONAL_OFFICE, SECRETARIAT, Actor

OFFICER: Final = "officer@comitia.example"
DATA: Final = Path(__file__).with_name("data") / "people.json"


def build(*, by: Actor, at: datetime) -> None:
    """Make the officers and some registrations, of which a few wait for a decision."""
    officer = make_person(email=OFFICER, name="Olivia Officer (demonstration)", by=by, at=at)
    give_role(officer, role=SECRETARIAT, by=by, at=at)
    regional = make_person(email="europe@comitia.example", name="Remy Regional (demonstration)", by=by, at=at)
    give_role(regional, role=REGIONAL_OFFICE, region="europe", by=by, at=at)
    deciding = actor(officer)
    for given in json.loads(DATA.read_text("utf-8")):
        person = make_person(
            email=given["email"], name=given["name"], language=given["language"], zone=given["zone"], by=by, at=at
        )
        _register(person, given, by=deciding, at=at)
    hold_letters(by=by, at=at)


def deciding_officer() -> Actor:
    """Give the officer of the demonstration, who acts for the secretariat."""
    return actor(Person.objects.get(email=OFFICER))


def _register(person: Person, given: dict[str, Any], *, by: Actor, at: datetime) -> None:
    category = given["category"]
    for step, answers in enumerate(given["pages"], 1):
        save_page(person, category=category, step=step, given=answers, at=at)
    registration = submit(
        person,
        category=category,
        publish=given["publish"],
        recording=given["recording"],
        by=actor(person),
        at=at,
    ).registration
    if given["decision"]:
        decide(
            registration.reference, accept=given["decision"] == "accept", reason=given.get("reason", ""), by=by, at=at
        )
