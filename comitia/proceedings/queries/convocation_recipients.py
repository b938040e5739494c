"""Whom a convocation calls, and at which addresses the system can write to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from comitia.accreditation.models import Delegate, Delegation, FocalPoint, ObserverEntity, Registration
from comitia.accreditation.queries.delegations import seated_members
from comitia.meetings.models import Meeting
from comitia.members.models import Member
from comitia.proceedings.models import Addressee, Convocation

TAKES_PART: Final = (Registration.State.SUBMITTED, Registration.State.ACCEPTED)
GONE: Final = (Registration.State.REFUSED, Registration.State.WITHDRAWN)
HEAD, FOCAL_POINT, PARTICIPANT = "head", "focal_point", "participant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody to whom a letter can go; one who heads the delegation of a seated member reads closed items too."""

    role: str
    email: str
    name: str
    language: str
    person: UUID | None
    reads_closed: bool
    focal_point: FocalPoint | None = None
    registration: Registration | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """A member, an observer entity or a registered person whom a convocation calls, with the contacts known."""

    member: Member | None = None
    observer: ObserverEntity | None = None
    registration: Registration | None = None
    contacts: tuple[Contact, ...] = ()
    has_people: bool = False

    @property
    def lacks(self) -> str:
        """Say why no letter can be written; empty if one can."""
        if self.contacts:
            return ""
        return Addressee.Lack.NO_ADDRESS if self.has_people else Addressee.Lack.NOBODY


def called_by(convocation: Convocation) -> tuple[Called, ...]:
    """List whom a convocation would call now: a constant number of statements.

    Members are those seated on the organ on the first day and those with a delegation; each address stands once for a
    member, and participants who are reached for a delegation already are not called again by themselves.
    """
    meeting = convocation.meeting
    seated = set(seated_members(meeting))
    delegations = list(Delegation.objects.filter(meeting=meeting).select_related("member", "observer"))
    people = _people_of(delegations)
    by_member = {one.member_id: one for one in delegations if one.member_id}
    members = {one.pk: one for one in Member.objects.filter(slug__in=seated)}
    members |= {one.member.pk: one.member for one in delegations if one.member}
    called = [
        _called(people, by_member.get(one.pk), member=one, reads_closed=not seated or one.slug in seated)
        for one in sorted(members.values(), key=lambda one: (one.name, one.pk))
    ]
    if convocation.with_observers:
        watching = [one for one in delegations if one.observer]
        called += [
            _called(people, one, observer=one.observer, reads_closed=False)
            for one in sorted(watching, key=lambda one: (one.observer.name if one.observer else "", one.pk))
        ]
    reached = {contact.email.lower() for one in called for contact in one.contacts}
    return (*called, *_participants(meeting, convocation.categories, reached))


People = dict[int, list[tuple[str, Delegate | FocalPoint]]]


def _people_of(delegations: Iterable[Delegation]) -> People:
    keys = [one.pk for one in delegations]
    heads = Delegate.objects.filter(delegation__in=keys, role=Delegate.Role.HEAD, left_at=None)
    heads = heads.exclude(registration__state__in=GONE).select_related("registration__person")
    points = FocalPoint.objects.filter(delegation__in=keys, ended_at=None).select_related("person")
    found: People = defaultdict(list)
    for head in heads.order_by("pk"):
        found[head.delegation_id].append((HEAD, head))
    for point in points.order_by("pk"):
        found[point.delegation_id].append((FOCAL_POINT, point))
    return found


def _called(
    people: People,
    delegation: Delegation | None,
    *,
    reads_closed: bool,
    member: Member | None = None,
    observer: ObserverEntity | None = None,
) -> Called:
    known = people.get(delegation.pk, []) if delegation else []
    by_address: dict[str, Contact] = {}
    for role, one in known:
        contact = _contact(role, one, reads_closed=reads_closed)
        if contact.email:
            by_address.setdefault(contact.email.lower(), contact)
    return Called(member=member, observer=observer, contacts=tuple(by_address.values()), has_people=bool(known))


def _contact(role: str, one: Delegate | FocalPoint, *, reads_closed: bool) -> Contact:
    if isinstance(one, FocalPoint):
        reference = one.person.reference if one.person else None
        return Contact(
            role=role,
            email=one.email,
            name=one.name,
            language=one.language,
            person=reference,
            reads_closed=False,
            focal_point=one,
        )
    person = one.registration.person
    return Contact(
        role=role,
        email=person.email or one.email,
        name=one.registration.name or person.name,
        language=person.language,
        person=person.reference,
        reads_closed=reads_closed,
        registration=one.registration,
    )


def _participants(meeting: Meeting, categories: Iterable[str], reached: set[str]) -> Iterator[Called]:
    wanted = list(categories)
    if not wanted:
        return
    found = Registration.objects.filter(meeting=meeting, category__code__in=wanted, state__in=TAKES_PART)
    for one in found.filter(person__erased_at=None).select_related("person", "category").order_by("pk"):
        person = one.person
        if person.email and person.email.lower() in reached:
            continue
        reached.add(person.email.lower())
        contact = Contact(
            role=PARTICIPANT,
            email=person.email,
            name=one.name or person.name,
            language=person.language,
            person=person.reference,
            reads_closed=False,
            registration=one,
        )
        yield Called(registration=one, contacts=(contact,) if person.email else (), has_people=True)
