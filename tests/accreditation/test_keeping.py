import pytest

from comitia.accreditation import actions, queries
from comitia.accreditation.models import FormVersion, Pool, Registration
from comitia.core.forms.definition import Form
from comitia.journal.queries import faults
from comitia.platform.actors import CHAIR
from comitia.platform.blobs.arriving import path_of
from comitia.platform.blobs.models import Blob
from tests.factories.accreditation import (
    AT,
    ask,
    fill_in,
    make_category,
    make_event,
    make_person,
    officer,
    own,
    register,
    taken,
)
from tests.factories.refusals import refusal
from tests.platform.sample_files import pdf

pytestmark = pytest.mark.django_db
CATEGORY = {
    "names": {"en": "Press"},
    "descriptions": {},
    "admission": "at_once",
    "entry": "open",
    "modes": [],
    "opens_at": None,
    "closes_at": None,
    "order": 1,
}


def test_saving_a_category_again_changes_it():
    meeting = make_event()
    make_category(meeting, places=5)
    make_category(meeting, places=7)
    assert list(Pool.objects.values_list("quota__own_of__code", "quota__places", "places")) == [("observer", 7, 7)]


def test_the_number_of_places_cannot_fall_below_those_taken():
    meeting = make_event()
    make_category(meeting, places=2)
    register(make_person())
    register(make_person())
    assert refusal(make_category, meeting, places=1) == "places_taken"


def test_only_the_secretariat_keeps_the_form_and_only_with_what_exists():
    meeting, by = make_event(), officer()
    make_category(meeting)
    assert refusal(actions.save_category, meeting, "press", CATEGORY, by=officer(CHAIR), at=AT) == "not_for_this_role"
    nameless = {**CATEGORY, "names": {"ko": "언론"}}
    assert refusal(actions.save_category, meeting, "press", nameless, by=by, at=AT) == "no_name"
    wrong = {**CATEGORY, "admission": "never"}
    assert refusal(actions.save_category, meeting, "press", wrong, by=by, at=AT) == "unknown_admission"
    assert refusal(actions.publish_form, meeting, Form(), by=officer(CHAIR), at=AT) == "not_for_this_role"


def test_a_form_with_faults_is_not_published():
    meeting = make_event()
    make_category(meeting)
    with pytest.raises(actions.FormRefusedError) as caught:
        ask(meeting, "tea", categories=["none"])
    assert ([fault.code for fault in caught.value.faults], FormVersion.objects.count()) == (["condition_value"], 0)


def test_a_person_takes_all_their_registrations_away():
    meeting, person = make_event(), make_person()
    make_category(meeting)
    ask(meeting, "role")
    sent = register(person, answers={"role": "Engineer"})
    [kept] = queries.personal_data(person)["registrations"]
    assert (kept["reference"], kept["meeting"], kept["answers"]) == (
        str(sent.reference),
        "excom-2020",
        {"role": "Engineer"},
    )


def test_with_a_person_their_answers_are_forgotten_and_the_place_is_freed():
    meeting, person, begun = make_event(), make_person("Ada"), make_person("Bo")
    make_category(meeting, places=1)
    ask(meeting, "role")
    fill_in(begun, answers={"role": "Nurse"})
    register(person, answers={"role": "Engineer"})
    for one in (person, begun):
        actions.forget_person(one, by=own(one), at=AT)
    rows = Registration.objects.values_list("state", "answers", "draft", "search_text", "recording_consent")
    assert list(rows) == [("withdrawn", {}, None, "", None)] * 2
    assert (taken(), list(faults())) == (0, [])
    person.refresh_from_db()
    assert person.name == ""


def test_with_a_person_their_files_are_erased(django_capture_on_commit_callbacks):
    meeting, person, other = make_event(), make_person(), make_person()
    make_category(meeting)
    ask(meeting, "letter", kind="file", accepts=("pdf",))
    for one in (person, other):
        upload = {"letter": actions.Upload("letter.pdf", [pdf()])}
        actions.save_page(one, category="observer", step=1, given={}, uploads=upload, at=AT)
    kept, gone = (Blob.objects.get(owner=one.reference) for one in (other, person))
    with django_capture_on_commit_callbacks(execute=True):
        actions.forget_person(person, by=own(person), at=AT)
    gone.refresh_from_db()
    assert (gone.state, gone.name, path_of(gone.reference).exists()) == ("erased", "", False)
    assert path_of(kept.reference).exists()
