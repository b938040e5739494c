import re
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comitia.accreditation import actions, queries
from comitia.accreditation.models import FormVersion, Registration
from comitia.core.forms.definition import Condition, Kind
from comitia.platform.actors import SYSTEM
from tests.factories.accounts import make_officer, signed_in
from tests.factories.accreditation import AT, ask, make_category, make_event, make_person, register
from tests.factories.pages import text

pytestmark = pytest.mark.django_db
SLUG = "excom-2020"
FORM = f"/en/desk/forms/{SLUG}/"


@pytest.fixture(autouse=True)
def _first_of_november():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def meeting():
    meeting = make_event()
    make_category(meeting)
    ask(meeting, "visa", kind="choice", options=("yes", "no"))
    ask(meeting, "letter", conditions=(Condition("visa", ("yes",)),), order=2)
    return meeting


@pytest.fixture
def client(meeting):
    return signed_in(make_officer("secretariat", at=AT))


def token() -> str:
    return queries.form_at_desk(SLUG).token


def form():
    return queries.form_at_desk(SLUG).form


def send(client, path, /, **fields):
    return client.post(f"{FORM}{path}", {"seen": token(), "act": "save", **fields})


def keep_label(words: str) -> None:
    """Let another officer change the question about the visa."""
    changed = form().question("visa")
    actions.save_question(
        SLUG,
        "visa",
        type(changed)(
            **{name: getattr(changed, name) for name in changed.__dataclass_fields__} | {"labels": {"en": words}}
        ),
        section="page-1",
        seen=token(),
        by=SYSTEM,
        at=AT,
    )


def test_an_officer_adds_a_question_row_by_row_and_saves_it_once(client):
    page = f"{FORM}questions/new/?section=page-1&kind=many"
    assert "Answers to choose from" in text(client.get(page))
    typed = {"seen": token(), "kind": "many", "section": "page-1", "label_en": "What do you eat?", "conditions": "0"}
    typed |= {"options": "2", "option_0_en": "Meat", "option_1_en": "Plants", "option_1_es": "Plantas"}
    typed |= {"is_required": "on", "retention_days": "30"}
    for act in ("add_option", "up_option:1", "add_condition"):
        answer = client.post(page, {**typed, "act": act, "new_condition": "visa"})
        assert answer.status_code == 200
        typed = fields_of(answer)
    assert (typed["option_0_en"], typed["option_1_en"], typed["options"]) == ("Plants", "Meat", "3")
    assert FormVersion.objects.filter(published_at=None).count() == 0
    answer = client.post(page, {**typed, "act": "save", "condition_0_values": ["yes"]})
    assert (answer.status_code, answer["Location"]) == (302, f"{FORM}#question-what_do_you_eat")
    added = form().question("what_do_you_eat")
    assert [(option.value, option.labels) for option in added.options] == [
        ("plants", {"en": "Plants", "es": "Plantas"}),
        ("meat", {"en": "Meat"}),
    ]
    assert (added.is_required, added.retention_days) == (True, 30)
    assert added.conditions == (Condition("visa", ("yes",)),)


def fields_of(response) -> dict[str, str]:
    """Read the fields of a form as a browser would send them, as far as this test fills them."""
    html = response.content.decode()
    found = {}
    found |= {
        name: unescape(words)
        for name, words in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\n(.*?)</textarea>', html)
    }
    for tag in re.findall(r"<input[^>]*>", html):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        is_ticked = "checkbox" not in tag or " checked" in tag
        if name and is_ticked:
            found[name[1]] = unescape(value[1]) if value else "on"
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', body)
        found[name] = chosen[1] if chosen else re.search(r'value="([^"]*)"', body)[1]
    return found


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_can_be_added_and_opened_again(client, kind):
    page = f"{FORM}questions/new/?section=page-1&kind={kind}"
    typed = fields_of(client.get(page)) | {"label_en": "Words"}
    if kind in {Kind.CHOICE, Kind.MANY}:
        typed |= {"option_0_en": "One"}
    answer = client.post(page, {**typed, "act": "save"})
    assert answer.status_code == 302
    again = client.get(f"{FORM}questions/words/")
    assert fields_of(again)["label_en"] == "Words"
    before = form()
    assert client.post(f"{FORM}questions/words/", {**fields_of(again), "act": "save"}).status_code == 302
    assert form() == before


