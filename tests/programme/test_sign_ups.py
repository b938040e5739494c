"""Places in a session: never more than there are, whoever asks at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection

from comitia.accreditation import actions as accreditation
from comitia.accreditation.queries import session_names
from comitia.notices.models import Mail
from comitia.platform import clock
from comitia.platform.actors import NOBODY, Actor
from comitia.platform.answers import RefusedError
from comitia.platform.jobs.running import run_due_jobs
from comitia.programme import actions
from comitia.programme.models import Slot, SlotSignUp
from tests.factories.accounts import make_person
from tests.factories.accreditation import ask, make_category, officer, register
from tests.factories.programme import AT, draft_slot, make_meeting, make_slot, moment, release


def take(person, slug="workshop", *, at=AT, by=None, wait=False) -> str:
    by = by or Actor(person=person.reference)
    try:
        place = actions.sign_up(person, "excom-2020", slug, by=by, at=at, wait=wait)
    except RefusedError as error:
        return error.answer.code
    return "waits" if place.is_waiting else "taken"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "at", "code"),
    [
        ({"takes_sign_up": False}, AT, "no_sign_up"),
        ({"takes_sign_up": True}, moment("10:00"), "has_begun"),
        ({"takes_sign_up": True, "audience": "delegations"}, AT, "not_registered"),
        ({"takes_sign_up": True, "capacity": 0}, AT, "full"),
        ({"takes_sign_up": True, "capacity": None}, AT, "taken"),
    ],
)
def test_who_gets_a_place(more, at, code):
    make_slot(make_meeting(), "workshop", "10:00", "11:00", **more)
    assert take(make_person(), at=at) == code
    assert Slot.objects.get().taken == SlotSignUp.objects.count() == (code == "taken")


@pytest.mark.django_db
def test_a_place_taken_twice_is_one_place_and_nobody_gets_none():
    make_slot(make_meeting(), "workshop", takes_sign_up=True, capacity=5)
    person = make_person()
    assert [take(person), take(person), take(person, by=NOBODY), take(person, "elsewhere")] == [
        "taken",
        "taken",
        "not_signed_in",
        "unknown_slot",
    ]
    assert Slot.objects.get().taken == 1


@pytest.mark.django_db
def test_who_waits_gets_the_place_that_is_given_back_and_a_letter():
    make_slot(make_meeting(), "workshop", takes_sign_up=True, capacity=1)
    first, second, third = (make_person() for _number in range(3))
    assert [take(first), take(second, wait=True), take(second, wait=True), take(third, wait=True)] == ["taken"] + [
        "waits"
    ] * 3
    assert Slot.objects.get().taken == 1
    actions.give_place_back(first, "excom-2020", "workshop", by=Actor(person=first.reference), at=AT)
    assert dict(SlotSignUp.objects.values_list("person", "is_waiting")) == {second.pk: False, third.pk: True}
    assert list(Mail.objects.values_list("kind", "to")) == [("session_place", second.email)]
    actions.give_place_back(third, "excom-2020", "workshop", by=Actor(person=third.reference), at=AT)
    assert (Slot.objects.get().taken, SlotSignUp.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_a_larger_session_takes_in_those_who_wait():
    meeting = make_meeting()
    draft_slot(meeting, "workshop", starts=None, ends=None, takes_sign_up=True, capacity=1)
    release(meeting)
    people = [make_person() for _number in range(3)]
    assert [take(person, wait=True) for person in people] == ["taken", "waits", "waits"]
    draft_slot(meeting, "workshop", starts=None, ends=None, takes_sign_up=True, capacity=2)
    release(meeting, "2.0")
    assert (Slot.objects.get().taken, SlotSignUp.objects.filter(is_waiting=False).count()) == (2, 2)


@pytest.mark.django_db
def test_sessions_chosen_in_the_form_are_signed_up_for_once_the_person_is_accepted():
    meeting = make_meeting()
    make_slot(meeting, "workshop", takes_sign_up=True, capacity=1, audience="delegations")
    make_slot(meeting, "tour", takes_sign_up=True)
    make_slot(meeting, "plenary")
    make_category(meeting, by_decision=True)
    ask(meeting, "sessions", kind="sessions")
    assert session_names("en").keys() == {"workshop", "tour"}
    people = [make_person() for _number in range(2)]
    with time_machine.travel(AT, tick=False):
        for person in people:
            sent = register(person, answers={"sessions": ["workshop", "tour"]})
            assert not SlotSignUp.objects.filter(person=person).exists()
            accreditation.decide(sent.reference, accept=True, reason="", by=officer(), at=AT)
            run_due_jobs(worker="test", queues=["default"], clock=clock.now)
    found = SlotSignUp.objects.order_by("pk").values_list("person", "slot__slug", "is_waiting")
    assert sorted(found) == sorted(
        [
            (people[0].pk, "tour", False),
            (people[0].pk, "workshop", False),
            (people[1].pk, "tour", False),
            (people[1].pk, "workshop", True),
        ]
    )


@pytest.mark.django_db
def test_who_is_erased_frees_the_place():
    make_slot(make_meeting(), "workshop", takes_sign_up=True, capacity=1)
    person = make_person()
    take(person)
    actions.forget_person(person, by=Actor(person=person.reference), at=AT)
    assert (Slot.objects.get().taken, take(make_person())) == (0, "taken")


def test_of_eight_who_ask_at_once_for_three_places_three_get_one(committed):
    make_slot(make_meeting(), "workshop", takes_sign_up=True, capacity=3)
    people = [make_person() for _number in range(8)]

    def ask(person) -> str:
        try:
            return take(person)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(ask, people))
    assert answers == ["full"] * 5 + ["taken"] * 3
    assert Slot.objects.get().taken == SlotSignUp.objects.count() == 3


def test_places_add_up_however_those_who_wait_come_and_go_at_once(committed):
    """Those who have the one place or wait for it give up and ask again, all at once."""
    make_slot(make_meeting(), "workshop", takes_sign_up=True, capacity=1)
    people = [make_person() for _number in range(6)]
    for person in people:
        take(person, wait=True)

    def come_and_go(person) -> None:
        try:
            for _time in range(3):
                actions.give_place_back(person, "excom-2020", "workshop", by=Actor(person=person.reference), at=AT)
                take(person, wait=True)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(come_and_go, people))
    held = SlotSignUp.objects.filter(is_waiting=False).count()
    assert (Slot.objects.get().taken, held, SlotSignUp.objects.count()) == (1, 1, 6)
