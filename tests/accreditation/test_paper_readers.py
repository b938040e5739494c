"""Which papers of a meeting reach somebody follows from what they are there."""

import pytest

from comitia.accreditation.models import Credential, Delegate, Delegation, Registration
from comitia.accreditation.queries.paper_readers import level_of
from comitia.core.governance.documents import Level
from comitia.platform.actors import NOBODY, Actor
from tests.factories.accreditation import AT, make_category, make_event, make_member, make_person, own, register
from tests.factories.delegations import compose, make_delegate_category, row
from tests.factories.organs import make_committee, make_mandate

pytestmark = pytest.mark.django_db
MEETING = "excom-2020"


@pytest.fixture
def meeting():
    made = make_event()
    made.organ = make_committee()
    made.save()
    make_mandate(make_member("Seoul"), made.organ)
    make_delegate_category(made)
    return made


def delegate(meeting, member, role="head"):
    """Name somebody in the delegation of a member and give them as an actor."""
    delegation = Delegation.objects.create(meeting=meeting, member=member, created_at=AT, changed_at=AT)
    compose(delegation, row(f"{role} of {member.name}", role=role))
    return own(Delegate.objects.get(delegation=delegation).registration.person)


def seoul(meeting):
    return meeting.organ.mandates.get().member


def test_staff_get_what_their_role_needs(meeting):
    roles = ("secretariat", "chair", "regional_office", "operator", "door")
    found = [level_of(Actor(person=None, roles=frozenset({role})), MEETING) for role in roles]
    assert found == [Level.SECRETARIAT, Level.COMMITTEE, Level.PUBLIC, Level.PUBLIC, Level.PUBLIC]


@pytest.mark.parametrize(
    ("role", "level"),
    [
        ("head", "committee"),
        ("alternate", "committee"),
        ("adviser", "committee"),
        ("observer", "public"),
        ("technical", "public"),
    ],
)
def test_those_who_speak_for_a_member_that_sits_get_the_papers_of_the_committee(meeting, role, level):
    assert level_of(delegate(meeting, seoul(meeting), role), MEETING) == level


def test_delegates_of_a_member_without_a_seat_get_none_of_them(meeting):
    assert level_of(delegate(meeting, make_member("Hanoi")), MEETING) == Level.PUBLIC


@pytest.mark.parametrize(
    "change",
    [
        lambda: Delegate.objects.update(left_at=AT),
        lambda: Credential.objects.update(state="rejected"),
        lambda: Registration.objects.update(state="refused"),
        lambda: Registration.objects.update(state="withdrawn"),
    ],
)
def test_whoever_is_no_longer_a_delegate_gets_them_no_longer(meeting, change):
    head = delegate(meeting, seoul(meeting))
    change()
    assert level_of(head, MEETING) == Level.PUBLIC


def test_only_those_who_are_accepted_get_the_papers_of_participants(meeting):
    make_category(meeting)
    make_category(meeting, "decided", by_decision=True)
    accepted, waiting = make_person(), make_person()
    register(accepted), register(waiting, "decided")
    assert [level_of(own(one), MEETING) for one in (accepted, waiting)] == [Level.PARTICIPANTS, Level.PUBLIC]


def test_a_delegate_of_one_meeting_is_a_reader_like_others_at_another(meeting):
    head = delegate(meeting, seoul(meeting))
    make_event("excom-2021", is_current=False)
    assert [level_of(head, slug) for slug in ("excom-2021", "nowhere")] == [Level.PUBLIC, Level.PUBLIC]
    assert level_of(NOBODY, MEETING) == Level.PUBLIC
