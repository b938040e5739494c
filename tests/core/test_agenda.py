"""The tree of an agenda, its numbers and its time, on printed agendas and on arbitrary trees and moves."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.core.governance.agenda import (
    DEEPEST,
    Move,
    Place,
    Stage,
    Style,
    TimeSpan,
    lines_of,
    moved,
    projection,
    put_under,
    roman,
    total_minutes,
)

NINE = datetime(2020, 11, 17, 9, tzinfo=UTC)
STATUTE = (
    Place(key="statute", position=1),
    Place(key="fees", parent="statute", position=1),
    Place(key="quorum", parent="statute", position=2),
    Place(key="host", position=2),
    Place(key="report", position=3),
)


@st.composite
def trees(draw):
    """Give a tree of up to twelve items, no deeper than an agenda may be."""
    places, depths = [], {None: -1}
    for count in range(draw(st.integers(1, 12))):
        parent = draw(st.sampled_from([key for key, depth in depths.items() if depth < DEEPEST - 1]))
        depths[str(count)] = depths[parent] + 1
        places.append(Place(key=str(count), parent=parent, position=draw(st.integers(0, 5))))
    return tuple(places)


def read(places, **how):
    return [(line.number, line.key) for line in lines_of(places, **how)]


def test_items_are_numbered_and_dotted_below():
    assert read(STATUTE) == [("1", "statute"), ("1.1", "fees"), ("1.2", "quorum"), ("2", "host"), ("3", "report")]


def test_roman_numbers_stand_on_the_first_level_only():
    assert read(STATUTE, style=Style.ROMAN, prefix="EC/") == [
        ("EC/I", "statute"),
        ("EC/I.1", "fees"),
        ("EC/I.2", "quorum"),
        ("EC/II", "host"),
        ("EC/III", "report"),
    ]


def test_a_number_given_by_hand_takes_none_from_the_count_and_heads_its_children():
    assert read(STATUTE, fixed={"statute": "1a"}) == [
        ("1a", "statute"),
        ("1a.1", "fees"),
        ("1a.2", "quorum"),
        ("1", "host"),
        ("2", "report"),
    ]


def test_an_item_without_number_has_none_below_it_either():
    assert read(STATUTE, fixed={"statute": ""})[:3] == [("", "statute"), ("", "fees"), ("", "quorum")]


@pytest.mark.parametrize(("number", "written"), [(1, "I"), (4, "IV"), (9, "IX"), (40, "XL"), (1994, "MCMXCIV")])
def test_numbers_in_roman_numerals(number, written):
    assert roman(number) == written


@pytest.mark.parametrize("number", [0, -1, 4000])
def test_what_has_no_roman_numeral_is_an_error(number):
    with pytest.raises(ValueError, match="no roman numeral"):
        roman(number)


@given(st.integers(1, 3999))
def test_roman_numerals_read_back_as_the_number(number):
    values = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}[letter] for letter in roman(number)]
    assert number == sum(-value if value < max(values[place:]) else value for place, value in enumerate(values))


@pytest.mark.parametrize(
    ("move", "keys"),
    [
        (Move.UP, ["host", "statute", "fees", "quorum", "report"]),
        (Move.DOWN, ["statute", "fees", "quorum", "report", "host"]),
        (Move.INTO, ["statute", "fees", "quorum", "host", "report"]),
    ],
)
def test_an_item_moves_among_its_neighbours(move, keys):
    assert [line.key for line in lines_of(moved(STATUTE, "host", move))] == keys


def test_an_item_moved_into_the_one_before_becomes_its_last_child():
    assert read(moved(STATUTE, "host", Move.INTO))[3:] == [("1.3", "host"), ("2", "report")]


def test_an_item_moved_out_follows_its_parent():
    assert read(moved(STATUTE, "fees", Move.OUT)) == [
        ("1", "statute"),
        ("1.1", "quorum"),
        ("2", "fees"),
        ("3", "host"),
        ("4", "report"),
    ]


@pytest.mark.parametrize(
    ("key", "move"), [("statute", Move.UP), ("report", Move.DOWN), ("fees", Move.INTO), ("host", Move.OUT)]
)
def test_at_an_end_there_is_nowhere_to_go(key, move):
    assert moved(STATUTE, key, move) is None


def test_an_item_never_goes_under_its_own_branch():
    assert put_under(STATUTE, "statute", parent="fees") is None
    assert put_under(STATUTE, "statute", parent="statute") is None


def test_an_item_under_one_that_is_not_there_is_an_error():
    with pytest.raises(ValueError, match="lies under"):
        lines_of((Place(key="a", parent="b"),))


def test_items_in_a_circle_are_an_error():
    with pytest.raises(ValueError, match="lies under"):
        lines_of((Place(key="a", parent="b"), Place(key="b", parent="a")))


@given(trees(), st.data())
def test_moves_lose_nobody_and_keep_the_tree_a_tree(places, data):
    key = data.draw(st.sampled_from([place.key for place in places]))
    after = moved(places, key, data.draw(st.sampled_from(list(Move)))) or places
    lines = lines_of(after)
    assert sorted(line.key for line in lines) == sorted(place.key for place in places)
    assert max(line.depth for line in lines) < DEEPEST


@given(trees(), st.data())
def test_up_undoes_down_and_out_undoes_into(places, data):
    key = data.draw(st.sampled_from([place.key for place in places]))
    back = {Move.DOWN: Move.UP, Move.UP: Move.DOWN, Move.INTO: Move.OUT}
    move = data.draw(st.sampled_from(list(back)))
    after = moved(places, key, move)
    if after is not None:
        assert read(moved(after, key, back[move])) == read(places)


@given(trees(), st.data())
def test_an_item_put_under_another_brings_its_branch_along(places, data):
    key = data.draw(st.sampled_from([place.key for place in places]))
    parent = data.draw(st.sampled_from([None, *(place.key for place in places)]))
    after = put_under(places, key, parent=parent)
    if after is not None:
        by_key = {place.key: place for place in after}
        assert by_key[key].parent == parent
        assert {one.key for one in after if one.parent == key} == {one.key for one in places if one.parent == key}


@given(trees())
def test_numbers_are_unique_and_one_for_each_item(places):
    numbers = [line.number for line in lines_of(places, style=Style.ROMAN)]
    assert len(set(numbers)) == len(places)


def test_the_end_is_projected_from_what_was_used():
    spans = (
        TimeSpan(key="opening", minutes=10, stage=Stage.DONE, used=timedelta(minutes=18)),
        TimeSpan(key="report", minutes=20, stage=Stage.OPEN, used=timedelta(minutes=5)),
        TimeSpan(key="host", minutes=30),
    )
    ends = projection(spans, starts=NINE, at=NINE + timedelta(minutes=23))
    assert ends.planned == NINE + timedelta(minutes=60)
    assert ends.expected == NINE + timedelta(minutes=68)
    assert ends.drift == timedelta(minutes=8)
    assert dict(ends.begins) == {"report": NINE + timedelta(minutes=18), "host": NINE + timedelta(minutes=38)}


def test_an_item_over_its_time_has_none_left():
    spans = (
        TimeSpan(key="a", minutes=5, stage=Stage.OPEN, used=timedelta(minutes=9)),
        TimeSpan(key="b", minutes=None),
    )
    assert projection(spans, starts=NINE, at=NINE + timedelta(minutes=9)).drift == timedelta(minutes=4)


@given(st.lists(st.integers(0, 90) | st.none(), max_size=8), st.integers(0, 600))
def test_before_the_start_nothing_drifts(minutes, early):
    spans = [TimeSpan(key=str(count), minutes=one) for count, one in enumerate(minutes)]
    ends = projection(spans, starts=NINE, at=NINE - timedelta(minutes=early))
    assert ends.expected == ends.planned == NINE + timedelta(minutes=total_minutes(spans))
    assert ends.drift == timedelta(0)


@given(st.lists(st.integers(0, 90), min_size=1, max_size=8), st.integers(0, 600))
def test_items_begin_one_after_the_other_and_end_where_the_whole_ends(minutes, late):
    spans = [TimeSpan(key=str(count), minutes=one) for count, one in enumerate(minutes)]
    ends = projection(spans, starts=NINE, at=NINE + timedelta(minutes=late))
    begins = list(ends.begins.values())
    assert begins == sorted(begins)
    assert begins[-1] + timedelta(minutes=minutes[-1]) == ends.expected
    assert ends.drift == timedelta(minutes=late)
