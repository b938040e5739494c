"""Who finds no place waits for one, in the order of arrival; an offer holds the place until it runs out."""

from datetime import timedelta

import pytest
from django.utils import translation

from comitia.accreditation import actions
from comitia.accreditation.models import Category, Registration, WaitingEntry
from comitia.accreditation.queries.quotas import own_waiting
from comitia.journal.queries import faults
from comitia.notices.models import Mail
from comitia.platform.answers import RefusedError
from tests.factories.accreditation import (
    AT,
    ask,
    fill_in,
    make_category,
    make_event,
    make_member,
    make_person,
    officer,
    own,
    register,
    send,
    taken,
)
from tests.factories.places import make_quota, wait
from tests.factories.refusals import refusal

pytestmark = pytest.mark.django_db
GUESTS = ("guests", "companions")


def withdraw(person, at=AT):
    actions.withdraw(person, by=own(person), at=at)


def confirm(person, at=AT):
    return actions.confirm_offer(person, by=own(person), at=at)


def states() -> list[str]:
    return list(WaitingEntry.objects.order_by("joined_at", "pk").values_list("state", flat=True))


def letters() -> list[str]:
    return list(Mail.objects.filter(kind__startswith="waiting").order_by("pk").values_list("kind", flat=True))


def full(places=1, *, asked=(), **more):
    """Make an event whose one category is full, with questions that need no answer; give who holds the places."""
    meeting = make_event()
    make_category(meeting, places=places, **more)
    for order, (key, kind) in enumerate(asked, 1):
        ask(meeting, key, kind=kind, required=False, order=order)
    people = [make_person() for _place in range(places)]
    for person in people:
        register(person)
    return people


def test_who_waits_is_offered_the_place_that_becomes_free_and_confirms_it():
    [first], person = full(), make_person("Ana")
    wait(person)
    waiting = Registration.objects.get(person=person)
    assert (waiting.state, waiting.waits, waiting.places, states()) == ("waiting", True, {}, ["waiting"])
    withdraw(first)
    entry = WaitingEntry.objects.get()
    assert (entry.state, entry.offer_ends_at, taken()) == ("offered", AT + timedelta(hours=48), 1)
    assert refusal(register, make_person()) == "full"
    sent = confirm(person, AT + timedelta(hours=47)).registration
    assert (sent.state, sent.waits, sent.draft, taken(), states()) == ("accepted", False, None, 1, ["confirmed"])
    assert letters() == ["waiting_joined", "waiting_offered"]
    assert Mail.objects.filter(kind="registration_accepted").count() == 2
    assert list(faults()) == []


def test_the_letter_of_an_offer_names_the_end_on_the_clock_of_the_reader():
    [first], person = full(), make_person("Ana")
    person.zone = "Asia/Seoul"
    person.save()
    wait(person)
    withdraw(first)
    text = Mail.objects.get(kind="waiting_offered").text
    assert "kept for you until Tuesday, November 3, 2020, 18:00" in text


def test_an_offer_that_has_run_out_goes_to_the_next_and_the_answers_are_kept():
    [first], people = full(), [make_person() for _number in range(2)]
    for number, person in enumerate(people):
        wait(person, at=AT + timedelta(minutes=number))
    withdraw(first)
    later = AT + timedelta(hours=48)
    assert actions.expire_offers(at=later - timedelta(seconds=1)) == 0
    assert actions.expire_offers(at=later) == 1
    assert states() == ["expired", "offered"]
    assert refusal(confirm, people[0], later) == "not_waiting"
    lapsed = Registration.objects.get(person=people[0])
    assert (lapsed.state, lapsed.waits, lapsed.draft["category"]) == ("draft", False, "observer")
    assert confirm(people[1], later).answer
    assert (taken(), actions.expire_offers(at=later + timedelta(days=9))) == (1, 0)
    assert letters() == [*["waiting_joined"] * 2, "waiting_offered", "waiting_offered", "waiting_expired"]


def test_nobody_confirms_an_offer_after_its_end_even_before_it_is_ended():
    [first], person = full(), make_person()
    wait(person)
    withdraw(first)
    assert refusal(confirm, person, AT + timedelta(hours=48)) == "no_offer"
    assert refusal(confirm, make_person()) == "not_waiting"


