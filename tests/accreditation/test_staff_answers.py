import pytest

from comitia.accreditation import actions, queries
from comitia.accreditation.models import Registration
from comitia.accreditation.policies.readers import TABLE
from comitia.accreditation.queries.form import published_version
from comitia.accreditation.queries.versions import form_of_version
from comitia.core.forms.definition import Condition
from comitia.core.forms.editing import remove_question
from comitia.journal.models import Entry
from comitia.platform.actors import CHAIR, REGIONAL_OFFICE, SYSTEM, Actor
from tests.factories.accreditation import (
    AT,
    ask,
    make_category,
    make_event,
    make_member,
    make_person,
    officer,
    own,
    register,
)
from tests.factories.refusals import refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    meeting = make_event()
    make_category(meeting)
    ask(meeting, "visa", kind="yes_no")
    ask(meeting, "seat", for_staff=True, required=False, most_words=2)
    ask(meeting, "letter_sent", for_staff=True, kind="yes_no", conditions=(Condition("visa", ("yes",)),))
    return meeting


def test_an_officer_answers_and_the_journal_keeps_the_words_aside(meeting):
    registration, by = register(make_person(), answers={"visa": "yes"}), officer()
    assert sorted(one.key for one in queries.staff_questions(registration)) == ["letter_sent", "seat"]
    actions.answer_for_staff(registration.reference, {"seat": ["B 12"], "letter_sent": ["no"]}, by=by, at=AT)
    registration.refresh_from_db()
    assert (registration.staff_answers, registration.answers) == (
        {"seat": "B 12", "letter_sent": "no"},
        {"visa": "yes"},
    )
    entry = Entry.objects.latest("number")
    assert (entry.verb, entry.subject, entry.by) == (
        "answer_for_staff",
        f"registration:{registration.reference}",
        by.person,
    )
    assert (entry.facts, entry.particulars.data) == (
        {"questions": ["letter_sent", "seat"]},
        {"answers": {"letter_sent": "no", "seat": "B 12"}},
    )
    actions.answer_for_staff(registration.reference, {"seat": ["B 12"], "letter_sent": ["no"]}, by=by, at=AT)
    assert Entry.objects.latest("number") == entry


def test_what_is_wrong_is_said_and_hidden_questions_are_not_asked(meeting):
    registration = register(make_person(), answers={"visa": "no"})
    assert [one.key for one in queries.staff_questions(registration)] == ["seat"]
    with pytest.raises(actions.AnswersRefusedError) as caught:
        actions.answer_for_staff(registration.reference, {"seat": ["one two three"]}, by=officer(), at=AT)
    assert list(caught.value.faults) == ["seat"]
    assert Registration.objects.get().staff_answers == {}


def test_only_officers_who_may_see_a_registration_answer_and_never_about_themselves(meeting):
    make_member("Seoul", region="asia")
    ask(meeting, "city", kind="affiliation", required=False)
    person = make_person()
    registration = register(person, answers={"visa": "no", "city": ["seoul", ""]})
    for by in (officer(CHAIR), officer(REGIONAL_OFFICE, regions=["europe"]), own(person)):
        assert refusal(actions.answer_for_staff, registration.reference, {"seat": ["A"]}, by=by, at=AT) == (
            "not_for_this_role"
        )
    oneself = Actor(person.reference, capacity="secretariat", roles=frozenset({"secretariat"}))
    assert refusal(actions.answer_for_staff, registration.reference, {}, by=oneself, at=AT) == "own_registration"
    by = officer(REGIONAL_OFFICE, regions=["asia"])
    actions.answer_for_staff(registration.reference, {"seat": ["A"]}, by=by, at=AT)
    assert Registration.objects.get().staff_answers == {"seat": "A"}


def test_a_participant_takes_along_what_the_staff_answers_and_neither_meets_nor_writes_it(meeting):
    person = make_person()
    registration = register(person, answers={"visa": "yes", "seat": "Throne"})
    actions.answer_for_staff(registration.reference, {"seat": ["B 12"], "letter_sent": ["no"]}, by=officer(), at=AT)
    register(person, answers={"visa": "yes", "seat": "Throne"})
    registration.refresh_from_db()
    assert (registration.answers, registration.staff_answers["seat"]) == ({"visa": "yes"}, "B 12")
    assert [one.key for one in queries.answers_of(registration)] == ["visa"]
    assert queries.personal_data(person)["registrations"][0]["staff_answers"]["seat"] == "B 12"


def test_with_a_new_version_of_the_form_nothing_that_was_answered_is_lost(meeting):
    registration = register(make_person(), answers={"visa": "yes"})
    actions.answer_for_staff(registration.reference, {"seat": ["B 12"], "letter_sent": ["no"]}, by=officer(), at=AT)
    before = published_version(meeting.pk)
    actions.publish_form(meeting, remove_question(form_of_version(before), "seat"), by=SYSTEM, at=AT)
    registration.refresh_from_db()
    assert registration.staff_answers == {"letter_sent": "no"}
    assert registration.former_answers == [{"version": before, "answers": {"seat": "B 12"}}]
    [(number, answers)] = queries.answers_before(registration, reads=TABLE)
    assert (number, [(one.key, one.value) for one in answers]) == (3, [("seat", "B 12")])
