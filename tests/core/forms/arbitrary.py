"""Arbitrary forms, answers and edits, and what the tests know of the world."""

from dataclasses import replace

from hypothesis import strategies as st

from comitia.core.forms import editing
from comitia.core.forms.answers import Known
from comitia.core.forms.definition import (
    FILE_QUESTIONS,
    MODES,
    Condition,
    Form,
    Kind,
    Option,
    Page,
    Question,
    Section,
)
from comitia.core.forms.faults import CONDITION_KINDS, OPTION_KINDS
from comitia.platform.names import clean_name

CATEGORIES = ("delegate", "observer")
KNOWN = Known(
    clean=clean_name,
    phone=lambda text: f"+82{text[-8:]}" if len(text) >= 8 and text[-8:].isascii() and text[-8:].isdigit() else None,
    countries=("KR", "MN", "TR"),
    members=("seoul", "ulaanbaatar"),
    sessions=("opening", "visit"),
    blobs={"b1": "pdf", "b2": "picture", "b3": "document"},
)

words = st.text(max_size=12)
texts = st.dictionaries(st.sampled_from(["en", "ko", "ar"]), words, max_size=2)
english = st.builds(lambda label: {"en": label}, st.sampled_from(["Diet", "Arrival", "Visa"]))
anything = st.none() | st.integers() | words
any_conditions = st.lists(
    st.builds(Condition, words, st.lists(words, max_size=2).map(tuple), st.booleans()), max_size=2
).map(tuple)
any_questions = st.builds(
    Question,
    words,
    st.sampled_from(Kind),
    texts,
    texts,
    st.lists(st.builds(Option, words, texts, st.none() | st.integers()), max_size=3).map(tuple),
    st.booleans(),
    any_conditions,
    st.booleans(),
    st.none() | st.integers(),
    st.none() | st.integers(),
    anything,
    anything,
    st.none() | st.integers(),
    st.lists(words, max_size=2).map(tuple),
    words,
    st.booleans(),
)
any_sections = st.builds(Section, words, texts, texts, st.lists(any_questions, max_size=3).map(tuple), any_conditions)
any_forms = st.builds(
    Form,
    st.lists(st.builds(Page, texts, st.lists(any_sections, max_size=2).map(tuple)), max_size=3).map(tuple),
)


def offered(question):
    """Give what a condition on a question may wait for."""
    if question.kind in OPTION_KINDS:
        return question.option_values
    return KNOWN.countries if question.kind is Kind.COUNTRY else ("yes", "no")


@st.composite
def conditions_on(draw, earlier):
    found = []
    for _ in range(draw(st.integers(0, 2))):
        offers = {"category": CATEGORIES, "mode": MODES} | {each.key: offered(each) for each in earlier}
        source = draw(st.sampled_from(list(offers)))
        chosen = draw(st.lists(st.sampled_from(offers[source]), min_size=1, unique=True))
        found.append(Condition(source, tuple(chosen), draw(st.booleans())))
    return tuple(found)


@st.composite
def good_questions(draw, key, earlier=()):
    kind = draw(st.sampled_from(Kind))
    question = Question(
        key,
        kind,
        draw(english),
        options=(Option("a", {"en": "A"}), Option("b", {"en": "B"}, 3), Option("c", {"en": "C"}))[
            : draw(st.integers(1, 3))
        ]
        if kind in OPTION_KINDS
        else (),
        is_required=kind is not Kind.LABEL and draw(st.booleans()),
        for_staff=kind not in FILE_QUESTIONS and draw(st.integers(0, 4)) == 0,
        members_only=kind is Kind.AFFILIATION and draw(st.booleans()),
        count_only=kind is Kind.COMPANIONS and draw(st.booleans()),
    )
    public = [each for each in earlier if each.kind in CONDITION_KINDS and (question.for_staff or not each.for_staff)]
    return replace(question, conditions=draw(conditions_on(public)))


@st.composite
def good_forms(draw):
    """Give a form without faults."""
    pages, earlier, sections = [], [], 0
    for number in range(draw(st.integers(1, 3))):
        on_page = []
        for _ in range(draw(st.integers(1, 2))):
            public = [each for each in earlier if each.kind in CONDITION_KINDS and not each.for_staff]
            conditions = draw(conditions_on(public))
            questions = []
            for _ in range(draw(st.integers(1, 4))):
                questions.append(draw(good_questions(f"q{len(earlier)}", tuple(earlier))))
                earlier.append(questions[-1])
            sections += 1
            on_page.append(Section(f"s{sections}", {}, {}, tuple(questions), conditions))
        pages.append(Page({"en": f"Page {number + 1}"}, tuple(on_page)))
    return Form(tuple(pages))


