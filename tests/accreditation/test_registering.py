from datetime import timedelta
from functools import partial

import pytest

from comitia.accreditation import actions, queries
from comitia.accreditation.models import Category, Registration
from comitia.accreditation.queries.form import published_version
from comitia.accreditation.queries.versions import form_of_version
from comitia.core.forms.definition import Condition
from comitia.core.forms.editing import remove_question
from comitia.journal.models import Entry
from comitia.notices.models import Mail
from comitia.platform.actors import SYSTEM
from comitia.platform.answers import Refused
from comitia.platform.blobs.models import Blob
from comitia.platform.bus import publish
from comitia.platform.kept import PUBLIC_CHANGED
from tests.factories.accreditation import (
    AT,
    apply,
    ask,
    fill_in,
    make_category,
    make_event,
    make_member,
    make_person,
    own,
    register,
    send,
    taken,
)
from tests.factories.refusals import refusal
from tests.platform.sample_files import pdf

pytestmark = pytest.mark.django_db


def test_a_person_registers_page_by_page_and_is_admitted_at_once():
    meeting, person = make_event(), make_person("Aigul")
    make_category(meeting, places=2)
    ask(meeting, "role", page=1)
    ask(meeting, "why", kind="long_text", page=2)
    first = actions.save_page(person, category="observer", step=1, given={"role": ["  Engineer "]}, at=AT)
    second = actions.save_page(person, category="observer", step=2, given={"why": ["To\r\nlisten"]}, at=AT)
    sent = send(person, recording="no").registration
    assert (first.next_step, second.next_step) == (2, None)
    assert (sent.state, sent.answers) == ("accepted", {"role": "Engineer", "why": "To\nlisten"})
    assert (sent.publish, sent.recording_consent, sent.draft) == ("everyone", False, None)
    assert taken() == 1


def test_the_letter_of_one_who_is_registered_carries_a_calendar_file():
    meeting, person = make_event(), make_person("Aigul", email="aigul@example.org")
    make_category(meeting)
    register(person)
    letter = Mail.objects.get()
    assert (letter.to, letter.subject) == ("aigul@example.org", "You are registered for Executive Committee 2020")
    assert bytes(letter.calendar).count(b"DTSTART;TZID=Europe/Moscow:20201117T000000") == 1


def test_a_category_by_decision_keeps_a_place_until_it_is_decided():
    meeting, person = make_event(), make_person()
    make_category(meeting, places=1, by_decision=True)
    sent = register(person)
    assert (sent.state, list(sent.places.values()), bytes(Mail.objects.get().calendar)) == ("submitted", [1], b"")


def test_what_was_saved_is_there_after_coming_back_and_goes_on_where_it_stopped():
    meeting, person = make_event(), make_person()
    make_category(meeting)
    ask(meeting, "role", page=1)
    ask(meeting, "why", page=2)
    actions.save_page(person, category="observer", step=1, given={"role": ["Engineer"]}, at=AT)
    progress = queries.progress(queries.own_registration(person), queries.form_of("observer"))
    assert (progress.done, progress.answers) == (1, {"role": "Engineer"})


def test_answers_move_with_the_person_to_another_category_whose_pages_are_gone_through_again():
    meeting, person = make_event(), make_person()
    make_category(meeting, "observer")
    make_category(meeting, "press")
    ask(meeting, "role", categories=["observer", "press"])
    fill_in(person, "observer", answers={"role": "Engineer"})
    progress = queries.progress(queries.own_registration(person), queries.form_of("press"))
    assert (progress.done, progress.answers) == (0, {"role": "Engineer"})


def test_a_page_that_comes_too_early_is_refused():
    meeting, person = make_event(), make_person()
    make_category(meeting)
    ask(meeting, "role", page=1)
    ask(meeting, "why", page=2)
    assert refusal(actions.save_page, person, category="observer", step=2, given={"why": ["x"]}, at=AT) == "page_before"
    assert refusal(actions.save_page, person, category="observer", step=9, given={}, at=AT) == "unknown_page"
    assert refusal(actions.save_page, person, category="none", step=1, given={}, at=AT) == "unknown_category"
    assert refusal(send, person) == "page_before"
    assert Registration.objects.count() == 0