def test_what_is_wrong_with_a_question_stands_beside_its_field_and_nothing_is_lost(client):
    typed = {"kind": "number", "section": "page-1", "label_en": "How many?", "label_ar": "كم؟"}
    answer = send(client, "questions/new/?kind=number", **typed, least="9", most="3")
    assert answer.status_code == 422
    assert "The lower limit 9 is above the upper limit 3." in text(answer)
    assert fields_of(answer)["label_ar"] == "كم؟"
    answer = send(client, "questions/new/?kind=text", **(typed | {"kind": "text", "label_en": ""}))
    assert (answer.status_code, "Question: This field is required." in text(answer)) == (422, True)
    answer = send(client, "questions/new/?kind=choice", **(typed | {"kind": "choice"}), options="1", option_0_ar="واحد")
    assert (answer.status_code, "Write the answer in English, or remove it." in text(answer)) == (422, True)
    answer = send(client, "questions/new/?kind=choice", **(typed | {"kind": "choice"}), options="1", option_0_en="")
    assert (answer.status_code, "There is nothing to choose from." in text(answer)) == (422, True)
    assert client.get(f"{FORM}questions/new/?kind=poem").status_code == 422


def test_the_second_of_two_officers_sees_what_differs_and_can_save_again(client):
    typed = fields_of(client.get(f"{FORM}questions/visa/")) | {"label_en": "My words"}
    keep_label("Their words")
    answer = client.post(f"{FORM}questions/visa/", {**typed, "act": "save"})
    assert answer.status_code == 422
    assert "Somebody else changed this form while you were editing it." in text(answer)
    assert "Their words My words" in text(answer)
    again = fields_of(answer)
    assert again["label_en"] == "My words"
    assert client.post(f"{FORM}questions/visa/", {**again, "act": "save"}).status_code == 302
    assert form().question("visa").labels["en"] == "My words"


def test_a_question_removed_meanwhile_is_offered_as_a_new_one_with_all_that_was_typed(client):
    typed = fields_of(client.get(f"{FORM}questions/visa/")) | {"label_en": "My words"}
    actions.remove_part(SLUG, "question", "visa", with_conditions=True, seen=token(), by=SYSTEM, at=AT)
    answer = client.post(f"{FORM}questions/visa/", {**typed, "act": "save"})
    assert answer.status_code == 422
    assert "Somebody else removed this question while you were editing it." in text(answer)
    action = re.search(r'<form class="form" method="post" action="([^"]+)"', answer.content.decode())[1]
    assert client.post(action, {**fields_of(answer), "act": "save"}).status_code == 302
    assert form().question("my_words").labels["en"] == "My words"


def test_pages_and_sections_are_written_in_every_language_and_moved_by_buttons(client):
    assert send(client, "pages/new/", title_en="Travel", title_ru="Поездка").status_code == 302
    section = {"title_en": "Flight", "text_en": "Only if you come.", "page": "2", "conditions": "1"}
    section |= {"condition_0_question": "mode", "condition_0_negated": "is", "condition_0_values": ["in_person"]}
    assert send(client, "sections/new/?page=2", **section)["Location"] == f"{FORM}#section-flight"
    assert form().page(2).titles == {"en": "Travel", "ru": "Поездка"}
    assert form().page(2).sections[1].conditions == (Condition("mode", ("in_person",)),)
    for move in ("question:letter:down", "section:flight:up", "page:2:up"):
        assert send(client, "", move=move).status_code == 302
    assert [[section.key for section in page.sections] for page in form().pages] == [["flight", "section"], ["page-1"]]
    assert [question.key for question in form().page(1).questions] == ["letter"]
    stale = {"seen": "1.1", "move": "page:1:down"}
    assert "Somebody else changed this form" in text(client.post(FORM, stale, follow=True))
    assert "Nothing was moved." in text(client.post(FORM, {"move": "page:x:up"}, follow=True))


def test_removing_what_others_depend_on_names_them_and_asks_first(client):
    page = client.get(f"{FORM}questions/visa/remove/")
    assert "Other parts of the form depend on it" in text(page)
    assert "letter?" in text(page)
    refused = send(client, "questions/visa/remove/")
    assert (refused.status_code, "Confirm that their conditions go too." in text(refused)) == (422, True)
    assert send(client, "questions/visa/remove/", with_conditions="yes").status_code == 302
    assert [question.key for question in form().questions] == ["letter"]
    assert "does not exist any more" in text(client.get(f"{FORM}questions/visa/remove/", follow=True))


def test_publishing_lists_faults_with_links_and_then_what_becomes_of_the_answers(client):
    register(make_person(), answers={"visa": "yes", "letter": "Please"})
    assert "There is no draft" in text(client.get(f"{FORM}publish/"))
    actions.remove_part(SLUG, "question", "letter", with_conditions=False, seen=token(), by=SYSTEM, at=AT)
    send(client, "pages/new/", title_en="Empty")
    page = client.get(f"{FORM}publish/")
    assert f'href="{FORM}sections/section/"' in page.content.decode()
    assert "This section has no question and no text." in text(page)
    assert (send(client, "publish/").status_code, FormVersion.objects.filter(published_at=None).count()) == (422, 1)
    send(client, "pages/2/remove/")
    page = text(client.get(f"{FORM}publish/"))
    assert "Registrations sent 1" in page
    assert "letter? 1" in page
    assert "They are of 1 person." in page
    assert send(client, "publish/").status_code == 302
    assert "Version 3 is published." in text(client.get(FORM))
    assert Registration.objects.get().answers == {"visa": "yes", "letter": "Please"}


