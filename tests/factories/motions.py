"""A session with delegations that move motions, as short calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from comitia.accounts.models import Person
from comitia.accreditation.models import Category, Credential, Delegate, Delegation, Registration
from comitia.core.drafting.texts import Text
from comitia.core.drafting.typed import paragraphs_of
from comitia.meetings.models import Meeting, Sitting
from comitia.members.models import Member
from comitia.platform.actors import Actor
from comitia.proceedings.actions.admissibility import admit_amendment, admit_motion
from comitia.proceedings.actions.amendments import submit_amendment
from comitia.proceedings.actions.deliberating import open_debate
from comitia.proceedings.actions.motions import submit_motion
from comitia.proceedings.models import AgendaItem, Amendment, Motion
from tests.factories.accounts import make_person
from tests.factories.meetings import make_meeting
from tests.factories.members import make_member
from tests.factories.organs import make_committee, make_mandate
from tests.factories.sittings import AT, CLERK, make_sitting

WORDS = "# Regional offices\n\nThe Committee\n\n- opens an office in Kigali;\n- thanks the city of Seoul."


@dataclass(frozen=True, slots=True)
class Committee:
    """A session with its sitting and an item, and the heads of some delegations by the name of their city."""

    meeting: Meeting
    sitting: Sitting
    item: AgendaItem
    heads: dict[str, Actor]
    members: dict[str, Member]
    people: dict[str, Person]


def make_sitting_committee(*cities: str, chair: str = "", begun: bool = True, **item: Any) -> Committee:
    """Make a sitting of members of the committee, whose heads have accepted credentials."""
    organ = make_committee()
    meeting = make_meeting(organ=organ, is_current=True, zone="Europe/Moscow")
    members = {city: make_member(city) for city in cities or ("Seoul", "Moscow", "Kigali")}
    people = {city: make_person(f"Head of {city}") for city in members}
    for city, member in members.items():
        make_mandate(member, organ)
        name_delegate(meeting, member, people[city])
    return Committee(
        meeting,
        make_sitting(meeting, chair=people.get(chair), begun=begun),
        make_item(meeting, **item),
        {city: own(person) for city, person in people.items()},
        members,
        people,
    )


def make_item(meeting: Meeting, *, number: str = "4", **more: Any) -> AgendaItem:
    values = {"titles": {"en": "Regional offices"}, "business": "decide", "state": "called", **more}
    position = AgendaItem.objects.filter(meeting=meeting).count() + 1
    return AgendaItem.objects.create(meeting=meeting, number=number, position=position, **values)


def own(person: Person) -> Actor:
    return Actor(person=person.reference)


def name_delegate(
    meeting: Meeting, member: Member, person: Person, *, role: str = "head", **credential: Any
) -> Delegate:
    """Put somebody into the delegation of a member, with an accepted credential that speaks unless told otherwise."""
    category, _new = Category.objects.get_or_create(
        meeting=meeting,
        code="delegate",
        defaults={"names": {"en": "Delegate"}, "admission": "at_once", "entry": "delegation", "modes": []},
    )
    delegation, _new = Delegation.objects.get_or_create(
        meeting=meeting, member=member, defaults={"created_at": AT, "changed_at": AT}
    )
    registration = Registration.objects.create(
        meeting=meeting, person=person, category=category, state="accepted", started_at=AT, changed_at=AT
    )
    delegate = Delegate.objects.create(delegation=delegation, registration=registration, role=role)
    values = {"state": "accepted", "speaks": True, "votes": True, **credential}
    Credential.objects.create(delegate=delegate, changed_at=AT, **values)
    return delegate


def text_typed(words: str = WORDS) -> Text:
    return Text(paragraphs=paragraphs_of({"en": words}, prefix="p"))


def move(committee: Committee, *, by: str = "Kigali", words: str = WORDS, state: str = "debate", **more: Any) -> Motion:
    """Submit a motion, and bring it as far as admitted or under debate."""
    values = {"titles": {"en": "An office in Kigali"}, "text": text_typed(words), "at": AT, **more}
    motion = submit_motion(committee.item.reference, by=committee.heads[by], **values)
    if state in {"admitted", "debate"}:
        motion = admit_motion(motion.reference, by=CLERK, at=AT)
    return open_debate(motion.reference, by=CLERK, at=AT) if state == "debate" else motion


def amend(
    committee: Committee, motion: Motion, *operations: Any, by: str = "Moscow", admitted: bool = True
) -> Amendment:
    """Submit an amendment to the first version of a motion, and admit it."""
    amendment = submit_amendment(motion.reference, operations, version=1, remarks="", by=committee.heads[by], at=AT)
    return admit_amendment(amendment.reference, by=CLERK, at=AT) if admitted else amendment
