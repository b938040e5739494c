"""Places are never exceeded, whoever does what in which order, and however many at once."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing import get_context

import pytest
from django.db import connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comitia.accreditation import actions
from comitia.accreditation.models import Category, Registration
from comitia.platform.answers import RefusedError
from tests.factories.accreditation import (
    AT,
    apply,
    fill_in,
    make_category,
    make_event,
    make_person,
    officer,
    own,
    register,
)

PEOPLE = range(3)
CATEGORY = st.sampled_from(["at-once", "decided"])
REGISTER = st.tuples(st.just("register"), st.sampled_from(PEOPLE), CATEGORY)
OTHER = st.tuples(
    st.sampled_from(["begin", "withdraw", "forget", "accept", "refuse"]), st.sampled_from(PEOPLE), CATEGORY
)
BY_ALL = st.tuples(st.sampled_from(["accept all", "refuse all"]), st.just(0), CATEGORY)
ACTS = st.lists(st.one_of(REGISTER, REGISTER, OTHER, BY_ALL), min_size=8, max_size=16)


@given(acts=ACTS)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@pytest.mark.django_db
def test_whatever_people_and_officers_do_places_taken_are_places_held(acts):
    with transaction.atomic():
        meeting, by, people = make_event(), officer(), [make_person() for _ in PEOPLE]
        make_category(meeting, "at-once", places=1)
        make_category(meeting, "decided", places=1, by_decision=True)
        for act, number, category in acts:
            with suppress(RefusedError):
                do(act, people[number], category, by=by)
            if act == "forget":
                people[number] = make_person()
            for one in Category.objects.all():
                held = one.registrations.filter(holds_place=True)
                assert one.taken == held.count() <= one.places
                assert set(held.values_list("state", flat=True)) <= {"submitted", "accepted"}
            assert not Registration.objects.filter(state__in=["submitted", "accepted"], holds_place=False).exists()
        transaction.set_rollback(True)


def do(act, person, category, *, by):
    accept = act.startswith("accept")
    match act:
        case "begin":
            fill_in(person, category)
        case "register":
            register(person, category)
        case "withdraw":
            actions.withdraw(person, by=own(person), at=AT)
        case "forget":
            actions.forget_person(person, by=own(person), at=AT)
        case "accept all" | "refuse all":
            references = list(Registration.objects.values_list("reference", flat=True))
            actions.decide_many(references, accept=accept, reason="Late", by=by, at=AT)
        case _:
            references = Registration.objects.filter(person=person).values_list("reference", flat=True)
            for reference in references:
                actions.decide(reference, accept=accept, reason="Late", by=by, at=AT)


def at_once(act, people):
    """Let each person act in a thread of their own; give the answers."""

    def alone(person):
        try:
            act(person)
        except RefusedError as error:
            return error.answer.code
        else:
            return "done"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(alone, people))


def test_of_fifty_at_once_one_gets_the_last_place(committed):
    meeting, people = make_event(), [make_person() for _ in range(50)]
    make_category(meeting, places=1)
    for person in people:
        fill_in(person)
    answers = at_once(apply, people)
    assert sorted(answers) == ["done", *["full"] * 49]
    assert (Category.objects.get().taken, Registration.objects.filter(holds_place=True).count()) == (1, 1)


def test_a_person_who_begins_in_eight_windows_at_once_has_one_registration(committed):
    meeting, person = make_event(), make_person()
    make_category(meeting)
    answers = at_once(fill_in, [person] * 8)
    assert (answers, Registration.objects.count()) == (["done"] * 8, 1)


def test_a_person_who_sends_from_eight_windows_at_once_holds_one_place(committed):
    meeting, person = make_event(), make_person()
    make_category(meeting, places=8)
    fill_in(person)
    answers = at_once(apply, [person] * 8)
    assert (answers, Category.objects.get().taken) == (["done"] * 8, 1)


def test_people_who_change_categories_crosswise_at_once_do_not_wait_for_each_other(committed):
    meeting, people = make_event(), [make_person() for _ in range(12)]
    make_category(meeting, "press", places=12)
    make_category(meeting, "observer", places=12)
    wanted = dict(zip(people, ["press", "observer"] * 6, strict=True))
    for person, code in wanted.items():
        register(person, "observer" if code == "press" else "press")
    answers = at_once(lambda person: register(person, wanted[person]), people)
    assert answers == ["done"] * 12
    assert dict(Category.objects.values_list("code", "taken")) == {"press": 6, "observer": 6}


@pytest.mark.processes
def test_of_fifty_in_five_processes_one_gets_the_last_place(committed):
    meeting, people = make_event(), [make_person() for _ in range(50)]
    make_category(meeting, places=1)
    for person in people:
        fill_in(person)
    connections.close_all()
    processes = get_context("fork")
    start, answers = processes.Event(), processes.Queue()

    def apply_all(some):
        start.wait()
        for person in some:
            try:
                apply(person)
                answers.put("done")
            except RefusedError as error:
                answers.put(error.answer.code)
        connections.close_all()

    applicants = [processes.Process(target=apply_all, args=[people[first::5]]) for first in range(5)]
    for applicant in applicants:
        applicant.start()
    start.set()
    given = sorted(answers.get(timeout=30) for _person in people)
    for applicant in applicants:
        applicant.join(timeout=30)
    assert given == ["done", *["full"] * 49]
    assert (Category.objects.get().taken, [applicant.exitcode for applicant in applicants]) == (1, [0] * 5)