def test_a_draft_is_discarded_and_an_earlier_form_copied(client):
    keep_label("New words")
    assert send(client, "discard/").status_code == 302
    assert (form().question("visa").labels, FormVersion.objects.count()) == ({"en": "visa?"}, 2)
    earlier = make_event("excom-2019", is_current=False)
    ask(earlier, "tea")
    assert "Executive Committee" in text(client.get(f"{FORM}copy/"))
    assert "does not exist" in text(client.post(f"{FORM}copy/", {"seen": token(), "source": "nowhere:1"}, follow=True))
    assert send(client, "copy/", source="excom-2019:1").status_code == 302
    assert [question.key for question in form().questions] == ["tea"]


def test_versions_say_how_many_answered_and_show_what_was_asked(client):
    register(make_person(), answers={"visa": "no"})
    ask(queries.kept_form_of("observer").category.meeting, "tea")
    page = text(client.get(f"{FORM}versions/"))
    assert re.findall(r"Version (\d) .*? (\d) (\d) Copy into the draft", page) == [
        ("3", "3", "0"),
        ("2", "2", "1"),
        ("1", "1", "0"),
    ]
    assert "letter?" in text(client.get(f"{FORM}versions/2/"))
    assert client.get(f"{FORM}versions/9/").status_code == 404


def test_the_preview_shows_what_an_answer_brings_up_in_any_language_and_saves_nothing(client):
    before = FormVersion.objects.values_list("pk", "edits")
    page = client.get(f"{FORM}preview/?in=ar&category=observer")
    assert 'lang="ar" dir="rtl"' in page.content.decode()
    assert '<span lang="en" dir="ltr">visa?</span>' in page.content.decode()
    assert "letter?" not in text(page)
    page = client.post(f"{FORM}preview/", {"visa": "yes", "in": "en"})
    assert "1 answer would be refused" in text(page)
    assert "letter?" in text(page)
    assert (list(FormVersion.objects.values_list("pk", "edits")), Registration.objects.count()) == (list(before), 0)


@pytest.mark.parametrize("number", [1, 3])
def test_the_pages_take_the_same_statements_for_any_number_of_questions(client, meeting, number):
    for extra in range(number):
        ask(meeting, f"more{extra}", kind="choice", options=("a", "b"), conditions=(Condition("visa", ("no",)),))
    counted = []
    for path in ("", "questions/more0/", "sections/page-1/", "preview/", "publish/"):
        client.get(f"{FORM}{path}")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{FORM}{path}").status_code == 200
        counted.append(len(captured))
    assert counted == [8, 7, 7, 7, 7]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_forms_takes_the_same_statements_for_any_number(client, number):
    for each in range(number):
        ask(make_event(f"excom-{each}", is_current=False), "role")
    client.get("/en/desk/forms/")
    with CaptureQueriesContext(connection) as captured:
        assert text(client.get("/en/desk/forms/")).count("Version 1,") == number
    assert len(captured) == 7


def test_a_meeting_without_a_form_says_what_to_do(client):
    make_event("empty", is_current=False)
    for path in ("", "publish/", "versions/", "preview/", "discard/"):
        assert client.get(f"/en/desk/forms/empty/{path}").status_code == 200
    assert client.get("/en/desk/forms/empty/questions/new/", follow=True).status_code == 200
    assert client.get("/en/desk/forms/nowhere/").status_code == 404
    assert client.get(f"{FORM}questions/nowhere/").status_code == 404
    assert client.get(f"{FORM}pages/7/").status_code == 404


def test_an_officer_answers_the_questions_of_the_staff_on_the_page_of_a_registration(client, meeting):
    ask(meeting, "seat", for_staff=True, required=False, most_words=2)
    registration = register(make_person(), answers={"visa": "no"})
    page = f"/en/desk/registrations/{registration.reference}/"
    assert "seat?" in text(client.get(page))
    refused = client.post(f"{page}staff/", {"seat": "one two three"})
    assert (refused.status_code, 'value="one two three"' in refused.content.decode()) == (422, True)
    assert client.post(f"{page}staff/", {"seat": "B 12"})["Location"] == f"{page}#staff"
    assert 'value="B 12"' in client.get(page).content.decode()
    assert "answered the secretariat's questions" in text(client.get(page))
