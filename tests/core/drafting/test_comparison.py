"""Two texts side by side, with the words that differ marked."""

from hypothesis import given
from hypothesis import strategies as st

from comitia.core.drafting.comparison import Change, changed, compare, sides
from comitia.core.drafting.operations import Insert, Remove, Replace, apply
from comitia.core.drafting.words import Mark, Span, changed_words, marked, words_of
from tests.core.drafting.arbitrary import amendments, paragraph, phrases, text_of, texts

TEXT = text_of("a", "b", "c")


def test_words_are_those_of_each_script():
    assert words_of("Cities,  towns") == ("Cities", ",", "  ", "towns")
    assert words_of("市長が来る") == ("市", "長", "が", "来", "る")
    assert words_of("नगर निगम") == ("नगर", " ", "निगम")
    assert words_of("ประชุม") == ("ป", "ร", "ะ", "ชุ", "ม")
    assert words_of("می\u200cشود") == ("می\u200cشود",)


def test_phrases_that_differ_are_marked_as_a_whole():
    assert marked("The old big house stands.", "The new small house stands.") == (
        Span(Mark.SAME, "The "),
        Span(Mark.REMOVED, "old big"),
        Span(Mark.ADDED, "new small"),
        Span(Mark.SAME, " house stands."),
    )
    assert marked("", "") == ()
    assert changed_words("The old big house.", "The house!") == 2


def test_paragraphs_are_compared_by_key_in_the_order_of_the_new_text():
    amended = apply(
        TEXT,
        [
            Remove(key="a"),
            Replace(key="b", texts={"en": "Other words of b.", "fr": "Autre"}),
            Insert(after="b", paragraph=paragraph("n")),
        ],
    )
    rows = compare(TEXT, amended)
    assert [(row.key, row.change) for row in rows] == [
        ("a", Change.REMOVED),
        ("b", Change.CHANGED),
        ("n", Change.ADDED),
        ("c", Change.SAME),
    ]
    assert rows[1].words == {
        "en": (Span(Mark.REMOVED, "Words"), Span(Mark.ADDED, "Other words"), Span(Mark.SAME, " of b.")),
        "fr": (Span(Mark.ADDED, "Autre"),),
    }
    assert [row.key for row in changed(rows)] == ["a", "b", "n"]


@given(phrases, phrases)
def test_marked_words_hold_both_texts(old, new):
    spans = marked(old, new)
    assert "".join(span.text for span in spans if span.mark is not Mark.ADDED) == old
    assert "".join(span.text for span in spans if span.mark is not Mark.REMOVED) == new
    assert "".join(words_of(old)) == old


@given(texts(least=0), texts(least=0))
def test_a_comparison_of_any_two_texts_holds_both(old, new):
    assert sides(compare(old, new)) == (old.paragraphs, new.paragraphs)


@given(st.data(), texts())
def test_a_comparison_shows_what_an_amendment_does(data, text):
    operations = data.draw(amendments(text))
    new = apply(text, operations)
    shown = {row.key: row.change for row in changed(compare(text, new))}
    kinds = {Insert: Change.ADDED, Remove: Change.REMOVED, Replace: Change.CHANGED}
    assert shown == {getattr(each, "key", None) or each.paragraph.key: kinds[type(each)] for each in operations}
