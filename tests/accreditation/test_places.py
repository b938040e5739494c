"""Places are never exceeded, whoever does what in which order, and however many at once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from multiprocessing import get_context

import pytest
from django.db import connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comitia.accreditation import actions
from comitia.accreditation.actions.pools import bind
from comitia.accreditation.models import Pool, Quota, Registration, WaitingEntry
from comitia.accreditation.queries.places import seats_of
from comitia.platform.answers import RefusedError
from comitia.platform.bus import publish
from comitia.platform.kept import PUBLIC_CHANGED
from tests.factories.accreditation import (
    AT,
    apply,
    ask,
    fill_in,
    holders,
    make_category,
    make_event,
    make_person,
    officer,
    own,
    register,
    send,
    taken,
)
from tests.factories.places import QUOTA, make_quota

PEOPLE = range(4)
CATEGORY = st.sampled_from(["at-once", "decided"])
REGISTER = st.tuples(st.sampled_from(["register", "join"]), st.sampled_from(PEOPLE), CATEGORY)
OTHER = st.tuples(
    st.sampled_from(["begin", "withdraw", "forget", "accept", "refuse", "leave", "confirm"]),
    st.sampled_from(PEOPLE),
    CATEGORY,
)
BY_ALL = st.tuples(
    st.sampled_from(["accept all", "refuse all", "raise", "lower", "expire", "share", "share no more", "by mode"]),
    st.sampled_from(PEOPLE),
    CATEGORY,
)
ACTS = st.lists(st.one_of(REGISTER, REGISTER, OTHER, BY_ALL), min_size=8, max_size=20)


@given(acts=ACTS)
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@pytest.mark.django_db
def test_whatever_people_and_officers_do_places_taken_are_places_held(acts):
    publish(PUBLIC_CHANGED, {})  # the meeting before is undone, and its numbers are given again
    with transaction.atomic():
        meeting, by, people = make_event(), officer(), [make_person() for _ in PEOPLE]
        make_category(meeting, "at-once", places=1)
        make_category(meeting, "decided", places=2, by_decision=True)
        ask(meeting, "guests", kind="companions", required=False)
        for step, (act, number, category) in enumerate(acts):
            with suppress(RefusedError), transaction.atomic():
                do(act, people[number], category, by=by, guests=number % 2, at=AT + timedelta(hours=step))
            if act == "forget":
                people[number] = make_person()
            check_places()
        transaction.set_rollback(True)


def check_places():
    """Compare what is counted with what is held, and what is held with what binds."""
    rows = list(Registration.objects.select_related("category"))
    held = Counter()
    for row in [*rows, *WaitingEntry.objects.all()]:
        held.update({int(pk): number for pk, number in row.places.items()})
    pools = list(Pool.objects.all())
    assert {pool.pk: pool.taken for pool in pools} == {pool.pk: held[pool.pk] for pool in pools}
    assert all(pool.places is None or pool.taken <= pool.places for pool in pools)
    for row in rows:
        takes_part = row.state in {"submitted", "accepted"}
        wanted = bind(seats_of([row]), afresh=True).places[0] if takes_part else {}
        assert row.places == {str(pk): number for pk, number in wanted.items()}
        running = row.waiting.filter(state__in=["waiting", "offered"]).count()
        assert (row.waits, running) == (row.waits, int(row.waits))
        assert row.waits or row.state != "waiting"
    for entry in WaitingEntry.objects.filter(state="waiting").select_related("pool"):
        already = entry.registration.places.get(str(entry.pool_id), 0)
        assert entry.pool.taken + entry.quantity - already > entry.pool.places, "somebody waits though places are left"
    assert not WaitingEntry.objects.exclude(state="offered").exclude(places={}).exists()


def do(act, person, category, *, by, guests=0, at=AT):  # noqa: C901, PLR0912  one case for each act
    accept = act.startswith("accept")
    answers = {"guests": ["Ana"] * guests} if guests else None
    match act:
        case "begin":
            fill_in(person, category, answers=answers, at=at)
        case "register":
            fill_in(person, category, answers=answers, at=at)
            send(person, category, at=at)
        case "join":
            fill_in(person, category, answers=answers, at=at)
            send(person, category, at=at)
            actions.join_waiting_list(person, category=category, by=own(person), at=at)
        case "leave":
            actions.leave_waiting_list(person, by=own(person), at=at)
        case "confirm":
            actions.confirm_offer(person, by=own(person), at=at)
        case "withdraw":
            actions.withdraw(person, by=own(person), at=at)
        case "forget":
            actions.forget_person(person, by=own(person), at=at)
        case "raise" | "lower":
            quota = Quota.objects.get(own_of__code=category)
            places = quota.places + (1 if act == "raise" else -1)
            values = {"places": places, "has_waiting_list": True, "confirm_within": 2, "overflow": ""}
            actions.save_quota(quota.pk, values, by=by, at=at)
        case "expire":
            actions.expire_offers(at=at)
        case "share" | "by mode":
            mode = "online" if act == "by mode" else ""
            shared = Quota.objects.filter(own_of=None).first()
            values = {**QUOTA, "categories": ["at-once", "decided"], "places": 2, "mode": mode}
            actions.save_quota(shared and shared.pk, values, by=by, at=at)
        case "share no more":
            for shared in Quota.objects.filter(own_of=None):
                actions.remove_quota(shared.pk, by=by, at=at)
        case "accept all" | "refuse all":
            references = list(Registration.objects.values_list("reference", flat=True))
            actions.decide_many(references, accept=accept, reason="Late", by=by, at=at)
        case _:
            references = Registration.objects.filter(person=person).values_list("reference", flat=True)
            for reference in references:
                actions.decide(reference, accept=accept, reason="Late", by=by, at=at)


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
    assert (taken(), holders().count()) == (1, 1)


def test_of_fifty_in_two_categories_at_once_one_gets_the_last_place_of_both(committed):
    meeting, people = make_event(), [make_person() for _ in range(50)]
    categories = ["press", "observer"]
    for code in categories:
        make_category(meeting, code, places=50)
    shared = make_quota(*categories, places=1)
    wanted = dict(zip(people, categories * 25, strict=True))
    for person, code in wanted.items():
        fill_in(person, code)
    answers = at_once(lambda person: apply(person, wanted[person]), people)
    assert sorted(answers) == ["done", *["full"] * 49]
    assert (shared.pools.get().taken, taken("press") + taken("observer"), holders().count()) == (1, 1, 1)


def test_places_that_fifty_give_back_at_once_are_each_offered_once(committed):
    meeting, people = make_event(), [make_person() for _ in range(24)]
    make_category(meeting, places=12)
    for person in people[:12]:
        register(person)
    for person in people[12:]:
        fill_in(person)
        send(person)
        actions.join_waiting_list(person, category="observer", by=own(person), at=AT)
    answers = at_once(lambda person: actions.withdraw(person, by=own(person), at=AT), people[:12])
    actions.expire_offers(at=AT)
    assert answers == ["done"] * 12
    assert list(WaitingEntry.objects.values_list("state", flat=True)) == ["offered"] * 12
    assert taken() == 12
    answers = at_once(lambda person: actions.confirm_offer(person, by=own(person), at=AT), people[12:])
    assert (answers, taken(), holders().count()) == (["done"] * 12, 12, 12)


def test_a_quota_made_while_many_register_counts_them_all(committed):
    meeting, people, by = make_event(), [make_person() for _ in range(20)], officer()
    make_category(meeting, places=20)
    for person in people:
        fill_in(person)

    def act(person):
        if person is people[7]:
            values = {**QUOTA, "categories": ["observer"], "places": 15}
            actions.save_quota(None, values, by=by, at=AT)
        else:
            apply(person)

    answers = at_once(act, people)
    assert set(answers) <= {"done", "full", "places_taken"}
    shared = Pool.objects.filter(quota__own_of=None).first()
    if shared is not None:
        assert shared.taken == taken() == holders().count() <= 15
        assert set(map(len, holders().values_list("places", flat=True))) == {2}


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
    assert (answers, taken()) == (["done"] * 8, 1)


def test_people_who_change_categories_crosswise_at_once_do_not_wait_for_each_other(committed):
    meeting, people = make_event(), [make_person() for _ in range(12)]
    make_category(meeting, "press", places=12)
    make_category(meeting, "observer", places=12)
    wanted = dict(zip(people, ["press", "observer"] * 6, strict=True))
    for person, code in wanted.items():
        register(person, "observer" if code == "press" else "press")
    answers = at_once(lambda person: register(person, wanted[person]), people)
    assert answers == ["done"] * 12
    assert (taken("press"), taken("observer")) == (6, 6)


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
    assert (taken(), [applicant.exitcode for applicant in applicants]) == (1, [0] * 5)
