"""Places in a session: never more than there are, whoever asks at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from comitia.accreditation import actions as accreditation
from comitia.accreditation.queries import session_names
from comitia.accreditation.queries.form import form_of
from comitia.core.forms.editing import remove_question
from comitia.journal.models import Entry
from comitia.meetings.models import Meeting
from comitia.notices.models import Mail
from comitia.platform import clock
from comitia.platform.actors import NOBODY, SYSTEM, Actor
from comitia.platform.answers import RefusedError
from comitia.platform.bus import publish
from comitia.platform.jobs.running import run_due_jobs
from comitia.platform.kept import PUBLIC_CHANGED
from comitia.programme import actions
from comitia.programme.models import Slot, SlotSignUp
from tests.factories.accounts import make_person
from tests.factories.accreditation import ask, make_category, officer, register
from tests.factories.delegations import bring_letter, compose, decide, make_delegate_category, make_delegation, row
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


def a_workshop_and_a_tour(*, capacity=1):
    """Make a meeting whose form offers two sessions, and give what registers somebody with some of them."""
    meeting = make_meeting()
    make_slot(meeting, "workshop", takes_sign_up=True, capacity=capacity)
    make_slot(meeting, "tour", takes_sign_up=True)
    make_category(meeting)
    ask(meeting, "sessions", kind="sessions", required=False)

    def chooses(person, *slugs, at=AT):
        publish(PUBLIC_CHANGED, {})  # the form may have a new version
        with time_machine.travel(at, tick=False):
            sent = register(person, answers={"sessions": list(slugs)}, at=at)
            run_due_jobs(worker="test", queues=["default"], clock=clock.now)
        return sent

    return chooses


def places_of(person) -> dict[str, str]:
    found = SlotSignUp.objects.filter(person=person).order_by("slot__slug")
    return {slug: "waits" if waits else "taken" for slug, waits in found.values_list("slot__slug", "is_waiting")}


@pytest.mark.django_db
def test_a_session_unticked_later_is_given_back_and_the_next_who_waits_gets_the_place():
    chooses = a_workshop_and_a_tour()
    first, second = make_person(), make_person()
    chooses(first, "workshop", "tour")
    chooses(second, "workshop")
    assert [places_of(first), places_of(second)] == [{"tour": "taken", "workshop": "taken"}, {"workshop": "waits"}]
    chooses(first, "tour", at=AT + timedelta(hours=1))
    assert [places_of(first), places_of(second)] == [{"tour": "taken"}, {"workshop": "taken"}]
    assert list(Mail.objects.filter(kind="session_place").values_list("to", flat=True)) == [second.email]
    acts = Entry.objects.filter(subject="slot:excom-2020/workshop").exclude(verb="save_slot")
    assert list(acts.order_by("number").values_list("verb", "by")) == [
        ("sign_up", first.reference),
        ("wait_for_session", second.reference),
        ("give_place_back", first.reference),
        ("get_place", None),
    ]
    assert Slot.objects.get(slug="workshop").taken == 1


@pytest.mark.django_db
def test_waiting_for_a_session_that_is_unticked_ends_too():
    chooses = a_workshop_and_a_tour()
    first, second = make_person(), make_person()
    chooses(first, "workshop")
    chooses(second, "workshop")
    chooses(second, "tour", at=AT + timedelta(hours=1))
    assert [places_of(first), places_of(second)] == [{"workshop": "taken"}, {"tour": "taken"}]


@pytest.mark.django_db
@pytest.mark.parametrize("before_the_form", [True, False])
def test_a_place_asked_for_on_the_page_of_the_session_stays_when_the_form_leaves_it_out(before_the_form):
    chooses = a_workshop_and_a_tour()
    person = make_person()
    for is_form in (not before_the_form, before_the_form):
        if is_form:
            chooses(person, "workshop", "tour")
        else:
            take(person)
    chooses(person, at=AT + timedelta(hours=1))
    assert places_of(person) == {"workshop": "taken"}


@pytest.mark.django_db
def test_a_place_given_back_on_the_page_is_not_taken_again_for_another_answer_that_changed():
    chooses = a_workshop_and_a_tour()
    person = make_person()
    chooses(person, "workshop")
    actions.give_place_back(person, "excom-2020", "workshop", by=Actor(person=person.reference), at=AT)
    chooses(person, "workshop", "tour", at=AT + timedelta(hours=1))
    assert places_of(person) == {"tour": "taken"}


@pytest.mark.django_db
def test_a_question_that_is_no_longer_asked_takes_no_place_away():
    chooses = a_workshop_and_a_tour()
    person, meeting = make_person(), Meeting.objects.get()
    chooses(person, "workshop")
    ask(meeting, "city", required=False)
    accreditation.publish_form(meeting, remove_question(form_of("observer").form, "sessions"), by=SYSTEM, at=AT)
    chooses(person, at=AT + timedelta(hours=1))
    assert places_of(person) == {"workshop": "taken"}
    ask(meeting, "walks", kind="sessions", required=False)
    chooses(person, at=AT + timedelta(hours=2))
    assert places_of(person) == {}


@pytest.mark.django_db
@pytest.mark.parametrize("ending", ["withdrawn", "refused"])
def test_a_registration_that_ends_gives_back_what_it_asked_for_and_takes_it_again_when_it_is_renewed(ending):
    chooses = a_workshop_and_a_tour()
    person, later = make_person(), AT + timedelta(hours=1)
    sent = chooses(person, "workshop")
    with time_machine.travel(later, tick=False):
        if ending == "withdrawn":
            accreditation.withdraw(person, by=Actor(person=person.reference), at=later)
        else:
            accreditation.decide(sent.reference, accept=False, reason="No.", by=officer(), at=later)
        run_due_jobs(worker="test", queues=["default"], clock=clock.now)
    given_back = Entry.objects.get(verb="give_place_back")
    assert (places_of(person), given_back.by) == ({}, person.reference if ending == "withdrawn" else None)
    chooses(person, "workshop", at=AT + timedelta(hours=2))
    assert places_of(person) == {"workshop": "taken"}


@pytest.mark.django_db
def test_a_delegate_gets_the_sessions_chosen_once_the_credential_is_accepted():
    meeting, person = make_meeting(), make_person()
    make_slot(meeting, "workshop", takes_sign_up=True, audience="delegations")
    make_delegate_category(meeting)
    ask(meeting, "sessions", kind="sessions", required=False)
    delegation = make_delegation(meeting=meeting)
    named = compose(delegation, row("Ana", role="head", email=person.email))["Ana"]
    with time_machine.travel(AT, tick=False):
        register(person, "delegate", answers={"sessions": ["workshop"]}, at=AT)
        bring_letter(delegation)
        decide(delegation, named)
        run_due_jobs(worker="test", queues=["default"], clock=clock.now)
    assert places_of(person) == {"workshop": "taken"}


@pytest.mark.django_db
def test_a_delegate_who_is_taken_out_and_named_again_has_the_sessions_again():
    meeting, person = make_meeting(), make_person()
    make_slot(meeting, "workshop", takes_sign_up=True)
    make_delegate_category(meeting, by_decision=False)
    ask(meeting, "sessions", kind="sessions", required=False)
    delegation, found = make_delegation(meeting=meeting), []
    with time_machine.travel(AT, tick=False):
        for people in ([row("Ana", email=person.email)], [], [row("Ana", email=person.email)]):
            compose(delegation, *people)
            if not found:
                register(person, "delegate", answers={"sessions": ["workshop"]}, at=AT)
            run_due_jobs(worker="test", queues=["default"], clock=clock.now)
            found.append(places_of(person))
    assert found == [{"workshop": "taken"}, {}, {"workshop": "taken"}]


@pytest.mark.django_db
def test_jobs_that_run_late_do_what_was_sent_last():
    chooses = a_workshop_and_a_tour()
    person = make_person()
    sent = chooses(person, "tour")
    actions.follow_registration(sent.reference, ["workshop", "tour"], at=AT)
    assert places_of(person) == {"tour": "taken"}


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


def test_forms_are_followed_while_others_take_places_and_people_are_erased_and_nobody_waits_in_a_circle(committed):
    """The form asks for both sessions in one act, the pages for one at a time."""
    chooses = a_workshop_and_a_tour(capacity=None)
    followed, erased, guest = make_person(), make_person(), make_person()
    first, second = (chooses(person, "workshop", "tour").reference for person in (followed, erased))

    def follow(reference) -> None:
        actions.follow_registration(reference, ["tour", "workshop"], at=AT)

    def on_the_pages(slug, person) -> None:
        for _time in range(8):
            actions.give_place_back(person, "excom-2020", slug, by=Actor(person=person.reference), at=AT)
            take(person, slug)

    acts = [
        lambda: [follow(first) for _time in range(8)],
        lambda: [follow(second) for _time in range(8)],
        lambda: on_the_pages("workshop", guest),
        lambda: on_the_pages("workshop", followed),
        lambda: on_the_pages("tour", followed),
        lambda: actions.forget_person(erased, by=Actor(person=erased.reference), at=AT),
    ]

    def run(act) -> None:
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(run, acts))
    assert [places_of(person) for person in (followed, erased, guest)] == [
        {"tour": "taken", "workshop": "taken"},
        {},
        {"workshop": "taken"},
    ]
    assert [Slot.objects.get(slug=slug).taken for slug in ("tour", "workshop")] == [1, 2]
