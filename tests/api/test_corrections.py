"""Programs correct single facts of a registration, judged as when the person sends them."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from comitia.accreditation import actions
from comitia.accreditation.models import Registration
from comitia.accreditation.policies.readers import TABLE, Field, Reader
from comitia.core.forms.definition import Condition
from comitia.journal.models import Entry, Particulars
from comitia.notices.models import Mail
from comitia.platform.actors import Actor
from tests.api.asking import Program
from tests.factories.accounts import AT, make_officer, make_person, make_token
from tests.factories.accreditation import (
    ask,
    fill_in,
    holders,
    make_category,
    make_event,
    make_member,
    register,
    send,
    taken,
)

pytestmark = pytest.mark.django_db
SENT = {"city": "Seoul", "visa": "no", "guests": ["1"]}


@pytest.fixture(autouse=True)
def _at_the_opening():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def meeting():
    meeting = make_event()
    make_category(meeting, places=3)
    ask(meeting, "city")
    ask(meeting, "visa", kind="choice", options=("yes", "no"))
    ask(meeting, "embassy", conditions=[Condition("visa", ("yes",))])
    ask(meeting, "guests", kind="companions", count_only=True, required=False)
    ask(meeting, "seat", for_staff=True, required=False)
    return meeting


@pytest.fixture
def program() -> Program:
    return Program(make_token(make_officer()))


def path_of(registration: Registration) -> str:
    return f"registrations/{registration.reference}"


def test_answers_are_told_and_corrected_one_by_one(meeting, program):
    registration = register(make_person(), answers=SENT)
    letters = Mail.objects.count()
    answer = program.patch(path_of(registration), {"answers": {"city": "Busan"}, "staff_answers": {"seat": "B 12"}})
    assert (answer.status_code, answer.json()) == (
        200,
        {"reference": str(registration.reference), "changed": ["city", "seat"]},
    )
    told = program.get(path_of(registration)).json()
    assert (told["answers"], told["staff_answers"], told["state"]) == (
        {"city": "Busan", "visa": "no", "guests": 1},
        {"seat": "B 12"},
        "accepted",
    )
    assert told == program.get("meetings/excom-2020/registrations").json()["records"][0]
    assert Mail.objects.count() == letters


def test_a_correction_is_in_the_journal_with_the_questions_and_apart_from_it_the_answers(meeting, program):
    person = make_person()
    registration = register(person, answers=SENT)
    program.patch(path_of(registration), {"answers": {"city": "Busan"}})
    entry = Entry.objects.get(verb="correct_registration")
    assert (entry.subject, entry.facts) == (
        f"registration:{registration.reference}",
        {"questions": ["city"], "mode": "online"},
    )
    assert (entry.capacity, entry.on_behalf_of[:6]) == ("secretariat", "token:")
    kept = Particulars.objects.get(entry=entry)
    assert (kept.person, kept.data) == (person.reference, {"answers": {"city": "Busan"}})


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        ({"answers": {"city": None}}, ["city"]),
        ({"answers": {"city": "x" * 5000}}, ["city"]),
        ({"answers": {"visa": "perhaps"}}, ["visa"]),
        ({"answers": {"visa": "yes"}}, ["embassy"]),
        ({"answers": {"nothing": "x"}}, ["nothing"]),
        ({"answers": {"seat": "A"}}, ["seat"]),
        ({"staff_answers": {"city": "A"}}, ["city"]),
        ({"staff_answers": {"seat": "x" * 5000}, "answers": {"city": "Busan"}}, ["seat"]),
        ({"answers": {"guests": -1}}, ["guests"]),
        ({"mode": "in_person"}, ["mode"]),
    ],
)
def test_what_the_form_refuses_is_refused_by_question_and_nothing_is_kept(meeting, program, body, faults):
    registration = register(make_person(), answers=SENT)
    answer = program.patch(path_of(registration), body)
    problem = answer.json()
    assert (answer.status_code, problem["code"], list(problem["faults"])) == (422, "answers", faults)
    kept = Registration.objects.get()
    assert (kept.answers, kept.staff_answers) == ({"city": "Seoul", "visa": "no", "guests": 1}, {})
    assert not Entry.objects.filter(verb__in=["correct_registration", "answer_for_staff"]).exists()


@pytest.mark.parametrize("body", [{"answers": {"city": True}}, {"answers": {"city": {"x": "y"}}}, {"state": "refused"}])
def test_what_is_no_answer_at_all_is_told_so(meeting, program, body):
    assert program.patch(path_of(register(make_person(), answers=SENT)), body).json()["code"] == "invalid"


def test_an_answer_that_others_hide_now_is_taken_away(meeting, program):
    registration = register(make_person(), answers={**SENT, "visa": "yes", "embassy": "Berlin"})
    answer = program.patch(path_of(registration), {"answers": {"visa": "no"}})
    assert (answer.json()["changed"], Registration.objects.get().answers) == (
        ["embassy", "visa"],
        {"city": "Seoul", "visa": "no", "guests": 1},
    )


def test_those_who_come_along_take_places_or_are_refused(meeting, program):
    registration = register(make_person(), answers=SENT)
    assert (program.patch(path_of(registration), {"answers": {"guests": 2}}).status_code, taken()) == (200, 3)
    answer = program.patch(path_of(registration), {"answers": {"guests": 3}})
    assert (answer.status_code, answer.json()["code"], taken()) == (409, "full", 3)
    assert (program.patch(path_of(registration), {"answers": {"guests": None}}).status_code, taken()) == (200, 1)
    assert holders().count() == 1


def test_what_is_being_filled_in_gets_the_correction_unless_the_person_wrote_something_else(meeting, program):
    person, other = make_person(), make_person()
    for one, city in ((person, "Seoul"), (other, "Incheon")):
        registration = register(one, answers=SENT)
        fill_in(one, answers={**SENT, "city": city, "guests": ["0"]})
        program.patch(path_of(registration), {"answers": {"city": "Busan"}})
        send(one, at=AT + timedelta(hours=1))
    found = [Registration.objects.get(person=one).answers for one in (person, other)]
    assert [one["city"] for one in found] == ["Busan", "Incheon"]
    assert [one["guests"] for one in found] == [0, 0]


def test_a_consent_is_the_persons_alone_to_give(meeting, program):
    ask(meeting, "photos", kind="consent", required=False)
    registration = register(make_person(), answers=SENT)
    answer = program.patch(path_of(registration), {"answers": {"photos": "yes"}})
    assert (answer.status_code, list(answer.json()["faults"])) == (422, ["photos"])


def test_who_may_correct_what(meeting, program):
    registration = register(make_person(), answers=SENT)
    Registration.objects.update(member=make_member("Seoul"))
    europe, asia = (Program(make_token(make_officer(), region=one)) for one in ("europe", "asia"))
    body = {"answers": {"city": "Busan"}}
    assert [one.patch(path_of(registration), body).status_code for one in (europe, asia)] == [404, 200]
    person = make_officer()
    own = register(person, answers={**SENT, "guests": []})
    refused = Program(make_token(person)).patch(path_of(own), body)
    assert (refused.status_code, refused.json()["code"]) == (403, "own_registration")
    actions.withdraw(own.person, by=Actor(person=person.reference), at=AT)
    refused = program.patch(path_of(own), body)
    assert (refused.status_code, refused.json()["code"]) == (409, "not_running")


def test_answers_that_the_table_closes_are_neither_told_nor_corrected(meeting, program, monkeypatch):
    registration = register(make_person(), answers=SENT)
    rule = TABLE[Field.ANSWER_TEXT]
    monkeypatch.setitem(TABLE, Field.ANSWER_TEXT, type(rule)(rule.label, rule.reads - {Reader.SECRETARIAT}))
    assert program.get(path_of(registration)).json()["answers"] == {"visa": "no", "guests": 1}
    answer = program.patch(path_of(registration), {"answers": {"city": "Busan"}})
    assert (answer.status_code, list(answer.json()["faults"])) == (422, ["city"])
