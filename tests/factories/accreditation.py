"""A meeting with its categories and questions, and people who register, as short calls."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

from allauth.mfa.models import Authenticator

from comitia.accounts.models import Person, RoleGrant
from comitia.accreditation import actions, queries
from comitia.accreditation.models import Category, Pool, Registration
from comitia.accreditation.queries.form import published_version
from comitia.accreditation.queries.versions import form_of_version
from comitia.core.forms.definition import Condition, Kind, Option, Page, Question, Section
from comitia.core.forms.editing import add_page, add_question, remove_question
from comitia.meetings.models import Meeting
from comitia.members.models import Member, Region
from comitia.platform.actors import SYSTEM, Actor
from comitia.platform.answers import require

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
    meeting, code="observer", *, places=None, by_decision=False, opens_at=None, closes_at=None, order=1, entry="open"
) -> Category:
    values = {
        "names": {"en": code.capitalize()},
        "descriptions": {},
        "admission": "by_decision" if by_decision else "at_once",
        "entry": entry,
        "modes": [],
        "places": places,
        "opens_at": opens_at,
        "closes_at": closes_at,
        "order": order,
    }
    return actions.save_category(meeting, code, values, by=SYSTEM, at=AT)


def ask(
    meeting, key, *, categories=(), kind="text", options=(), required=True, page=1, order=1, conditions=(), **more
) -> Question:
    """Publish the meeting's form with one question more, for some categories or for all."""
    if categories:
        conditions = (Condition("category", tuple(categories)), *conditions)
    question = Question(
        key=key,
        kind=Kind(kind),
        labels={"en": f"{key}?"},
        options=tuple(Option(value, {"en": value.capitalize()}) for value in options),
        is_required=required,
        conditions=tuple(conditions),
        **more,
    )
    form = form_of_version(published_version(meeting.pk))
    if key in form:
        form = remove_question(form, key)
    while len(form.pages) < page:
        number = len(form.pages) + 1
        form = add_page(form, Page(titles={"en": f"Page {number}"}, sections=(Section(f"page-{number}"),)))
    actions.publish_form(meeting, add_question(form, question, section=f"page-{page}", to=order - 1), by=SYSTEM, at=AT)
    return question


def taken(code="") -> int:
    """Give how many places of a category are taken, or of the only one there is."""
    return Pool.objects.get(**{"quota__own_of__code": code} if code else {"quota__own_of__isnull": False}).taken


def holders():
    """Give the registrations that hold places."""
    return Registration.objects.exclude(places={})


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
    """Save every page, as the person would."""
    given = {key: value if isinstance(value, list) else [value] for key, value in (answers or {}).items()}
    form = queries.form_of(category)
    for step in form.pages_for(queries.progress(None, form)) or (1,):
        actions.save_page(person, category=category, step=step, given=given, at=at)


def send(person, category="observer", *, publish="everyone", recording="yes", at=AT) -> actions.Sent:
    return actions.submit(person, category=category, publish=publish, recording=recording, by=own(person), at=at)


def apply(person, category="observer", *, at=AT) -> Registration:
    """Send what is filled in; raise what refuses it."""
    sent = send(person, category, at=at)
    require(sent.answer)
    return sent.registration


def register(person, category="observer", *, answers=None, at=AT) -> Registration:
    fill_in(person, category, answers=answers, at=at)
    return apply(person, category, at=at)