def test_places_go_in_the_order_of_arrival_to_those_for_whom_they_suffice():
    holders = full(places=3, asked=[GUESTS])
    family, one, other = (make_person() for _number in range(3))
    wait(family, answers={"guests": ["Bo", "Cy"]}, at=AT)
    wait(one, at=AT + timedelta(minutes=1))
    wait(other, at=AT + timedelta(minutes=2))
    withdraw(holders[0])
    assert states() == ["waiting", "offered", "waiting"]
    actions.leave_waiting_list(one, by=own(one), at=AT)
    assert states() == ["waiting", "left", "offered"]
    actions.leave_waiting_list(other, by=own(other), at=AT)
    withdraw(holders[1])
    withdraw(holders[2])
    assert (states(), taken()) == (["offered", "left", "left"], 3)
    assert list(confirm(family).registration.places.values()) == [3]


def test_people_who_come_along_take_places_too():
    make_category(make_event(), places=3)
    ask(Category.objects.get().meeting, "guests", kind="companions", required=False)
    register(make_person(), answers={"guests": ["Bo"]})
    person = make_person()
    assert refusal(register, person, answers={"guests": ["Cy"]}) == "full"
    register(person)
    assert taken() == 3
    by_number = make_person()
    fill_in(by_number, answers={"guests": ["Ana", "Bo", "Cy"]})
    send(by_number)
    assert (
        refusal(actions.join_waiting_list, by_number, category="observer", by=own(by_number), at=AT) == "never_enough"
    )


def test_nobody_waits_for_what_they_can_have_or_where_there_is_no_list():
    make_category(make_event(), places=1)
    person = make_person()
    fill_in(person)
    join = actions.join_waiting_list
    assert refusal(join, person, category="observer", by=own(person), at=AT) == "page_before"
    register(make_person())
    send(person)
    quota = Category.objects.get().own_quota
    actions.save_quota(
        quota.pk, {"places": 2, "has_waiting_list": False, "confirm_within": 5, "overflow": ""}, by=officer(), at=AT
    )
    assert refusal(join, person, category="observer", by=own(person), at=AT) == "place_free"
    register(make_person())
    assert refusal(join, person, category="observer", by=own(person), at=AT) == "no_waiting_list"
    assert refusal(join, person, category="king", by=own(person), at=AT) == "unknown_category"


def test_who_takes_part_in_the_meantime_elsewhere_keeps_waiting_and_moves_when_a_place_is_free():
    [first], person = full(), make_person()
    make_category(first.registrations.get().meeting, "viewer")
    wait(person)
    register(person, "viewer")
    registration = Registration.objects.get(person=person)
    assert (registration.state, registration.category.code, registration.waits) == ("accepted", "viewer", True)
    withdraw(first)
    assert (taken("observer"), taken("viewer")) == (1, 1)
    sent = confirm(person).registration
    assert (sent.category.code, taken("observer"), taken("viewer")) == ("observer", 1, 0)


def test_joining_again_takes_the_new_answers_and_keeps_the_turn():
    [first], person, other = full(asked=[("role", "text")]), make_person(), make_person()
    wait(person, answers={"role": "Nurse"})
    wait(other, answers={"role": "Cook"}, at=AT + timedelta(minutes=1))
    wait(person, answers={"role": "Mayor"}, at=AT + timedelta(minutes=2))
    withdraw(first)
    assert states() == ["offered", "waiting"]
    assert confirm(person).registration.answers == {"role": "Mayor"}
    assert letters().count("waiting_joined") == 2
    assert WaitingEntry.objects.get(registration__person=person).draft == {}


def test_an_offer_can_be_confirmed_after_the_form_has_closed():
    [first], person = full(closes_at=AT + timedelta(days=1)), make_person()
    wait(person)
    withdraw(first)
    later = AT + timedelta(days=1, hours=1)
    assert refusal(register, make_person(), at=later) == "closed"
    assert confirm(person, later).answer


def test_raising_the_number_of_places_offers_the_new_ones():
    [_first], people = full(), [make_person() for _number in range(3)]
    for person in people:
        wait(person)
    values = {"places": 3, "has_waiting_list": True, "confirm_within": 24, "overflow": ""}
    actions.save_quota(Category.objects.get().own_quota.pk, values, by=officer(), at=AT)
    assert (states(), taken()) == (["offered", "offered", "waiting"], 3)
    assert own_waiting(Registration.objects.get(person=people[2]).pk).turn == 1


