import pytest

from comitia.accreditation.models import Category, Question
from comitia.accreditation.queries import choices, form_of
from comitia.config.demonstration import registration_form
from comitia.platform.actors import SYSTEM
from tests.factories.accreditation import AT, make_event

pytestmark = pytest.mark.django_db


def test_the_demonstration_has_six_open_categories_of_two_pages_with_three_to_seven_questions():
    registration_form.build(make_event(), by=SYSTEM, at=AT)
    codes = [choice.category.code for choice in choices(None, at=AT) if choice.is_open]
    assert codes == ["member", "observer", "expert-speaker", "solution-provider", "press", "citizen-viewer"]
    assert [len(form_of(code).pages) for code in codes] == [2] * 6
    assert [len(form_of(code).questions) for code in codes] == [6, 5, 7, 6, 6, 3]


def test_building_it_again_changes_nothing():
    meeting = make_event()
    for _time in range(2):
        registration_form.build(meeting, by=SYSTEM, at=AT)
    assert (Category.objects.count(), Question.objects.count()) == (6, 16)


def test_every_text_of_the_form_has_an_original():
    form = registration_form.read()
    texts = [entry[name] for entry in form["categories"] for name in ("names", "descriptions")]
    texts += [entry["labels"] for entry in form["questions"]]
    texts += [option["labels"] for entry in form["questions"] for option in entry["options"]]
    assert [text for text in texts if not text.get("en")] == []