def test_sending_without_the_consents_is_refused_and_loses_nothing():
    meeting, person = make_event(), make_person()
    make_category(meeting)
    ask(meeting, "role")
    fill_in(person, answers={"role": "Engineer"})
    with pytest.raises(actions.AnswersRefusedError) as caught:
        send(person, publish="all", recording="")
    assert sorted(caught.value.faults) == ["publish", "recording"]
    assert Registration.objects.get().draft["answers"] == {"role": "Engineer"}


def test_a_question_added_meanwhile_must_be_answered_before_sending(django_capture_on_commit_callbacks):
    meeting, person = make_event(), make_person()
    make_category(meeting)
    ask(meeting, "why")
    fill_in(person, answers={"why": "To listen"})
    with django_capture_on_commit_callbacks(execute=True):
        ask(meeting, "role")
    with pytest.raises(actions.AnswersRefusedError) as caught:
        send(person)
    assert caught.value.faults == {"role": "Answer this question."}


def test_answers_are_kept_when_registration_closes_while_typing():
    meeting, person = make_event(), make_person()
    make_category(meeting, closes_at=AT + timedelta(hours=1))
    ask(meeting, "role")
    saved = actions.save_page(
        person, category="observer", step=1, given={"role": ["Engineer"]}, at=AT + timedelta(hours=2)
    )
    assert isinstance(saved.answer, Refused)
    assert (saved.answer.code, Registration.objects.get().draft["answers"]) == ("closed", {"role": "Engineer"})


@pytest.mark.parametrize(("hours", "code"), [(-2, "not_open"), (-1, None), (0, None), (1, "closed")])
def test_a_category_is_open_from_its_opening_until_its_closing(hours, code):
    meeting = make_event()
    make_category(meeting, opens_at=AT - timedelta(hours=1), closes_at=AT + timedelta(hours=1))
    [choice] = queries.choices(None, at=AT + timedelta(hours=hours))
    assert getattr(choice.answer, "code", None) == code


def test_the_last_place_goes_to_one_and_the_other_is_told_what_to_do():
    meeting, first, second = make_event(), make_person(), make_person()
    make_category(meeting, places=1)
    fill_in(second)
    register(first)
    refused = send(second, publish="nobody", recording="no")
    assert refused.answer.code == "full"
    draft = queries.own_registration(second).draft
    assert (taken(), draft["publish"], draft["recording"]) == (1, "nobody", False)


def test_withdrawing_frees_the_place_and_one_can_register_again():
    meeting, person = make_event(), make_person()
    make_category(meeting, places=1)
    register(person)
    actions.withdraw(person, by=own(person), at=AT)
    taken_between = taken()
    again = send(person, at=AT + timedelta(hours=1)).registration
    assert (taken_between, again.state, taken(), Registration.objects.count()) == (
        0,
        "accepted",
        1,
        1,
    )


def test_nothing_can_be_withdrawn_twice():
    meeting, person = make_event(), make_person()
    make_category(meeting)
    register(person)
    actions.withdraw(person, by=own(person), at=AT)
    assert refusal(actions.withdraw, person, by=own(person), at=AT) == "nothing_to_withdraw"


def test_a_change_in_a_category_by_decision_goes_back_to_the_queue_and_keeps_its_place():
    meeting, person = make_event(), make_person()
    make_category(meeting, places=1, by_decision=True)
    ask(meeting, "role")
    sent = register(person, answers={"role": "Engineer"})
    Registration.objects.update(state="accepted", decided_at=AT)
    unchanged = register(person, answers={"role": "Engineer"})
    changed = register(person, answers={"role": "Mayor"})
    assert (sent.state, unchanged.state, changed.state) == ("submitted", "accepted", "submitted")
    assert (list(changed.places.values()), taken()) == ([1], 1)


def test_changing_the_category_moves_the_place():
    meeting, person = make_event(), make_person()
    make_category(meeting, "observer", places=1)
    make_category(meeting, "press", places=1)
    register(person, "observer")
    register(person, "press")
    assert (taken("observer"), taken("press")) == (0, 1)