_TYPED = {
    Kind.NUMBER: ["7", " 1 000 ", "-3", "x", "٣"],
    Kind.DATE: ["2026-11-24", "2026-02-30", "20261124"],
    Kind.TIME: ["09:30", "23:59:59", "25:00"],
    Kind.PHONE: ["+82 12345678", "call me"],
    Kind.EMAIL: ["Kim@SEOUL.go.kr", "a@उदाहरण.भारत", "no", "İ@İİİ.tr"],
    Kind.COUNTRY: ["KR", "MN", "XX"],
    Kind.YES_NO: ["yes", "no", "maybe"],
    Kind.CONSENT: ["yes", "no"],
    Kind.FILE: ["b1", "b2", "b3", "b9"],
    Kind.PICTURE: ["b1", "b2"],
    Kind.SESSIONS: ["opening", "visit", "party"],
}


def typed_for(question):
    """Give what people type into the fields of a question, well or badly."""
    if question.kind is Kind.AFFILIATION:
        return st.tuples(st.sampled_from(["", "seoul", "atlantis"]), st.text(max_size=20)).map(list)
    if question.kind in OPTION_KINDS:
        value = st.sampled_from([*question.option_values, "", "z"])
    elif question.kind is Kind.COMPANIONS:
        value = st.text(max_size=20) | st.integers(-1, 9).map(str)
    else:
        value = st.sampled_from(_TYPED.get(question.kind, [""])) | st.text(max_size=30)
    return st.lists(value, max_size=1 if question.kind not in {Kind.MANY, Kind.SESSIONS, Kind.COMPANIONS} else 4)


@st.composite
def typed_into(draw, form):
    return {question.key: draw(typed_for(question)) for question in form.questions}


def _pages(form):
    return st.integers(1, len(form.pages))


def _sections(form):
    return st.sampled_from([section.key for page in form.pages for section in page.sections])


def _keys(form):
    return st.sampled_from([question.key for question in form.questions])


def _new_section(draw, form, to):
    taken = [section.key for page in form.pages for section in page.sections]
    return editing.add_section(form, Section(editing.free_key("s", taken)), page=draw(_pages(form)), to=to)


def _new_question(draw, form, to):
    key = draw(st.sampled_from([key for key in ("q0", "q1", "q2", "new", *SPARE) if key not in form][:2]))
    return editing.add_question(form, draw(good_questions(key)), section=draw(_sections(form)), to=to)


def _other_question(draw, form, to):
    key = draw(_keys(form))
    return editing.replace_question(form, key, draw(good_questions(key)))


def _lost_option(draw, form, to):
    question = form.question(draw(_keys(form)))
    return editing.replace_question(form, question.key, replace(question, options=question.options[1:]))


SPARE = tuple(f"spare{number}" for number in range(20))
_PAGE_VERBS = (
    lambda draw, form, to: editing.add_page(form, Page({"en": "New"}), to=to),
    lambda draw, form, to: editing.move_page(form, draw(_pages(form)), to=to or 0),
    _new_section,
)
_SECTION_VERBS = (
    lambda draw, form, to: editing.move_section(form, draw(_sections(form)), page=draw(_pages(form)), to=to),
    lambda draw, form, to: editing.remove_section(form, draw(_sections(form))),
    _new_question,
)
_QUESTION_VERBS = (
    lambda draw, form, to: editing.move_question(form, draw(_keys(form)), section=draw(_sections(form)), to=to),
    lambda draw, form, to: editing.remove_question(form, draw(_keys(form))),
    _other_question,
    _lost_option,
)


@st.composite
def edited(draw, form):
    """Give a form after one verb of the builder."""
    verbs = list(_PAGE_VERBS)
    if len(form.pages) > 1:
        verbs.append(lambda draw, form, to: editing.remove_page(form, draw(_pages(form))))
    if any(page.sections for page in form.pages):
        verbs += _SECTION_VERBS
    if form.questions:
        verbs += _QUESTION_VERBS
    return draw(st.sampled_from(verbs))(draw, form, draw(st.none() | st.integers(-1, 4)))
