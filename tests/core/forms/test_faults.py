"""What is wrong with a form, and that nothing is wrong with a good one."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.core.forms.definition import Condition, Form, Kind, Option, Page, Question, Section
from comitia.core.forms.faults import FormFault, Where, faults_of, faults_of_question
from tests.core.forms.arbitrary import CATEGORIES, any_forms, good_forms

LABELS = {"en": "A question"}
VISA = Question("visa", Kind.YES_NO, LABELS)
DIET = Question("diet", Kind.CHOICE, LABELS, options=(Option("any", LABELS), Option("halal", LABELS)))


def form_of(*questions, conditions=()):
    return Form((Page(sections=(Section("s", questions=questions, conditions=conditions),)),))


def codes(form, **known):
    return [fault.code for fault in faults_of(form, **known)]


@given(good_forms())
def test_a_good_form_has_no_fault(form):
    assert faults_of(form, categories=CATEGORIES) == []


@given(any_forms)
def test_every_fault_of_any_form_has_a_sentence(form):
    for fault in faults_of(form):
        assert "%(" not in fault.sentence % fault.values


@pytest.mark.parametrize(
    ("change", "code", "values"),
    [
        ({"key": "Diet"}, "key", {"key": "Diet"}),
        ({"key": "d" * 41}, "key", {"key": "d" * 41}),
        ({"key": "mode"}, "key_reserved", {"key": "mode"}),
        ({"key": "visa"}, "key_twice", {"key": "visa"}),
        ({"labels": {"ko": "식단", "en": " "}}, "label", {}),
        ({"options": ()}, "no_option", {}),
        ({"options": (Option(" any", LABELS),)}, "option_value", {"value": " any"}),
        ({"options": (Option("any", LABELS), Option("any", LABELS))}, "option_twice", {"value": "any"}),
        ({"options": (Option("any", {"ko": "모두"}),)}, "option_label", {"value": "any"}),
        ({"options": (Option("any", LABELS, -1),)}, "option_places", {"value": "any"}),
        ({"longest": 10}, "unused", {"setting": "longest"}),
        ({"most_words": 10}, "unused", {"setting": "most_words"}),
        ({"most": 10}, "unused", {"setting": "most"}),
        ({"accepts": ("pdf",)}, "unused", {"setting": "accepts"}),
        ({"policy_url": "/privacy"}, "unused", {"setting": "policy_url"}),
        ({"count_only": True}, "unused", {"setting": "count_only"}),
        ({"members_only": True}, "unused", {"setting": "members_only"}),
        ({"kind": Kind.LABEL, "options": (), "is_required": True}, "unused", {"setting": "is_required"}),
        ({"kind": Kind.TEXT}, "unused", {"setting": "options"}),
        ({"kind": Kind.TEXT, "options": (), "longest": 0}, "longest", {"most": 20_000}),
        ({"kind": Kind.TEXT, "options": (), "most_words": 0}, "most_words", {}),
        ({"kind": Kind.DATE, "options": (), "least": "20261124"}, "limit", {"limit": "20261124"}),
        ({"kind": Kind.NUMBER, "options": (), "least": 5, "most": 4}, "limits_crossed", {"least": 5, "most": 4}),
        ({"kind": Kind.MANY, "least": -1}, "limit", {"limit": -1}),
        ({"retention_days": 0}, "retention", {}),
        ({"kind": Kind.FILE, "options": (), "accepts": ("exe",)}, "file_kind", {"kind": "exe"}),
        ({"kind": Kind.CONSENT, "options": (), "policy_url": "javascript:x"}, "policy_url", {"url": "javascript:x"}),
        ({"conditions": (Condition("visa", ()),)}, "condition_values", {}),
        ({"conditions": (Condition("age", ("9",)),)}, "condition_unknown", {"question": "age"}),
        ({"conditions": (Condition("visa", ("maybe",)),)}, "condition_value", {"value": "maybe", "question": "visa"}),
        ({"conditions": (Condition("mode", ("hybrid",)),)}, "condition_value", {"value": "hybrid", "question": "mode"}),
        ({"conditions": (Condition("category", ("x",)),)}, "condition_value", {"value": "x", "question": "category"}),
        ({"conditions": (Condition("diet", ("any",)),)}, "condition_cycle", {}),
    ],
)
def test_a_fault_names_its_place_and_its_cause(change, code, values):
    changed = replace(DIET, **change)
    form = form_of(VISA, changed)
    assert faults_of(form, categories=CATEGORIES) == [FormFault(Where(1, "s", changed.key), code, values)]


def test_a_condition_cannot_wait_for_a_text_a_later_page_or_the_secretariat():
    name = Question("name", Kind.TEXT, LABELS)
    later = Question("later", Kind.YES_NO, LABELS)
    staff = Question("staff", Kind.YES_NO, LABELS, for_staff=True)
    first = replace(VISA, conditions=tuple(Condition(key, ("yes",)) for key in ("name", "later", "staff")))
    pages = (
        Page(LABELS, (Section("one", questions=(name, staff, first)),)),
        Page(LABELS, (Section("two", questions=(later,)),)),
    )
    assert codes(Form(pages)) == ["condition_kind", "condition_later", "condition_staff"]
    assert codes(form_of(staff, replace(VISA, for_staff=True, conditions=(Condition("staff", ("yes",)),)))) == []


def test_a_form_a_page_and_a_section_need_something_in_them():
    empty = Page(LABELS, (Section("s"),))
    assert codes(Form()) == ["no_page"]
    assert codes(Form((Page(), empty))) == ["empty_page", "page_title", "empty_section"]
    assert codes(Form((Page(sections=(Section("s", texts=LABELS),)),))) == []


def test_a_section_that_waits_for_its_own_question_is_a_circle():
    form = form_of(VISA, DIET, conditions=(Condition("visa", ("yes",)),))
    assert faults_of(form) == [FormFault(Where(1, "s", "visa"), "condition_cycle")]


KEYS = ["a", "b", "c", "d", "e"]


@given(st.dictionaries(st.sampled_from(KEYS), st.frozensets(st.sampled_from(KEYS), max_size=3)))
def test_exactly_the_questions_in_a_circle_are_found(waits):
    questions = [
        Question(key, Kind.YES_NO, LABELS, conditions=tuple(Condition(other, ("yes",)) for other in waits.get(key, ())))
        for key in KEYS
    ]
    reach = {key: set(waits.get(key, ())) for key in KEYS}
    for _ in KEYS:
        for key in KEYS:
            reach[key] |= {far for near in reach[key] for far in reach[near]}
    found = [fault.where.question for fault in faults_of(form_of(*questions)) if fault.code == "condition_cycle"]
    assert found == [key for key in KEYS if key in reach[key]]


def test_only_participants_can_be_asked_for_a_file():
    letter = Question("letter", Kind.FILE, LABELS, for_staff=True)
    assert codes(form_of(letter)) == ["staff_file"]
    assert codes(form_of(replace(letter, for_staff=False))) == []


def test_a_question_alone_is_judged_without_its_conditions():
    waiting = Question("waiting", Kind.NUMBER, {}, least=3, most=1, conditions=(Condition("nowhere", ()),))
    assert [fault.code for fault in faults_of_question(waiting)] == ["label", "limits_crossed"]
