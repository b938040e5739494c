"""Symbols of papers: what is written is read again, and no two papers get the same."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from comitia.core.governance.symbols import (
    LONGEST_SYMBOL,
    Form,
    Suffix,
    Symbol,
    SymbolFault,
    following_symbol,
    next_symbol,
    read_symbol,
    series_fault,
    sort_key,
)

SERIES = st.sampled_from(["WeGO/EC/2020", "W" * 30, "A/C.3/66", "ECMM", "UCLG-MEWA/GA/2021"])
CHAINS = st.sampled_from(
    [
        (),
        (Suffix.ADDENDUM,),
        (Suffix.REVISION,),
        (Suffix.CORRECTION,),
        (Suffix.ADDENDUM, Suffix.CORRECTION),
        (Suffix.REVISION, Suffix.ADDENDUM, Suffix.REVISION, Suffix.CORRECTION),
    ]
)


@st.composite
def symbols(draw):
    numbers = st.integers(1, 999)
    suffixes = tuple((suffix, draw(numbers)) for suffix in draw(CHAINS))
    made = Symbol(draw(SERIES), draw(st.sampled_from(Form)), draw(numbers), suffixes)
    assume(len(str(made)) <= LONGEST_SYMBOL)
    return made


@given(symbols())
def test_a_symbol_is_read_as_it_was_written(symbol):
    assert read_symbol(str(symbol)) == symbol


@given(st.text(max_size=80))
def test_any_text_is_a_symbol_or_a_fault_and_never_an_error(text):
    found = read_symbol(text)
    assert isinstance(found, SymbolFault) or read_symbol(str(found)) == found


@given(SERIES, st.sampled_from(Form), st.lists(symbols(), max_size=8))
def test_the_next_symbol_is_free(series, form, taken):
    assert next_symbol(series, form, taken) not in taken


@given(symbols(), st.sampled_from(Suffix), st.lists(symbols(), max_size=8))
def test_what_follows_a_paper_has_a_symbol_that_is_free_and_can_be_read(symbol, suffix, taken):
    found = following_symbol(symbol, suffix, [symbol, *taken])
    if found is not None:
        assert found not in [symbol, *taken]
        assert read_symbol(str(found)) == found
        assert found.last is suffix


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" wego/ec/2020/3/corr.1 ", Symbol("wego/ec/2020", Form.PLAIN, 3, ((Suffix.CORRECTION, 1),))),
        ("A/C.3/66/L.13/Rev.1", Symbol("A/C.3/66", Form.LIMITED, 13, ((Suffix.REVISION, 1),))),
        ("WeGO/EC/2020/crp.2", Symbol("WeGO/EC/2020", Form.CONFERENCE_ROOM, 2)),
        ("", SymbolFault.NO_NUMBER),
        ("WeGO/EC/2020/three", SymbolFault.NO_NUMBER),
        ("WeGO/EC/2020/03", SymbolFault.NO_NUMBER),
        ("3", SymbolFault.NO_SERIES),
        ("WeGO//3", SymbolFault.PART),
        ("WeGO/Rev.1/3", SymbolFault.PART),
        ("WeGO/../3", SymbolFault.PART),
        ("WeGO/3/Corr.1/Rev.1", SymbolFault.SUFFIX_ORDER),
        ("WeGO/3/Rev.1/Rev.2", SymbolFault.SUFFIX_ORDER),
        (f"{'W' * 80}/3", SymbolFault.TOO_LONG),
    ],
)
def test_symbols_as_officers_type_them(text, expected):
    assert read_symbol(text) == expected


@pytest.mark.parametrize(
    ("symbol", "suffix", "taken", "expected"),
    [
        ("W/1", Suffix.CORRECTION, [], "W/1/Corr.1"),
        ("W/1", Suffix.CORRECTION, ["w/1/Corr.1"], "W/1/Corr.2"),
        ("W/1/Corr.1", Suffix.CORRECTION, ["W/1/Corr.1"], "W/1/Corr.2"),
        ("W/1/Rev.1", Suffix.REVISION, ["W/1/Rev.1"], "W/1/Rev.2"),
        ("W/1/Add.1", Suffix.REVISION, [], "W/1/Add.1/Rev.1"),
        ("W/1/Rev.1", Suffix.ADDENDUM, ["W/1/Add.1"], "W/1/Rev.1/Add.1"),
        ("W/1/Corr.1", Suffix.REVISION, [], "None"),
        ("W/1", Suffix.REVISION, ["W/1/Rev.999"], "None"),
        (f"{'W' * 30}/CRP.10000/Add.10/Rev.10/Add.1", Suffix.CORRECTION, [], "None"),
    ],
)
def test_corrections_revisions_and_addenda_count_on(symbol, suffix, taken, expected):
    assert str(following_symbol(read_symbol(symbol), suffix, [read_symbol(one) for one in taken])) == expected


def test_symbols_are_sorted_by_number_and_a_paper_comes_before_what_continues_it():
    written = ["W/10", "W/2/Rev.1", "W/2", "W/2/Corr.2", "W/L.1"]
    assert [str(one) for one in sorted(map(read_symbol, written), key=sort_key)] == [
        "W/2",
        "W/2/Corr.2",
        "W/2/Rev.1",
        "W/10",
        "W/L.1",
    ]


def test_a_series_has_parts_that_are_no_suffixes():
    assert [series_fault(one) for one in ("WeGO/EC/2020", "", "WeGO/", "Rev.1", "W" * 31)] == [
        None,
        SymbolFault.NO_SERIES,
        SymbolFault.PART,
        SymbolFault.PART,
        SymbolFault.TOO_LONG,
    ]
