"""A form as values and as JSON."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.core.forms.definition import (
    Condition,
    Form,
    Kind,
    NotAFormError,
    Option,
    Page,
    Question,
    Section,
    from_json,
    to_json,
)
from tests.core.forms.arbitrary import any_forms

VISA = Question(
    "visa",
    Kind.CHOICE,
    {"en": "Do you need a visa?"},
    options=(Option("letter", {"en": "Yes, and a letter"}, 20), Option("none", {"en": "No"})),
    is_required=True,
    conditions=(Condition("mode", ("in_person",)),),
)
FORM = Form((Page({"en": "Travel"}, (Section("travel", questions=(VISA,), texts={"en": "Before you come"}),)),))


def test_a_form_is_written_without_what_is_usual():
    assert to_json(FORM) == {
        "pages": [
            {
                "titles": {"en": "Travel"},
                "sections": [
                    {
                        "key": "travel",
                        "texts": {"en": "Before you come"},
                        "questions": [
                            {
                                "key": "visa",
                                "kind": "choice",
                                "labels": {"en": "Do you need a visa?"},
                                "options": [
                                    {"value": "letter", "labels": {"en": "Yes, and a letter"}, "places": 20},
                                    {"value": "none", "labels": {"en": "No"}},
                                ],
                                "is_required": True,
                                "conditions": [{"question": "mode", "values": ["in_person"]}],
                            }
                        ],
                    }
                ],
            }
        ]
    }


@given(any_forms)
def test_any_form_comes_back_from_json_as_it_was(form):
    data = json.loads(json.dumps(to_json(form)))
    assert from_json(data) == form
    assert to_json(from_json(data)) == data


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@st.composite
def spoiled(draw):
    """Give the JSON of a form in which one value is replaced by another."""
    data = to_json(draw(any_forms))
    inside = data
    while True:
        places = list(inside if isinstance(inside, dict) else range(len(inside)))
        if not places:
            return data
        place = draw(st.sampled_from(places))
        if not isinstance(inside[place], dict | list) or draw(st.integers(0, 3)) == 0:
            inside[place] = draw(json_values)
            return data
        inside = inside[place]


@given(spoiled() | json_values)
def test_any_other_data_is_a_form_or_is_refused(data):
    with suppress(NotAFormError):
        form = from_json(data)
        assert from_json(to_json(form)) == form


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ([], "form"),
        ({"pages": {}}, "form.pages"),
        ({"pages": [{}, {"title": {}}]}, "form.pages.1"),
        ({"pages": [{"sections": [{}]}]}, "form.pages.0.sections.0"),
        (
            {"pages": [{"sections": [{"key": "s", "questions": [{"key": "q", "kind": "colour"}]}]}]},
            "form.pages.0.sections.0.questions.0.kind",
        ),
        (
            {"pages": [{"sections": [{"key": "s", "questions": [{"key": "q", "kind": "text", "longest": True}]}]}]},
            "form.pages.0.sections.0.questions.0.longest",
        ),
    ],
)
def test_a_refusal_says_where(data, where):
    with pytest.raises(NotAFormError) as refused:
        from_json(data)
    assert str(refused.value) == f"not the JSON of a form: {where}"


def test_a_question_is_found_by_its_key_with_the_conditions_of_its_section():
    section = Section("travel", questions=(VISA,), conditions=(Condition("category", ("delegate",)),))
    form = Form((Page(sections=(section,)),))
    assert form.question("visa") == VISA
    assert form.conditions_of("visa") == (Condition("category", ("delegate",)), Condition("mode", ("in_person",)))
    assert form.page(1).questions == (VISA,)
    with pytest.raises(KeyError):
        form.question("diet")
    with pytest.raises(IndexError):
        form.page(0)
