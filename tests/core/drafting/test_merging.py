"""What amendments dispute, and the text that those carried make together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.core.drafting.merging import DisputedError, conflicts, merge, obsolete_after
from comitia.core.drafting.operations import (
    Fault,
    Insert,
    NotApplicableError,
    Remove,
    Replace,
    apply,
    inserted,
    touched,
)
from tests.core.drafting.arbitrary import amendments, paragraph, text_and_amendments, text_of, texts

TEXT = text_of("a", "b", "c")
REWORD_B, REMOVE_B = (Replace(key="b", texts={"en": "Other."}),), (Remove(key="b"),)
REMOVE_C, ADD_AFTER_B = (Remove(key="c"),), (Insert(after="b", paragraph=paragraph("n")),)


def test_amendments_dispute_a_paragraph_but_not_a_place():
    assert conflicts(REWORD_B, REMOVE_B) == ("b",)
    assert conflicts(REWORD_B, REMOVE_C) == ()
    assert conflicts(REMOVE_B, ADD_AFTER_B) == ()
    assert conflicts(ADD_AFTER_B, (Insert(after="b", paragraph=paragraph("m")),)) == ()
    assert conflicts(ADD_AFTER_B, (Insert(after="c", paragraph=paragraph("n")),)) == ("n",)


def test_what_disputes_a_carried_amendment_falls_with_it():
    others = {1: REMOVE_B, 2: REMOVE_C, 3: ADD_AFTER_B, 4: (*REMOVE_C, *REWORD_B)}
    assert obsolete_after(REWORD_B, others) == (1, 4)


def test_carried_amendments_make_one_text():
    merged = merge(TEXT, [REMOVE_B, ADD_AFTER_B, REMOVE_C])
    assert (merged.keys, merged.spent) == (("a", "n"), {"b", "c"})
    assert merge(TEXT, []) == TEXT


def test_disputed_amendments_are_not_merged():
    with pytest.raises(DisputedError) as refused:
        merge(TEXT, [REMOVE_B, REMOVE_C, REWORD_B])
    assert refused.value.keys == ("b",)


def test_amendments_that_leave_nothing_are_not_merged():
    with pytest.raises(NotApplicableError) as refused:
        merge(text_of("b", "c"), [REMOVE_B, REMOVE_C])
    assert refused.value.faults == ((Fault.NOTHING_LEFT, ""),)


@given(st.data(), texts())
def test_a_dispute_has_two_sides(data, text):
    one, other = data.draw(amendments(text, prefix="n")), data.draw(amendments(text, prefix="m"))
    assert conflicts(one, other) == conflicts(other, one)
    assert set(conflicts(one, one)) == {*touched(one), *(each.key for each in inserted(one))}
    assert bool(obsolete_after(one, {"other": other})) == bool(obsolete_after(other, {"one": one}))


@given(text_and_amendments())
def test_a_merge_keeps_every_paragraph_that_nobody_touched(drawn):
    text, carried = drawn
    merged = merge(text, carried)
    touched_by_any = {key for operations in carried for key in touched(operations)}
    untouched = [each for each in text.paragraphs if each.key not in touched_by_any]
    assert [each for each in merged.paragraphs if each.key in {kept.key for kept in untouched}] == untouched


@given(st.data(), text_and_amendments())
def test_the_order_in_which_amendments_are_carried_changes_nothing_but_the_order_at_one_place(data, drawn):
    text, carried = drawn
    merged, otherwise = merge(text, carried), merge(text, data.draw(st.permutations(carried)))
    assert otherwise.by_key == merged.by_key
    assert otherwise.spent == merged.spent
    places = [{each.after for each in operations if isinstance(each, Insert)} for operations in carried]
    if all(one.isdisjoint(other) for one in places for other in places if one is not other):
        assert otherwise == merged


@given(text_and_amendments(count=2))
def test_to_merge_two_is_to_apply_one_after_the_other_where_the_second_still_fits(drawn):
    text, (one, other) = drawn
    gone = {each.key for each in one if isinstance(each, Remove)}
    new_places = [{each.after for each in operations if isinstance(each, Insert)} for operations in (one, other)]
    if gone.isdisjoint(new_places[1]) and new_places[0].isdisjoint(new_places[1]):
        assert apply(apply(text, one), other) == merge(text, [one, other])