def test_the_member_named_in_the_answers_is_the_member_of_the_registration():
    meeting, person, seoul = make_event(), make_person(), make_member("Seoul")
    make_category(meeting)
    ask(meeting, "member", kind="affiliation")
    assert register(person, answers={"member": ["seoul", ""]}).member == seoul


def test_the_journal_names_each_act_and_keeps_answers_aside():
    meeting, person = make_event(), make_person()
    make_category(meeting)
    ask(meeting, "role")
    before = Entry.objects.count()
    sent = register(person, answers={"role": "Engineer"})
    register(person, answers={"role": "Mayor"})
    actions.withdraw(person, by=own(person), at=AT)
    written = Entry.objects.order_by("number")[before:]
    assert [entry.verb for entry in written] == ["submit_registration", "change_registration", "withdraw_registration"]
    assert {entry.subject for entry in written} == {f"registration:{sent.reference}"}
    assert written[0].facts == {"category": "observer", "form": sent.form_id, "state": "accepted"}
    assert written[0].particulars.data == {"answers": {"role": "Engineer"}, "publish": "everyone", "recording": True}


def test_a_cancelled_meeting_takes_nobody():
    meeting = make_event(state="cancelled")
    make_category(meeting)
    [choice] = queries.choices(None, at=AT)
    assert choice.answer.code == "meeting_cancelled"


def test_answers_given_under_an_earlier_form_are_kept_aside_when_the_question_is_gone(
    django_capture_on_commit_callbacks,
):
    meeting, person = make_event(), make_person()
    make_category(meeting)
    ask(meeting, "role")
    ask(meeting, "tea", kind="choice", options=["green", "black"])
    first = register(person, answers={"role": "Engineer", "tea": "green"})
    with django_capture_on_commit_callbacks(execute=True):
        ask(meeting, "tea", kind="text")
    changed = register(person, answers={"role": "Engineer", "tea": "None for me"})
    assert changed.answers == {"role": "Engineer", "tea": "None for me"}
    assert changed.former_answers == [{"version": first.form_id, "answers": {"tea": "green"}}]


def test_a_question_is_asked_only_of_those_whom_its_conditions_name():
    meeting, person = make_event(), make_person()
    make_category(meeting)
    ask(meeting, "flies", kind="yes_no")
    ask(meeting, "flight", page=2, conditions=[Condition("flies", ("yes",))])
    saved = actions.save_page(person, category="observer", step=1, given={"flies": ["no"]}, at=AT)
    changed = actions.save_page(person, category="observer", step=1, given={"flies": ["yes"]}, at=AT)
    assert (saved.next_step, changed.next_step) == (None, 2)


def test_the_mode_is_asked_where_a_category_has_several():
    meeting, person = make_event(), make_person()
    make_category(meeting)
    Category.objects.update(modes=["online", "in_person"])
    ask(meeting, "visa", conditions=[Condition("mode", ("in_person",))])
    save = partial(actions.save_page, person, category="observer", step=1, at=AT)
    save(given={}, mode="online")
    with pytest.raises(actions.AnswersRefusedError) as caught:
        save(given={}, mode="in_person")
    assert caught.value.faults == {"visa": "Answer this question."}
    save(given={"visa": ["Yes"]}, mode="in_person")
    assert send(person).registration.mode == "in_person"


def test_a_file_is_kept_even_if_another_answer_of_the_page_is_refused():
    meeting, person = make_event(), make_person()
    make_category(meeting)
    ask(meeting, "letter", kind="file", accepts=("pdf",))
    ask(meeting, "role")
    letter = actions.Upload("letter.pdf", [pdf()])
    with pytest.raises(actions.AnswersRefusedError) as caught:
        actions.save_page(person, category="observer", step=1, given={}, uploads={"letter": letter}, at=AT)
    assert caught.value.faults == {"role": "Answer this question."}
    reference = Registration.objects.get().draft["answers"]["letter"]
    given = {"letter": [reference], "role": ["Engineer"]}
    actions.save_page(person, category="observer", step=1, given=given, at=AT)
    assert send(person).registration.answers["letter"] == reference


