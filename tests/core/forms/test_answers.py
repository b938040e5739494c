"""What counts as an answer."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.core.forms.answers import Fault, FaultCode, Reading, as_typed, check, read, read_page, read_staff
from comitia.core.forms.definition import MODES, Condition, Form, Kind, Option, Page, Question, Section
from comitia.core.forms.showing import shown
from tests.core.forms.arbitrary import CATEGORIES, KNOWN, good_forms, good_questions, typed_for, typed_into

OPTIONS = (Option("a", {"en": "A"}), Option("b", {"en": "B"}), Option("c", {"en": "C"}))


def reading_of(kind, typed, **settings):
    if kind in {Kind.CHOICE, Kind.MANY}:
        settings = {"options": OPTIONS, **settings}
    return read(Question("q", kind, {"en": "Q"}, **settings), typed, known=KNOWN)


@pytest.mark.parametrize(
    ("kind", "typed", "settings", "answer"),
    [
        (Kind.TEXT, ["  Kim \u202e Min "], {}, "Kim Min"),
        (Kind.TEXT, [""], {}, None),
        (Kind.TEXT, ["\u200b"], {}, None),
        (Kind.LONG_TEXT, [" one\r\n\r\n two "], {}, "one\n\ntwo"),
        (Kind.NUMBER, [" 1 000 "], {"least": 1000, "most": 1000}, 1000),
        (Kind.NUMBER, ["-3"], {}, -3),
        (Kind.NUMBER, ["0"], {"is_required": True}, 0),
        (Kind.NUMBER, ["٣"], {}, 3),
        (Kind.DATE, ["2026-11-24"], {"least": "2026-11-24", "most": "2026-11-24"}, "2026-11-24"),
        (Kind.TIME, ["09:30:00"], {}, "09:30"),
        (Kind.PHONE, ["02 12345678"], {}, "+8212345678"),
        (Kind.EMAIL, ["Kim@SEOUL.go.kr"], {}, "Kim@seoul.go.kr"),
        (Kind.EMAIL, ["a@उदाहरण.भारत"], {}, "a@उदाहरण.भारत"),
        (Kind.COUNTRY, ["MN"], {}, "MN"),
        (Kind.CHOICE, ["b"], {}, "b"),
        (Kind.MANY, ["c", "", "a", "c"], {"most": 2}, ["a", "c"]),
        (Kind.MANY, [], {"least": 2}, None),
        (Kind.YES_NO, ["no"], {"is_required": True}, "no"),
        (Kind.CONSENT, ["yes"], {"is_required": True}, "yes"),
        (Kind.CONSENT, ["no"], {}, None),
        (Kind.FILE, ["b1"], {"accepts": ("pdf",)}, "b1"),
        (Kind.FILE, ["b3"], {}, "b3"),
        (Kind.PICTURE, ["b2"], {}, "b2"),
        (Kind.AFFILIATION, ["seoul", ""], {}, {"member": "seoul"}),
        (Kind.AFFILIATION, ["seoul"], {}, {"member": "seoul"}),
        (Kind.AFFILIATION, ["", " City of Bursa "], {}, {"free": "City of Bursa"}),
        (Kind.AFFILIATION, ["", ""], {}, None),
        (Kind.COMPANIONS, ["Bat", "", " Nara "], {"most": 2}, [{"name": "Bat"}, {"name": "Nara"}]),
        (Kind.COMPANIONS, ["2"], {"count_only": True, "most": 2}, 2),
        (Kind.SESSIONS, ["visit", "opening", "visit"], {}, ["visit", "opening"]),
        (Kind.LABEL, ["anything"], {}, None),
    ],
)
def test_a_good_answer_is_kept_in_one_form(kind, typed, settings, answer):
    assert reading_of(kind, typed, **settings) == answer


@pytest.mark.parametrize(
    ("kind", "typed", "settings", "code", "values"),
    [
        (Kind.TEXT, [" "], {"is_required": True}, "missing", {}),
        (Kind.TEXT, ["a", "b"], {}, "one_only", {}),
        (Kind.TEXT, ["x" * 201], {}, "too_long", {"length": 201, "longest": 200}),
        (Kind.TEXT, ["x" * 5_000_000], {}, "too_long", {"length": 5_000_000, "longest": 200}),
        (Kind.TEXT, ["six"], {"longest": 2}, "too_long", {"length": 3, "longest": 2}),
        (Kind.LONG_TEXT, ["one two\nthree"], {"most_words": 2}, "too_many_words", {"words": 3, "most": 2}),
        (Kind.NUMBER, ["3.5"], {}, "not_a_number", {}),
        (Kind.NUMBER, ["9" * 16], {}, "not_a_number", {}),
        (Kind.NUMBER, ["1"], {"least": 2}, "too_small", {"least": 2}),
        (Kind.NUMBER, ["3"], {"most": 2}, "too_large", {"most": 2}),
        (Kind.DATE, ["2026-02-30"], {}, "not_a_date", {}),
        (Kind.DATE, ["2026-11-23"], {"least": "2026-11-24"}, "too_early", {"least": "2026-11-24"}),
        (Kind.TIME, ["18:01"], {"most": "18:00"}, "too_late", {"most": "18:00"}),
        (Kind.TIME, ["09:30+09:00"], {}, "not_a_time", {}),
        (Kind.PHONE, ["call me"], {}, "not_a_phone", {}),
        (Kind.EMAIL, ["kim@seoul"], {}, "not_an_email", {}),
        (Kind.EMAIL, ["kim@seoul..kr"], {}, "not_an_email", {}),
        (Kind.EMAIL, ["a@b.kr,c@d.kr"], {}, "not_an_email", {}),
        (Kind.COUNTRY, ["XX"], {}, "not_on_list", {}),
        (Kind.CHOICE, ["z"], {}, "not_on_list", {}),
        (Kind.CHOICE, ["a", "b"], {}, "one_only", {}),
        (Kind.MANY, ["a", "z"], {}, "not_on_list", {}),
        (Kind.MANY, ["a"], {"least": 2}, "too_few", {"count": 1, "least": 2}),
        (Kind.MANY, ["a", "b"], {"most": 1}, "too_many", {"count": 2, "most": 1}),
        (Kind.MANY, ["a"] * 501, {}, "too_many", {"count": 501, "most": 500}),
        (Kind.CONSENT, ["no"], {"is_required": True}, "missing", {}),
        (Kind.FILE, ["b9"], {}, "unknown_file", {}),
        (Kind.FILE, ["b2"], {"accepts": ("pdf", "document")}, "wrong_file", {"accepts": "pdf, document"}),
        (Kind.PICTURE, ["b1"], {}, "wrong_file", {"accepts": "picture"}),
        (Kind.AFFILIATION, ["atlantis", ""], {}, "not_on_list", {}),
        (Kind.AFFILIATION, ["seoul", "City of Bursa"], {}, "one_only", {}),
        (Kind.AFFILIATION, ["", "x" * 201], {}, "too_long", {"length": 201, "longest": 200}),
        (Kind.COMPANIONS, ["Bat", "Nara"], {"most": 1}, "too_many", {"count": 2, "most": 1}),
        (Kind.AFFILIATION, ["", "Elsewhere"], {"members_only": True}, "not_on_list", {}),
        (Kind.COMPANIONS, ["-1"], {"count_only": True}, "too_small", {"least": 0}),
        (Kind.SESSIONS, ["party"], {}, "not_on_list", {}),
        (Kind.SESSIONS, ["visit"], {"options": (Option("opening"),)}, "not_on_list", {}),
    ],
)
def test_a_bad_answer_is_refused_with_its_reason(kind, typed, settings, code, values):
    assert reading_of(kind, typed, **settings) == Fault(FaultCode(code), values)


@given(st.data())
def test_a_read_answer_reads_to_itself_again(data):
    question = data.draw(good_questions("q"))
    answer = read(question, data.draw(typed_for(question)), known=KNOWN)
    if not isinstance(answer, Fault):
        assert read(question, as_typed(answer), known=KNOWN) == answer


@given(st.text(), st.text(max_size=40))
def test_any_text_reads_to_itself_again(text, other):
    for kind, typed in [
        (Kind.TEXT, [text]),
        (Kind.LONG_TEXT, [text]),
        (Kind.AFFILIATION, ["", text]),
        (Kind.COMPANIONS, [text, other]),
    ]:
        answer = reading_of(kind, typed)
        assert reading_of(kind, as_typed(answer)) == answer


VISA = Question("visa", Kind.YES_NO, {"en": "Visa?"}, is_required=True)
PASSPORT = Question(
    "passport", Kind.TEXT, {"en": "Passport"}, is_required=True, conditions=(Condition("visa", ("yes",)),)
)
NOTE = Question("note", Kind.TEXT, {"en": "Note"}, is_required=True, for_staff=True)
TITLE = Question("title", Kind.LABEL, {"en": "Before you come"})
TRAVEL = Form(
    (Page(sections=(Section("travel", questions=(TITLE, VISA, PASSPORT, NOTE)),)), Page(sections=(Section("end"),)))
)


def read_travel(typed, **changes):
    return read_page(
        TRAVEL, 1, typed, **{"answers": {}, "category": "delegate", "mode": "online", "known": KNOWN, **changes}
    )


def test_a_page_is_read_with_its_own_conditions():
    assert read_travel({"visa": ["yes"], "passport": ["M1"]}) == Reading(
        answers={"visa": "yes", "passport": "M1"}, faults={}, aside={}, asked=("visa", "passport")
    )
    assert read_travel({"visa": ["yes"]}) == Reading(
        answers={"visa": "yes"}, faults={"passport": Fault(FaultCode.MISSING)}, aside={}, asked=("visa", "passport")
    )


def test_what_was_typed_into_a_hidden_question_is_put_aside():
    reading = read_travel({"visa": ["no"], "passport": ["M1"]})
    assert reading == Reading(answers={"visa": "no"}, faults={}, aside={"passport": "M1"}, asked=("visa",))
    assert reading.over({"name": "Kim", "visa": "yes", "passport": "M0"}) == {
        "name": "Kim",
        "visa": "no",
        "passport": "M1",
    }
    assert read_travel({"visa": ["no"]}).over({"passport": "M0"}) == {"visa": "no", "passport": "M0"}
    assert read_travel({"visa": ["yes"]}).over({"passport": "M0"}) == {"visa": "yes"}


def test_participants_cannot_answer_for_the_secretariat():
    assert read_travel({"visa": ["no"], "note": ["approved"]}).answers == {"visa": "no"}
    staff = {"category": "delegate", "mode": "online", "known": KNOWN}
    assert read_staff(TRAVEL, {"visa": ["no"], "note": ["approved"]}, answers={"visa": "yes"}, **staff) == Reading(
        answers={"note": "approved"}, faults={}, aside={}, asked=("note",)
    )
    assert read_travel({"visa": ["no"], "note": ["approved"]}, for_staff=True).answers == {
        "visa": "no",
        "note": "approved",
    }


def test_before_sending_everything_is_judged_again():
    answers = {"visa": "no", "passport": "M1", "note": "approved", "gone": "x"}
    judged = check(TRAVEL, answers, category="delegate", mode="online", known=KNOWN)
    assert judged == Reading(answers={"visa": "no"}, faults={}, aside={"passport": "M1"}, asked=("visa",))
    assert check(TRAVEL, {}, category="delegate", mode="online", known=KNOWN).faults == {
        "visa": Fault(FaultCode.MISSING)
    }


def test_an_answer_whose_option_is_gone_is_refused_before_sending():
    choice = Question("diet", Kind.CHOICE, {"en": "Diet"}, options=OPTIONS)
    form = Form((Page(sections=(Section("s", questions=(replace(choice, options=OPTIONS[1:]),)),)),))
    judged = check(form, {"diet": "a"}, category="delegate", mode="online", known=KNOWN)
    assert judged.faults == {"diet": Fault(FaultCode.NOT_ON_LIST)}


@given(good_forms(), st.sampled_from(CATEGORIES), st.sampled_from(MODES), st.data())
def test_nothing_hidden_is_required_or_sent_and_nothing_sent_is_refused_later(form, category, mode, data):
    typed = data.draw(typed_into(form))
    about = {"category": category, "mode": mode, "known": KNOWN}
    answers = {}
    for number in range(1, len(form.pages) + 1):
        reading = read_page(form, number, typed, answers=answers, **about)
        seen = shown(form, {**answers, **reading.answers}, category=category, mode=mode)
        assert {*reading.answers, *reading.faults} <= set(reading.asked) <= set(seen)
        assert {key for key in reading.asked if form.question(key).is_required} <= {*reading.answers, *reading.faults}
        answers = reading.over(answers)
    judged = check(form, answers, **about)
    assert check(form, judged.answers, **about).answers == judged.answers
    assert judged.answers.items() <= answers.items()
    assert {fault.code for fault in judged.faults.values()} <= {FaultCode.MISSING}
