"""Agendas, delegates who speak, and lists of speakers for tests."""

from __future__ import annotations

from typing import Any

from comitia.accreditation.models import Category, Credential, Delegate, Delegation, ObserverEntity, Registration
from comitia.meetings.models import Meeting
from comitia.members.models import Member
from comitia.platform.actors import Actor
from comitia.proceedings import actions
from comitia.proceedings.models import AgendaItem
from tests.factories.accounts import make_person
from tests.factories.members import make_member, make_region
from tests.factories.sittings import AT, CLERK


def add(meeting: Meeting, title: str, *, under: AgendaItem | None = None, **more: Any) -> AgendaItem:
    """Put an item on the provisional agenda."""
    values = {"titles": {"en": title}, "business": "discuss", **more}
    return actions.add_item(meeting.pk, values, parent=under.reference if under else None, by=CLERK, at=AT)


def call(meeting: Meeting, title: str = "Regional offices", **more: Any) -> AgendaItem:
    """Put an item on the agenda, adopt it, and call the item."""
    item = add(meeting, title, **more)
    actions.adopt_agenda(meeting.pk, by=CLERK, at=AT)
    return actions.call_item(item.reference, by=CLERK, at=AT)


def make_delegate(
    meeting: Meeting, city: str = "", *, observer: str = "", region: str = "asia", speaks: bool = True, **more: Any
) -> Actor:
    """Make the head of the delegation of a member (or an observer entity) and give who acts for it."""
    entity: dict[str, Any] = {"member": member_of(city, region=region)} if city else {"observer": observer_of(observer)}
    delegation, _is_new = Delegation.objects.get_or_create(
        meeting=meeting, **entity, defaults={"created_at": AT, "changed_at": AT}
    )
    category, _is_new = Category.objects.get_or_create(
        meeting=meeting,
        code="delegate",
        defaults={"names": {"en": "Delegate"}, "entry": "delegation", "modes": ["online"]},
    )
    person = make_person(f"Speaker of {city or observer}")
    registration = Registration.objects.create(
        meeting=meeting,
        person=person,
        category=category,
        state=more.get("state", "accepted"),
        started_at=AT,
        changed_at=AT,
    )
    delegate = Delegate.objects.create(delegation=delegation, registration=registration, role=more.get("role", "head"))
    Credential.objects.create(
        delegate=delegate, state=more.get("credential", "accepted"), speaks=speaks, votes=True, changed_at=AT
    )
    return Actor(person=person.reference)


def member_of(city: str, *, region: str) -> Member:
    return Member.objects.filter(name=city).first() or make_member(city, region=make_region(region))


def observer_of(name: str) -> ObserverEntity:
    return ObserverEntity.objects.get_or_create(slug=name.lower(), defaults={"name": name})[0]