def test_somebody_who_is_erased_or_withdraws_waits_no_longer():
    [first], gone, other = full(), make_person(), make_person()
    make_category(first.registrations.get().meeting, "viewer")
    wait(gone)
    wait(other)
    register(other, "viewer")
    actions.forget_person(gone, by=own(gone), at=AT)
    withdraw(other)
    withdraw(first)
    assert (states(), taken("observer"), taken("viewer")) == (["left", "left"], 0, 0)
    assert list(WaitingEntry.objects.values_list("draft", flat=True)) == [{}, {}]


def test_an_officer_offers_before_the_turn_and_takes_people_off_with_a_reason():
    [first], people, by = full(), [make_person() for _number in range(2)], officer()
    wait(people[0])
    wait(people[1])
    one, two = WaitingEntry.objects.order_by("pk")
    with pytest.raises(RefusedError) as caught:
        actions.offer_now(two.pk, by=by, at=AT)
    assert str(caught.value.answer.sentence).startswith("1 place is needed and 0 of 1 is left.")
    assert refusal(actions.offer_now, two.pk, by=officer("regional_office"), at=AT) == "not_for_this_role"
    assert refusal(actions.remove_from_waiting_list, one.pk, reason=" ", by=by, at=AT) == "no_reason"
    actions.remove_from_waiting_list(one.pk, reason="Asked twice.", by=by, at=AT)
    assert refusal(actions.remove_from_waiting_list, one.pk, reason="Again", by=by, at=AT) == "unknown_entry"
    assert "Asked twice." in Mail.objects.get(kind="waiting_removed").text
    withdraw(first)
    actions.remove_from_waiting_list(two.pk, reason="No more.", by=by, at=AT)
    assert (states(), taken()) == (["removed", "removed"], 0)


def test_at_most_two_observers_of_one_region():
    meeting = make_event()
    make_category(meeting, by_decision=True)
    ask(meeting, "city", kind="affiliation", required=False)
    for name, region in (("Seoul", "asia"), ("Hanoi", "asia"), ("Moscow", "eurasia")):
        make_member(name, region=region)
    quota = make_quota("observer", per="region", places=2)

    def come(city):
        return register(make_person(), answers={"city": [city, ""]})

    come("seoul")
    come("hanoi")
    assert refusal(come, "seoul") == "full"
    come("moscow")
    come("")
    assert sorted(quota.pools.values_list("taken", flat=True)) == [1, 2]
    person = make_person()
    wait(person, answers={"city": ["hanoi", ""]})
    leaving = Registration.objects.get(member__slug="seoul")
    actions.decide(leaving.reference, accept=False, reason="Late", by=officer(), at=AT)
    assert states() == ["offered"]


def test_a_quota_made_later_counts_whoever_takes_part_and_is_refused_if_they_are_more():
    meeting, by = make_event(), officer()
    make_category(meeting, "press")
    make_category(meeting)
    seoul = make_member("Seoul")
    ask(meeting, "city", kind="affiliation", required=False)
    for code in ("press", "observer", "observer"):
        register(make_person(), code, answers={"city": ["seoul", ""]})
    with pytest.raises(RefusedError) as caught:
        make_quota("press", "observer", places=2)
    assert str(caught.value.answer.sentence) == "3 places are taken already; the number of places cannot be lower."
    quota = make_quota("press", "observer", per="member", places=3)
    assert list(quota.pools.values_list("subject", "taken")) == [(f"member:{seoul.pk}", 3)]
    person = make_person()
    wait(person, "press", answers={"city": ["seoul", ""]})
    assert refusal(actions.remove_quota, Category.objects.first().own_quota.pk, by=by, at=AT) == "own_quota"
    actions.remove_quota(quota.pk, by=by, at=AT)
    assert (states(), taken("press"), taken("observer")) == (["offered"], 2, 2)


def test_a_quota_for_one_way_of_taking_part_leaves_the_other_open():
    meeting = make_event()
    category = make_category(meeting)
    category.modes = ["in_person", "online"]
    category.save()
    make_quota("observer", mode="in_person", places=1)
    first, second = make_person(), make_person()
    for person in (first, second):
        actions.save_page(person, category="observer", step=1, given={}, mode="in_person", at=AT)
    assert (bool(send(first).answer), send(second).answer.code) == (True, "full")
    actions.save_page(second, category="observer", step=1, given={}, mode="online", at=AT)
    assert send(second).answer


def test_each_letter_about_waiting_is_written_in_the_language_of_the_reader():
    with translation.override("ko"):
        [first], person = full(), make_person(language="en")
        wait(person)
        withdraw(first)
    assert Mail.objects.get(kind="waiting_joined").language == "en"
