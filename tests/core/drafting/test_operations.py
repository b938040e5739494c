"""What operations do to a text, and which do not fit it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.core.drafting.operations import (
    Fault,
    Insert,
    NotApplicableError,
    Remove,
    Replace,
    apply,
    faults_of,
    inserted,
    keyed,
    touched,
)
from comitia.core.drafting.texts import Text
from tests.core.drafting.arbitrary import amendments, paragraph, text_of, texts

TEXT = text_of("a", "b", "c")


def put(after, key):
    return Insert(after=after, paragraph=paragraph(key))


def test_a_paragraph_is_replaced_where_it_stands():
    changed = apply(TEXT, [Replace(key="b", texts={"en": "New words."})])
    assert changed == Text(paragraphs=(paragraph("a"), paragraph("b", "New words."), paragraph("c")))


def test_a_removed_paragraph_leaves_its_key_spent():
    assert apply(TEXT, [Remove(key="b")]) == Text(paragraphs=(paragraph("a"), paragraph("c")), spent=frozenset({"b"}))


def test_new_paragraphs_stand_after_their_place_in_the_order_given():
    operations = [put("a", "n1"), put("a", "n2"), put(None, "n3"), put("n1", "n4"), put("c", "n5")]
    assert apply(TEXT, operations).keys == ("n3", "a", "n1", "n4", "n2", "b", "c", "n5")


def test_what_is_inserted_after_a_removed_paragraph_stands_in_its_place():
    assert apply(TEXT, [put("b", "n"), Remove(key="b")]).keys == ("a", "n", "c")
    assert apply(text_of("a"), [Remove(key="a"), put("a", "n")]).keys == ("n",)


@pytest.mark.parametrize(
    ("operations", "fault"),
    [
        ([], (Fault.NOTHING, "")),
        ([Remove(key="z")], (Fault.PARAGRAPH_UNKNOWN, "z")),
        ([put("z", "n")], (Fault.PLACE_UNKNOWN, "z")),
        ([put("n", "m"), put("a", "n")], (Fault.PLACE_UNKNOWN, "n")),
        ([put("a", "b")], (Fault.KEY_TAKEN, "b")),
        ([put("a", "n"), put("b", "n")], (Fault.KEY_TAKEN, "n")),
        ([Remove(key="a"), Replace(key="a", texts={})], (Fault.TOUCHED_TWICE, "a")),
        ([Replace(key="a", texts=paragraph("a").texts)], (Fault.UNCHANGED, "a")),
        ([Remove(key="a"), Remove(key="b"), Remove(key="c")], (Fault.NOTHING_LEFT, "")),
    ],
)
def test_operations_that_do_not_fit_are_refused_with_the_reason(operations, fault):
    assert faults_of(TEXT, operations) == (fault,)
    with pytest.raises(NotApplicableError) as refused:
        apply(TEXT, operations)
    assert refused.value.faults == (fault,)


def test_a_spent_key_is_never_given_again():
    shorter = apply(TEXT, [Remove(key="b")])
    assert faults_of(shorter, [put("a", "b")]) == ((Fault.KEY_TAKEN, "b"),)


def test_new_paragraphs_get_keys_of_their_amendment():
    assert keyed([put("a", "x"), Remove(key="b"), put("x", "y"), put(None, "z")], prefix="m7") == (
        put_as("a", "m7.1", "x"),
        Remove(key="b"),
        put_as("m7.1", "m7.2", "y"),
        put_as(None, "m7.3", "z"),
    )


def put_as(after, key, once):
    return Insert(after=after, paragraph=paragraph(key, f"Words of {once}."))


@given(st.data(), texts())
def test_nothing_but_what_an_amendment_touches_changes(data, text):
    operations = data.draw(amendments(text))
    after = apply(text, operations)
    untouched = tuple(each for each in text.paragraphs if each.key not in touched(operations))
    new = {each.key for each in inserted(operations)}
    assert tuple(each for each in after.paragraphs if each.key not in {*touched(operations), *new}) == untouched
    assert new <= set(after.keys)
    assert {each.kind for each in after.paragraphs if each.key in touched(operations)} <= {
        each.kind for each in text.paragraphs if each.key in touched(operations)
    }


@given(st.data(), texts())
def test_no_key_is_ever_used_again_over_a_chain_of_amendments(data, text):
    owners = {each.key: 0 for each in text.paragraphs}
    gone = set(text.spent)
    for number in range(1, 5):
        operations = keyed(data.draw(amendments(text)), prefix=f"m{number}")
        text = apply(text, operations)
        for each in inserted(operations):
            assert each.key not in owners
            owners[each.key] = number
        gone |= {each.key for each in operations if isinstance(each, Remove)}
        assert text.spent == gone
        assert gone.isdisjoint(text.keys)
        assert len(set(text.keys)) == len(text.keys)
