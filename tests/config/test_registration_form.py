import pytest

from comitia.accreditation.models import Category, FormVersion
from comitia.accreditation.queries import asked_questions, choices, form_of, progress
from comitia.config.demonstration import registration_form
from comitia.platform.actors import SYSTEM
from tests.factories.accreditation import AT, make_event

pytestmark = pytest.mark.django_db


def test_the_demonstration_has_six_open_categories_of_two_pages_with_three_to_seven_questions():
    registration_form.build(make_event(), by=SYSTEM, at=AT)
    codes = [choice.category.code for choice in choices(None, at=AT) if choice.is_open]
    assert codes == ["member", "observer", "expert-speaker", "solution-provider", "press", "citizen-viewer"]
    forms = [form_of(code) for code in codes]
    assert [form.pages_for(progress(None, form)) for form in forms] == [(1, 2)] * 6
    assert [len(asked_questions(form, progress(None, form))) for form in forms] == [6, 5, 7, 6, 6, 3]


def test_building_it_again_adds_no_category_and_publishes_the_form_again():
    meeting = make_event()
    for _time in range(2):
        registration_form.build(meeting, by=SYSTEM, at=AT)
    assert (Category.objects.count(), FormVersion.objects.count()) == (7, 2)


def test_every_text_of_the_form_has_an_original():
    form = registration_form.read()
    texts = [entry[name] for entry in form["categories"] for name in ("names", "descriptions")]
    questions = [one for page in form["form"]["pages"] for part in page["sections"] for one in part["questions"]]
    texts += [page["titles"] for page in form["form"]["pages"]] + [entry["labels"] for entry in questions]
    texts += [option["labels"] for entry in questions for option in entry.get("options", ())]
    assert [text for text in texts if not text.get("en")] == []
