"""Texts as people type them in a form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.core.drafting.operations import Insert, Remove, Replace, apply, faults_of, keyed
from comitia.core.drafting.texts import Kind, Paragraph, Text
from comitia.core.drafting.typed import UnevenError, changes_typed, paragraphs_of, typed_of
from tests.core.drafting.arbitrary import paragraph, text_of

TEXT = text_of("p1", "p2")


def test_an_empty_line_ends_a_paragraph_and_marks_make_headings_and_items():
    typed = "# Regional offices\r\n\r\nThe Committee,\r\nhaving met,\n\n \ndecides:\n- to open one;\n• to close none."
    assert paragraphs_of({"en": typed, "ko": " "}, prefix="p") == (
        Paragraph(key="p1", kind=Kind.HEADING, texts={"en": "Regional offices"}),
        Paragraph(key="p2", kind=Kind.PARAGRAPH, texts={"en": "The Committee, having met,"}),
        Paragraph(key="p3", kind=Kind.PARAGRAPH, texts={"en": "decides:"}),
        Paragraph(key="p4", kind=Kind.ITEM, texts={"en": "to open one;"}),
        Paragraph(key="p5", kind=Kind.ITEM, texts={"en": "to close none."}),
    )
    assert paragraphs_of({"en": " \n\n "}, prefix="p") == ()


def test_languages_belong_together_paragraph_by_paragraph():
    assert paragraphs_of({"en": "One\n\nTwo", "fr": "Un\n\nDeux"}, prefix="p") == (
        Paragraph(key="p1", texts={"en": "One", "fr": "Un"}),
        Paragraph(key="p2", texts={"en": "Two", "fr": "Deux"}),
    )
    with pytest.raises(UnevenError) as refused:
        paragraphs_of({"en": "One\n\nTwo", "fr": "Un"}, prefix="p")
    assert refused.value.counts == {"en": 2, "fr": 1}


def test_what_somebody_changed_in_a_form_becomes_operations():
    operations = changes_typed(
        TEXT,
        wanted={"p1": {"en": "Words of\r\n p1."}, "p2": {"en": "Other words.", "fr": ""}},
        removed=[],
        added={"": {"en": "Before"}, "p1": {"en": "After\n\n- More"}},
    )
    assert operations == (
        Insert(after=None, paragraph=paragraph("+1", "Before")),
        Insert(after="p1", paragraph=paragraph("p1+1", "After")),
        Insert(after="p1+1", paragraph=paragraph("p1+2", "More", Kind.ITEM)),
        Replace(key="p2", texts={"en": "Other words."}),
    )


def test_a_paragraph_is_removed_by_its_box_or_by_leaving_nothing_of_it():
    assert changes_typed(TEXT, wanted={"p1": {"en": " "}}, removed=["p2"], added={}) == (
        Remove(key="p1"),
        Remove(key="p2"),
    )


lines = st.text(st.sampled_from("ab é市-#"), min_size=1, max_size=8).map(lambda text: "x" + " ".join(text.split()))
typed_texts = st.lists(st.tuples(st.sampled_from(Kind), lines), min_size=1, max_size=5).map(
    lambda rows: Text(
        paragraphs=tuple(
            Paragraph(key=f"p{number}", kind=kind, texts={"en": words})
            for number, (kind, words) in enumerate(rows, start=1)
        )
    )
)


@given(typed_texts)
def test_a_text_comes_back_as_it_was_typed(text):
    assert paragraphs_of({"en": typed_of(text, "en")}, prefix="p") == text.paragraphs


@given(typed_texts, st.data())
def test_what_is_typed_in_a_form_is_what_the_amended_text_says(text, data):
    keys = st.sampled_from(text.keys)
    wanted = data.draw(st.dictionaries(keys, st.fixed_dictionaries({"en": st.just("") | lines})))
    removed = data.draw(st.lists(keys, unique=True))
    added = data.draw(st.dictionaries(st.just("") | keys, st.fixed_dictionaries({"en": lines}), max_size=2))
    operations = keyed(changes_typed(text, wanted=wanted, removed=removed, added=added), prefix="m")
    if not operations or faults_of(text, operations):
        return
    said = [words.strip() for words in (added.get("", {}).get("en", ""),)]
    for each in text.paragraphs:
        said += [
            "" if each.key in removed else wanted.get(each.key, each.texts)["en"],
            added.get(each.key, {}).get("en", ""),
        ]
    assert [each.texts["en"] for each in apply(text, operations).paragraphs] == [words for words in said if words]
