"""The verbs of the form builder."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.core.forms import editing
from comitia.core.forms.definition import Condition, Form, Kind, Page, Question, Section
from comitia.core.forms.faults import KEY, faults_of
from tests.core.forms.arbitrary import edited, good_forms

NAME, VISA, DIET = (Question(key, Kind.YES_NO, {"en": key}) for key in ("name", "visa", "diet"))
WAITING = Question("letter", Kind.YES_NO, {"en": "letter"}, conditions=(Condition("visa", ("yes",)),))
TRAVEL = Section("travel", questions=(VISA, WAITING), conditions=(Condition("name", ("yes",)),))
FORM = Form((Page({"en": "You"}, (Section("you", questions=(NAME, DIET)),)), Page({"en": "Travel"}, (TRAVEL,))))


def outline(form):
    return [{section.key: [each.key for each in section.questions] for section in page.sections} for page in form.pages]


def test_pages_are_added_moved_and_removed():
    longer = editing.add_page(FORM, Page({"en": "End"}))
    assert outline(longer) == [{"you": ["name", "diet"]}, {"travel": ["visa", "letter"]}, {}]
    assert outline(editing.move_page(longer, 3, to=0)) == [{}, *outline(FORM)]
    assert outline(editing.remove_page(longer, 1)) == [{"travel": ["visa", "letter"]}, {}]
    assert editing.replace_page(FORM, 2, titles={"en": "Journey"}).page(2) == Page({"en": "Journey"}, (TRAVEL,))
    with pytest.raises(IndexError):
        editing.remove_page(FORM, 3)


def test_sections_are_added_moved_replaced_and_removed():
    assert outline(editing.move_section(FORM, "travel", page=1, to=0)) == [
        {"travel": ["visa", "letter"], "you": ["name", "diet"]},
        {},
    ]
    assert outline(editing.add_section(FORM, Section("end"), page=2, to=-5))[1] == {
        "end": [],
        "travel": ["visa", "letter"],
    }
    assert outline(editing.replace_section(FORM, "travel", Section("trip", questions=(VISA,))))[1] == {"trip": ["visa"]}
    assert outline(editing.remove_section(FORM, "you")) == [{}, {"travel": ["visa", "letter"]}]


def test_questions_are_added_moved_and_removed():
    more = editing.add_question(FORM, Question("late", Kind.TIME), section="you", to=1)
    assert outline(more)[0] == {"you": ["name", "late", "diet"]}
    assert outline(editing.add_question(FORM, Question("late", Kind.TIME), section="you", to=-1))[0] == {
        "you": ["late", "name", "diet"]
    }
    assert outline(editing.move_question(FORM, "diet", section="travel", to=99))[1] == {
        "travel": ["visa", "letter", "diet"]
    }
    assert outline(editing.move_question(FORM, "diet", section="you", to=0))[0] == {"you": ["diet", "name"]}
    assert outline(editing.remove_question(FORM, "visa"))[1] == {"travel": ["letter"]}


def test_a_step_moves_one_place_and_over_the_edges_of_sections_and_pages():
    assert outline(editing.step_question(FORM, "name", forward=True))[0] == {"you": ["diet", "name"]}
    assert outline(editing.step_question(FORM, "diet", forward=True)) == [
        {"you": ["name"]},
        {"travel": ["diet", "visa", "letter"]},
    ]
    assert outline(editing.step_question(FORM, "visa", forward=False)) == [
        {"you": ["name", "diet", "visa"]},
        {"travel": ["letter"]},
    ]
    assert outline(editing.step_section(FORM, "travel", forward=False)) == [
        {"you": ["name", "diet"], "travel": ["visa", "letter"]},
        {},
    ]
    assert outline(editing.step_page(FORM, 1, forward=True)) == outline(FORM)[::-1]
    ends = (
        editing.step_question(FORM, "name", forward=False),
        editing.step_question(FORM, "letter", forward=True),
        editing.step_section(FORM, "you", forward=False),
        editing.step_section(FORM, "travel", forward=True),
        editing.step_page(FORM, 1, forward=False),
        editing.step_page(FORM, 2, forward=True),
    )
    assert ends == (FORM,) * 6


@given(good_forms(), st.data())
def test_a_step_and_a_step_back_leave_the_form_as_it_was(form, data):
    key = data.draw(st.sampled_from([question.key for question in form.questions]))
    forward = data.draw(st.booleans())
    stepped = editing.step_question(form, key, forward=forward)
    assert stepped == form or editing.step_question(stepped, key, forward=not forward) == form


def test_what_depends_on_a_question_is_found_and_its_conditions_can_go():
    assert [part.key for part in editing.depending_on(FORM, {"name", "visa"})] == ["travel", "letter"]
    assert [part.key for part in editing.depending_on(FORM, {"visa", "letter"})] == []
    free = editing.drop_conditions(FORM, {"name", "visa"})
    assert editing.depending_on(free, {"name", "visa"}) == []
    assert faults_of(editing.remove_question(free, "visa")) == []
    assert editing.drop_conditions(FORM, {"diet"}) == FORM


def test_conditions_on_a_removed_question_stay_and_are_faults():
    assert [fault.code for fault in faults_of(editing.remove_question(FORM, "visa"))] == ["condition_unknown"]


def test_conditions_follow_a_question_to_its_new_key():
    renamed = editing.replace_question(FORM, "visa", Question("permit", Kind.YES_NO, {"en": "permit"}))
    renamed = editing.replace_question(renamed, "name", Question("who", Kind.YES_NO, {"en": "who"}))
    assert renamed.conditions_of("letter") == (Condition("who", ("yes",)), Condition("permit", ("yes",)))
    assert faults_of(renamed) == []


@pytest.mark.parametrize(
    "verb",
    [
        lambda: editing.add_question(FORM, NAME, section="travel"),
        lambda: editing.replace_question(FORM, "visa", DIET),
        lambda: editing.add_section(FORM, Section("you"), page=1),
        lambda: editing.add_section(FORM, Section("new", questions=(NAME,)), page=1),
        lambda: editing.replace_section(FORM, "you", Section("travel")),
        lambda: editing.add_page(FORM, Page(sections=(Section("new", questions=(NAME,)),))),
    ],
)
def test_a_key_that_is_taken_is_refused(verb):
    with pytest.raises(editing.KeyTakenError):
        verb()


@pytest.mark.parametrize(
    "verb",
    [
        lambda: editing.remove_question(FORM, "age"),
        lambda: editing.move_question(FORM, "name", section="nowhere"),
        lambda: editing.add_question(FORM, Question("age", Kind.TEXT), section="nowhere"),
        lambda: editing.remove_section(FORM, "nowhere"),
    ],
)
def test_what_is_not_there_cannot_be_edited(verb):
    with pytest.raises(KeyError):
        verb()


@given(good_forms(), st.data())
def test_no_sequence_of_edits_doubles_a_key(form, data):
    for _ in range(data.draw(st.integers(1, 6))):
        form = data.draw(edited(form))
    assert max(Counter(each.key for each in form.questions).values(), default=1) == 1
    assert {fault.code for fault in faults_of(form)}.isdisjoint({"key", "key_twice"})


@given(good_forms(), st.data())
def test_moving_loses_nothing_and_changes_nothing(form, data):
    key = data.draw(st.sampled_from([each.key for each in form.questions]))
    section = data.draw(st.sampled_from([each.key for page in form.pages for each in page.sections]))
    moved = editing.move_question(form, key, section=section, to=data.draw(st.integers(-1, 5)))
    assert sorted(moved.questions, key=lambda each: each.key) == sorted(form.questions, key=lambda each: each.key)
    assert moved.question(key) in editing.find_section(moved, section).questions


@pytest.mark.parametrize(
    ("wanted", "taken", "key"),
    [
        ("Do you need a visa?", (), "do_you_need_a_visa"),
        ("식단", (), "question"),
        ("식단", ("question", "question_2"), "question_3"),
        ("Mode", (), "mode_2"),
        ("Régime alimentaire", (), "regime_alimentaire"),
    ],
)
def test_a_key_is_made_from_a_text(wanted, taken, key):
    assert editing.free_key(wanted, taken) == key


@given(st.text(), st.integers(0, 30))
def test_a_free_key_is_good_and_free(wanted, times):
    taken = []
    for _ in range(times):
        taken.append(editing.free_key(wanted, taken))
    assert len(set(taken)) == times
    assert all(KEY.fullmatch(key) for key in taken)
