"""Whom a form asks what."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.core.forms.definition import MODES, Condition, Form, Kind, Page, Question, Section
from comitia.core.forms.faults import faults_of
from comitia.core.forms.showing import pages_shown, shown
from tests.core.forms.arbitrary import CATEGORIES, good_forms, offered

IN_PERSON = Condition("mode", ("in_person",))
VISA = Question("visa", Kind.YES_NO, conditions=(IN_PERSON,))
LETTER = Question("letter", Kind.CONSENT, conditions=(Condition("visa", ("yes",)),))
WHERE = Question("where", Kind.TEXT, conditions=(Condition("letter", ("no",), negated=True),))
NOTE = Question("note", Kind.TEXT, for_staff=True, conditions=(Condition("letter", ("no",)),))
FORM = Form((Page(sections=(Section("s", questions=(VISA, LETTER, WHERE, NOTE)),)),))
ALL_YES = {"visa": "yes", "letter": "yes"}


@pytest.mark.parametrize(
    ("answers", "mode", "keys"),
    [
        (ALL_YES, "in_person", ("visa", "letter", "where")),
        ({"visa": "yes"}, "in_person", ("visa", "letter")),
        ({"visa": "no", "letter": "yes"}, "in_person", ("visa",)),
        ({"letter": "yes"}, "in_person", ("visa",)),
        (ALL_YES, "online", ()),
    ],
)
def test_what_hangs_on_a_hidden_question_is_hidden_whatever_was_answered(answers, mode, keys):
    assert shown(FORM, answers, category="delegate", mode=mode) == keys


def test_staff_see_their_own_questions_too():
    seen = shown(FORM, {"visa": "yes"}, category="delegate", mode="in_person", for_staff=True)
    assert seen == ("visa", "letter", "note")


def test_one_of_several_answers_suffices_and_none_when_negated():
    many = Question("days", Kind.MANY)
    some = Question("some", Kind.TEXT, conditions=(Condition("days", ("fri", "sat")),))
    none = Question("none", Kind.TEXT, conditions=(Condition("days", ("fri", "sat"), negated=True),))
    form = Form((Page(sections=(Section("s", questions=(many, some, none)),)),))
    assert shown(form, {"days": ["mon", "sat"]}, category="x", mode="online") == ("days", "some")
    assert shown(form, {"days": ["mon"]}, category="x", mode="online") == ("days", "none")
    assert shown(form, {}, category="x", mode="online") == ("days", "none")


def test_a_page_with_nothing_to_show_is_skipped():
    travel = Page(sections=(Section("t", questions=(Question("flight", Kind.TEXT),), conditions=(IN_PERSON,)),))
    form = Form((Page(sections=(Section("s", questions=(Question("name", Kind.TEXT),)),)), travel))
    assert pages_shown(form, {}, category="x", mode="online") == (1,)
    assert pages_shown(form, {}, category="x", mode="in_person") == (1, 2)


def test_a_page_only_for_staff_is_skipped_for_others():
    form = Form((Page(sections=(Section("s", questions=(replace(NOTE, conditions=()),)),)),))
    assert pages_shown(form, {}, category="x", mode="online") == ()
    assert pages_shown(form, {}, category="x", mode="online", for_staff=True) == (1,)


def test_a_chain_of_thousands_is_followed_in_whatever_order_it_is_asked():
    links = [Question("q0", Kind.YES_NO, conditions=(IN_PERSON,))]
    links += [Question(f"q{n}", Kind.YES_NO, conditions=(Condition(f"q{n - 1}", ("yes",)),)) for n in range(1, 3000)]
    form = Form((Page(sections=(Section("s", questions=tuple(reversed(links))),)),))
    answers = {link.key: "yes" for link in links}
    assert len(shown(form, answers, category="x", mode="in_person")) == 3000
    assert shown(form, answers, category="x", mode="online") == ()
    assert len(shown(form, {**answers, "q9": "no"}, category="x", mode="in_person")) == 10


def test_what_waits_in_a_circle_or_for_nothing_is_never_shown():
    here = Question("here", Kind.YES_NO, conditions=(Condition("there", ("yes",)),))
    there = Question("there", Kind.YES_NO, conditions=(Condition("here", ("yes",)),))
    behind = Question("behind", Kind.YES_NO, conditions=(Condition("here", ("yes",), negated=True),))
    lost = Question("lost", Kind.YES_NO, conditions=(Condition("gone", ("yes",), negated=True),))
    form = Form((Page(sections=(Section("s", questions=(here, there, behind, lost)),)),))
    assert shown(form, {"here": "yes", "there": "yes"}, category="x", mode="online") == ()
    assert [fault.where.question for fault in faults_of(form) if fault.code == "condition_cycle"] == ["here", "there"]


@given(good_forms(), st.data())
def test_a_question_is_shown_exactly_if_its_conditions_hold_on_shown_questions(form, data):
    category, mode = data.draw(st.sampled_from(CATEGORIES)), data.draw(st.sampled_from(MODES))
    answers = {}
    for question in form.questions:
        if question.kind in {Kind.CHOICE, Kind.MANY, Kind.YES_NO, Kind.COUNTRY, Kind.CONSENT} and data.draw(
            st.booleans()
        ):
            value = data.draw(st.sampled_from(offered(question)))
            answers[question.key] = [value] if question.kind is Kind.MANY else value
    seen = set(shown(form, answers, category=category, mode=mode, for_staff=True))

    def holds(condition):
        if condition.question == "category":
            given_values = [category]
        elif condition.question == "mode":
            given_values = [mode]
        elif condition.question not in seen:
            return False
        else:
            usual = "no" if form.question(condition.question).kind is Kind.CONSENT else None
            answer = answers.get(condition.question, usual)
            given_values = answer if isinstance(answer, list) else [answer]
        return bool(set(given_values) & set(condition.values)) is not condition.negated

    assert seen == {each.key for each in form.questions if all(map(holds, form.conditions_of(each.key)))}
