import pytest

from comitia.accreditation.models import Question
from comitia.accreditation.policies.answers import clean_text, country_codes, read_answers, read_consents


def question(kind="text", *, required=False, options=()):
    values = [{"value": value, "labels": {"en": value}} for value in options]
    return Question(key="it", kind=kind, is_required=required, options=values)


def read(kind, *typed, options=(), required=False, members=()):
    reading = read_answers(
        [question(kind, options=options, required=required)], {"it": list(typed)}, member_slugs=members
    )
    return reading.answers.get("it"), reading.faults.get("it")


@pytest.mark.parametrize(
    ("kind", "typed", "answer"),
    [
        ("text", ["  Ви\u0301та \u200fبيوغلو\u202e  👩‍🚀 "], "Ви́та بيوغلو 👩‍🚀"),
        ("text", ["<b>bold</b>"], "<b>bold</b>"),
        ("long_text", ["one\r\n\r\ntwo\x00"], "one\n\ntwo"),
        ("choice", ["tea"], "tea"),
        ("many", ["milk", "tea"], ["tea", "milk"]),
        ("yes_no", ["no"], "no"),
        ("country", ["KR"], "KR"),
        ("member", ["seoul"], "seoul"),
    ],
)
def test_an_answer_is_kept_in_its_clean_form(kind, typed, answer):
    assert read(kind, *typed, options=["tea", "milk"], members={"seoul"}) == (answer, None)


@pytest.mark.parametrize(
    ("kind", "typed", "fault"),
    [
        ("text", ["x" * 201], "This text has 201 characters; at most 200 fit. Shorten it."),
        ("long_text", ["x" * 4001], "This text has 4001 characters; at most 4000 fit. Shorten it."),
        ("choice", ["beer"], "This answer is not on the list. Choose one that is."),
        ("choice", ["tea", "milk"], "Choose one answer only."),
        ("many", ["tea", "beer"], "One of these answers is not on the list. Choose again."),
        ("yes_no", ["maybe"], "This answer is not on the list. Choose one that is."),
        ("country", ["XX"], "This answer is not on the list. Choose one that is."),
        ("member", ["atlantis"], "This answer is not on the list. Choose one that is."),
    ],
)
def test_an_answer_that_cannot_be_says_why(kind, typed, fault):
    assert read(kind, *typed, options=["tea", "milk"], members={"seoul"}) == (None, fault)


@pytest.mark.parametrize(
    ("kind", "fault"),
    [("text", "Answer this question."), ("many", "Choose at least one answer."), ("country", "Choose an answer.")],
)
def test_a_required_question_wants_an_answer_that_one_can_see(kind, fault):
    invisible = ["\u200b\u202e"] if kind == "text" else []
    assert read(kind, *invisible, options=["tea"], required=True) == (None, fault)
    assert read(kind, *invisible, options=["tea"]) == (None, None)


def test_consents_must_both_be_chosen():
    assert read_consents("everyone", "no") == {}
    assert sorted(read_consents("world", "")) == ["publish", "recording"]


def test_texts_lose_what_cannot_be_seen_and_keep_their_lines():
    assert clean_text(" a \n\n b\u0000 ", several_lines=True) == "a\n\nb"


def test_countries_are_places_one_can_live_in():
    assert ("KR" in country_codes(), "EU" in country_codes(), len(country_codes()) > 240) == (True, False, True)
