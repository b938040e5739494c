"""In which order amendments are voted on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.core.drafting.operations import Insert, Remove, Replace
from comitia.core.drafting.order import OrderPolicy, reach, voting_order
from tests.core.drafting.arbitrary import amendments, paragraph, text_of, texts

TEXT = text_of("a", "b", "c")
ONE_WORD = (Replace(key="a", texts={"en": "Wording of a."}),)
ALL_NEW = (Replace(key="b", texts={"en": "Something else entirely"}),)
REMOVED, ADDED = (Remove(key="c"),), (Insert(after="c", paragraph=paragraph("n")),)
LODGED = {"one word": ONE_WORD, "all new": ALL_NEW, "removed": REMOVED, "added": ADDED}


@pytest.mark.parametrize(
    ("policy", "order"),
    [
        (OrderPolicy.AS_LODGED, ("one word", "all new", "removed", "added")),
        (OrderPolicy.FARTHEST_FIRST, ("removed", "all new", "added", "one word")),
        (OrderPolicy.CHAIR, ("added", "one word", "all new", "removed")),
    ],
)
def test_amendments_are_ordered_by_policy(policy, order):
    assert voting_order(TEXT, LODGED, policy=policy, by_chair=["added", "gone", "added", "one word"]) == order


def test_how_far_an_amendment_reaches_is_counted_in_paragraphs_and_words():
    assert [reach(TEXT, each) for each in LODGED.values()] == [(0, 2), (0, 6), (1, 3), (0, 3)]


def test_of_two_that_reach_equally_far_the_first_lodged_comes_first():
    lodged = {2: ADDED, 1: ADDED}
    assert voting_order(TEXT, lodged, policy=OrderPolicy.FARTHEST_FIRST) == (2, 1)


@given(st.data(), texts(), st.sampled_from(OrderPolicy))
def test_every_amendment_is_voted_on_once(data, text, policy):
    lodged = {number: data.draw(amendments(text, prefix=f"m{number}")) for number in range(4)}
    by_chair = data.draw(st.lists(st.integers(0, 5)))
    assert sorted(voting_order(text, lodged, policy=policy, by_chair=by_chair)) == [0, 1, 2, 3]