def test_nobody_names_the_file_of_somebody_else():
    meeting, person, other = make_event(), make_person(), make_person()
    make_category(meeting)
    ask(meeting, "letter", kind="file", accepts=("pdf",))
    blob = Blob.objects.create(
        name="x.pdf",
        media_type="application/pdf",
        size=1,
        sha256="0",
        state="clean",
        owner=other.reference,
        stored_at=AT,
    )
    with pytest.raises(actions.AnswersRefusedError) as caught:
        fill_in(person, answers={"letter": str(blob.reference)})
    assert caught.value.faults == {"letter": "This file is not here any more. Choose it again."}


def test_a_file_sent_to_a_question_of_the_staff_or_to_a_form_without_questions_is_not_taken():
    meeting, person = make_event(), make_person()
    make_category(meeting)
    upload = {"note": actions.Upload("letter.pdf", [pdf()])}
    actions.save_page(person, category="observer", step=1, given={}, uploads=upload, at=AT)
    publish(PUBLIC_CHANGED, {})
    ask(meeting, "note", for_staff=True, required=False)
    ask(meeting, "role")
    with pytest.raises(actions.AnswersRefusedError):
        actions.save_page(person, category="observer", step=1, given={}, uploads=upload, at=AT)
    assert (Registration.objects.get().draft["answers"], Blob.objects.count()) == ({}, 0)


def test_registration_that_closes_before_sending_keeps_the_consents_too():
    meeting, person = make_event(), make_person()
    make_category(meeting, closes_at=AT + timedelta(hours=1))
    fill_in(person)
    late = send(person, publish="nobody", recording="no", at=AT + timedelta(hours=2))
    draft = Registration.objects.get().draft
    assert (late.answer.code, draft["publish"], draft["recording"]) == ("closed", "nobody", False)


def test_another_mode_is_a_change_that_is_decided_again():
    meeting, person = make_event(), make_person()
    make_category(meeting, by_decision=True)
    Category.objects.update(modes=["online", "in_person"])
    register(person)
    Registration.objects.update(state="accepted")
    actions.save_page(person, category="observer", step=1, given={}, mode="in_person", at=AT)
    assert send(person).registration.state == "submitted"


def test_a_page_filled_in_before_the_form_changed_loses_no_word():
    meeting, person = make_event(), make_person()
    make_category(meeting)
    for key, kind in (("role", "text"), ("arrival", "date"), ("visit", "text")):
        ask(meeting, key, kind=kind)
    seen = published_version(meeting.pk)
    form = form_of_version(seen)
    changed = remove_question(remove_question(form, "visit"), "arrival")
    actions.publish_form(meeting, changed, by=SYSTEM, at=AT)
    publish(PUBLIC_CHANGED, {})
    given = {"role": ["Nurse"], "arrival": ["tomorrow"], "visit": ["The harbour"]}
    with pytest.raises(actions.PageChangedError):
        actions.save_page(person, category="observer", step=1, given=given, version=seen, at=AT)
    registration = Registration.objects.get()
    assert (registration.draft["answers"], registration.draft["done"]) == ({"role": "Nurse"}, 0)
    aside = {"version": seen, "answers": {"arrival": "tomorrow", "visit": "The harbour"}}
    assert registration.former_answers == [aside]
    fill_in(person, answers={"role": "Nurse"})
    assert apply(person).former_answers == [aside]


def test_a_change_on_another_page_or_a_version_of_another_meeting_disturbs_nobody():
    meeting, person = make_event(), make_person()
    make_category(meeting)
    ask(meeting, "role")
    ask(meeting, "visit", page=2)
    seen = published_version(meeting.pk)
    ask(meeting, "why", page=2)
    elsewhere = make_event("other", is_current=False)
    ask(elsewhere, "tea")
    publish(PUBLIC_CHANGED, {})
    for version in (seen, published_version(elsewhere.pk), 10**15):
        saved = actions.save_page(
            person, category="observer", step=1, given={"role": ["Nurse"]}, version=version, at=AT
        )
        assert saved.next_step == 2
