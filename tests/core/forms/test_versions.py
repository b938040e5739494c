"""Answers outlive every change of the form."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.core.forms.answers import read_page
from comitia.core.forms.definition import Form, Kind, Option, Page, Question, Section
from comitia.core.forms.versions import Carried, carry_over
from tests.core.forms.arbitrary import KNOWN, edited, good_forms, typed_into

DIET = Question(
    "diet", Kind.MANY, {"en": "Diet"}, options=(Option("halal", {"en": "Halal"}), Option("vegan", {"en": "Vegan"}))
)
AGREED = Question("agreed", Kind.CONSENT, {"en": "I agree"}, policy_url="/privacy")
NAME = Question("name", Kind.TEXT, {"en": "Name"})
ANSWERS = {"diet": ["halal", "vegan"], "agreed": "yes", "name": "Kim"}


def form_of(*questions):
    return Form((Page(sections=(Section("s", questions=questions),)),))


OLD = form_of(DIET, AGREED, NAME)


@pytest.mark.parametrize(
    ("new", "lost"),
    [
        ((NAME, AGREED, replace(DIET, labels={"en": "What do you eat?"}, is_required=True, most=1)), ()),
        ((DIET, AGREED), ("name",)),
        ((DIET, AGREED, replace(NAME, longest=2)), ()),
        ((DIET, AGREED, replace(NAME, kind=Kind.LONG_TEXT)), ("name",)),
        ((DIET, AGREED, replace(NAME, for_staff=True)), ("name",)),
        ((DIET, replace(AGREED, labels={"en": "I agree", "ko": "동의합니다"}), NAME), ()),
        ((DIET, replace(AGREED, labels={"en": "I agree to more"}), NAME), ("agreed",)),
        ((DIET, replace(AGREED, policy_url="/terms"), NAME), ("agreed",)),
        ((replace(DIET, options=(Option("kosher", {"en": "Kosher"}),)), AGREED, NAME), ("diet",)),
        ((replace(DIET, kind=Kind.CHOICE), AGREED, NAME), ("diet",)),
    ],
)
def test_an_answer_is_kept_as_long_as_it_means_the_same(new, lost):
    assert carry_over(ANSWERS, OLD, form_of(*new)) == Carried(
        kept={key: answer for key, answer in ANSWERS.items() if key not in lost},
        former={key: ANSWERS[key] for key in lost},
    )


def test_what_is_left_of_several_answers_is_kept_and_all_of_them_are_former():
    new = form_of(replace(DIET, options=DIET.options[1:]), AGREED, NAME)
    assert carry_over(ANSWERS, OLD, new) == Carried(
        kept={"diet": ["vegan"], "agreed": "yes", "name": "Kim"}, former={"diet": ["halal", "vegan"]}
    )


def test_one_answer_is_kept_while_its_option_is_there_under_any_label():
    choice = replace(DIET, kind=Kind.CHOICE)
    renamed = replace(choice, options=(Option("vegan", {"en": "No animals"}),))
    assert carry_over({"diet": "vegan"}, form_of(choice), form_of(renamed)) == Carried({"diet": "vegan"}, {})
    assert carry_over({"diet": "halal"}, form_of(choice), form_of(renamed)) == Carried({}, {"diet": "halal"})


def test_companions_by_name_are_no_number_of_companions():
    named, counted = Question("with", Kind.COMPANIONS), Question("with", Kind.COMPANIONS, count_only=True)
    answers = {"with": [{"name": "Bat"}]}
    assert carry_over(answers, form_of(named), form_of(named)) == Carried(answers, {})
    assert carry_over(answers, form_of(named), form_of(counted)) == Carried({}, answers)


@given(good_forms(), st.data())
def test_no_answer_is_lost_by_any_sequence_of_edits(form, data):
    given_answers, former, answers = [], [], {}
    for _ in range(data.draw(st.integers(1, 5))):
        typed = data.draw(typed_into(form))
        for number in range(1, len(form.pages) + 1):
            reading = read_page(
                form, number, typed, answers={}, category="observer", mode="online", known=KNOWN, for_staff=True
            )
            new = {key: answer for key, answer in (reading.answers | reading.aside).items() if key not in answers}
            given_answers += new.items()
            answers |= new
        old, form = form, data.draw(edited(form))
        carried = carry_over(answers, old, form)
        assert {*carried.kept, *carried.former} == set(answers)
        former += carried.former.items()
        answers = carried.kept
        for key, answer in answers.items():
            assert (form.question(key).kind, form.question(key).for_staff) == (
                old.question(key).kind,
                old.question(key).for_staff,
            )
            if form.question(key).options:
                assert set(answer if isinstance(answer, list) else [answer]) <= set(form.question(key).option_values)
    for pair in given_answers:
        assert pair in [*former, *answers.items()]
