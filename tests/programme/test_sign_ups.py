"""Places in a session: never more than there are, whoever asks at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from comitia.platform.actors import NOBODY, Actor
from comitia.platform.answers import RefusedError
from comitia.programme import actions
from comitia.programme.models import Slot, SlotSignUp
from tests.factories.accounts import make_person
from tests.factories.programme import AT, make_meeting, make_slot, moment


def take(person, slug="workshop", *, at=AT, by=None) -> str:
    try:
        actions.sign_up(person, "excom-2020", slug, by=by or Actor(person=person.reference), at=at)
    except RefusedError as error:
        return error.answer.code
    return "taken"


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
