"""A meeting with its categories and questions, and people who register, as short calls."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

from allauth.mfa.models import Authenticator

from comitia.accounts.models import Person, RoleGrant
from comitia.accreditation import actions
from comitia.accreditation.models import Category, Question, Registration
from comitia.meetings.models import Meeting
from comitia.members.models import Member, Region
from comitia.platform.actors import SYSTEM, Actor

AT = datetime(2020, 11, 1, 9, 0, tzinfo=UTC)
_numbers = count(1)


def make_event(slug="excom-2020", *, state="convoked", is_current=True) -> Meeting:
    return Meeting.objects.create(
        slug=slug,
        kind=Meeting.Kind.EXECUTIVE_COMMITTEE,
        year=2020,
        starts_on=datetime(2020, 11, 17, tzinfo=UTC).date(),
        zone="Europe/Moscow",
        state=state,
        is_current=is_current,
        theme={"en": "Smart cities after the pandemic"},
    )


def make_category(
    meeting, code="observer", *, places=None, by_decision=False, opens_at=None, closes_at=None, order=1
) -> Category:
    return actions.save_category(
        meeting,
        code,
        names={"en": code.capitalize()},
        descriptions={},
        admission="by_decision" if by_decision else "at_once",
        places=places,
        opens_at=opens_at,
        closes_at=closes_at,
        order=order,
        by=SYSTEM,
        at=AT,
    )


def ask(meeting, key, *, categories=("observer",), kind="text", options=(), required=True, page=1, order=1) -> Question:
    return actions.save_question(
        meeting,
        key,
        categories=categories,
        kind=kind,
        labels={"en": f"{key}?"},
        hints={},
        options=[{"value": value, "labels": {"en": value.capitalize()}} for value in options],
        is_required=required,
        page=page,
        order=order,
        by=SYSTEM,
        at=AT,
    )


def make_person(name="", *, email="", language="en") -> Person:
    number = next(_numbers)
    return Person.objects.create(
        email=email or f"person{number}@example.org", name=name or f"Person {number}", language=language, created_at=AT
    )


def give_role(person, role="secretariat", *, region="") -> Person:
    """Give a person a role and the second factor that the desk wants."""
    RoleGrant.objects.create(person=person, role=role, region=region, granted_at=AT)
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "unused"})
    return person


def make_member(name="Seoul", *, region="asia") -> Member:
    place, _is_new = Region.objects.get_or_create(code=region, defaults={"names": {"en": region.capitalize()}})
    return Member.objects.create(
        slug=name.lower().replace(" ", "-"), name=name, region=place, category=Member.Category.FULL
    )


def officer(*roles, regions=()) -> Actor:
    return Actor(
        person=make_person().reference,
        capacity="secretariat",
        roles=frozenset(roles or {"secretariat"}),
        regions=frozenset(regions),
    )


def own(person) -> Actor:
    return Actor(person=person.reference)


def fill_in(person, category="observer", *, answers=None, at=AT) -> None:
    """Save every page and the consents, as the person would."""
    given = {key: value if isinstance(value, list) else [value] for key, value in (answers or {}).items()}
    form = Category.objects.get(code=category, meeting__is_current=True)
    pages = len(set(form.questions.values_list("page", flat=True)))
    for step in range(1, pages + 1):
        actions.save_page(person, category=category, step=step, given=given, at=at)
    actions.save_consents(person, category=category, publish="everyone", recording="yes", at=at)


def register(person, category="observer", *, answers=None, at=AT) -> Registration:
    fill_in(person, category, answers=answers, at=at)
    return actions.submit(person, category=category, by=own(person), at=at)
