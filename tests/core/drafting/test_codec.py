"""Texts and operations as plain data, and their digest."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.core.drafting.codec import digest, operations_from_json, operations_to_json, text_from_json, text_to_json
from comitia.core.drafting.operations import Remove
from comitia.core.drafting.texts import Fault, Paragraph, Text, faults_of, lacking
from tests.core.drafting.arbitrary import amendments, paragraph, text_of, texts


@given(texts(least=0))
def test_a_text_comes_back_from_its_json(text):
    assert text_from_json(json.loads(json.dumps(text_to_json(text)))) == text


@given(st.data(), texts())
def test_operations_come_back_from_their_json(data, text):
    operations = data.draw(amendments(text))
    assert operations_from_json(json.loads(json.dumps(operations_to_json(operations)))) == operations


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["paragraphs", "spent", "key", "insert", "remove", "kind", "texts"]), inner, max_size=3
        )
    ),
)


@given(json_values)
def test_anything_else_is_refused_or_is_a_text(data):
    for read, write in ((text_from_json, text_to_json), (operations_from_json, operations_to_json)):
        try:
            value = read(data)
        except ValueError:
            continue
        assert read(write(value)) == value


@pytest.mark.parametrize("data", [{}, [], None, {"paragraphs": [{}], "spent": []}, {"paragraphs": [], "spent": [1]}])
def test_what_is_no_text_is_refused(data):
    with pytest.raises(ValueError, match="Not a text"):
        text_from_json(data)


@pytest.mark.parametrize("data", [None, [{}], [{"move": {}}], [{"remove": {"key": 1}}], [{"remove": {}, "insert": {}}]])
def test_what_are_no_operations_are_refused(data):
    with pytest.raises(ValueError, match="Not operations"):
        operations_from_json(data)


def test_a_digest_is_the_same_on_every_machine():
    text = Text(paragraphs=(Paragraph(key="p1", texts={"fr": "Décide", "en": "Decides"}),))
    assert digest(text) == "e6c6562400738cb9f21900e7b0df2bbef938f949b8dd7e3e610d1415b7bb158c"


@given(texts(), st.frozensets(st.text(max_size=3)))
def test_a_digest_depends_on_what_is_said_alone(text, spent):
    turned = Text(
        paragraphs=tuple(
            Paragraph(key=each.key, kind=each.kind, texts=dict(reversed(each.texts.items())))
            for each in text.paragraphs
        ),
        spent=spent,
    )
    assert digest(turned) == digest(text)


@given(texts(), texts())
def test_two_texts_have_two_digests(one, other):
    assert (digest(one) == digest(other)) == (one.paragraphs == other.paragraphs)


def test_what_is_wrong_with_a_text_is_listed():
    assert faults_of(Text(), languages=["en"]) == ((Fault.EMPTY, ""),)
    twice = Text(paragraphs=(paragraph("a"), paragraph("a"), paragraph("b")), spent=frozenset("b"))
    assert faults_of(twice, languages=["fr", "en"]) == (
        (Fault.KEY_TWICE, "a"),
        (Fault.KEY_SPENT, "b"),
        (Fault.LANGUAGE_MISSING, "fr"),
    )
    assert faults_of(text_of("a", "b"), languages=["en"]) == ()


def test_paragraphs_without_words_in_a_language_are_named():
    given_twice = (paragraph("a"), Paragraph(key="b", texts={"en": " ", "fr": "Décide"}))
    assert lacking(given_twice, ["fr", "en", "de"]) == {"de": ("a", "b"), "en": ("b",), "fr": ("a",)}
    assert Text(paragraphs=given_twice).languages == {"en", "fr"}
    assert lacking((), ["en"]) == {}


def test_operations_in_plain_data_name_what_they_do():
    assert operations_to_json([Remove(key="a")]) == [{"remove": {"key": "a"}}]
