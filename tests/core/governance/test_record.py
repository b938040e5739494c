"""A record shows any entry that was changed, removed, added or moved, also where bodies are withheld."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from comitia.core.governance.record import FIRST, Access, Break, BreakCode, entry_after, first_break, withheld

AT = datetime(2020, 11, 17, 7, 0, tzinfo=UTC)
FACTS = st.dictionaries(st.text(max_size=5), st.one_of(st.integers(), st.text(max_size=5), st.none()), max_size=3)


def record(every_fact):
    """Chain entries, one a second, every other one of a closed sitting."""
    entries, number, digest = [], 0, FIRST
    for facts in every_fact:
        access = Access.COMMITTEE if number % 2 else Access.PUBLIC
        moment = AT + timedelta(seconds=number)
        entry = entry_after(number, digest, at=moment, kind="item_called", facts=facts, access=access, salt=f"{number}")
        entries.append(entry)
        number, digest = entry.number, entry.digest
    return entries


@given(st.lists(FACTS, max_size=6))
def test_a_record_is_whole_with_and_without_the_bodies_of_closed_sittings(every_fact):
    entries = record(every_fact)
    published = [entry if entry.access == Access.PUBLIC else withheld(entry) for entry in entries]
    assert (first_break(entries), first_break(published)) == (None, None)


@given(st.lists(FACTS, min_size=2, max_size=6), st.data())
def test_a_changed_body_is_named(every_fact, data):
    entries = record(every_fact)
    place = data.draw(st.integers(0, len(entries) - 1))
    changed = replace(entries[place], facts={**entries[place].facts, "added": 1})
    assert first_break([*entries[:place], changed, *entries[place + 1 :]]) == Break(place + 1, BreakCode.BODY)


@given(st.lists(FACTS, min_size=2, max_size=6), st.data())
def test_a_missing_entry_is_named(every_fact, data):
    entries = record(every_fact)
    place = data.draw(st.integers(0, len(entries) - 2))
    assert first_break([*entries[:place], *entries[place + 1 :]]) == Break(place + 1, BreakCode.MISSING)


def test_an_entry_written_anew_breaks_the_one_after_it():
    entries = record([{"item": 1}, {"item": 2}, {"item": 3}])
    forged = entry_after(
        1, entries[0].digest, at=AT, kind="item_called", facts={"item": 9}, access=Access.PUBLIC, salt="x"
    )
    assert first_break([entries[0], forged, entries[2]]) == Break(3, BreakCode.ORDER)


def test_a_digest_of_a_withheld_body_cannot_be_changed():
    entries = record([{"item": 1}, {"item": 2}])
    forged = replace(withheld(entries[1]), body_digest="0" * 64)
    assert first_break([entries[0], forged]) == Break(2, BreakCode.DIGEST)


def test_what_is_said_without_a_salt_is_not_what_was_said():
    entries = record([{}, {"item": 4}])
    assert first_break([entries[0], replace(entries[1], salt=None)]) == Break(2, BreakCode.BODY)


def test_the_same_facts_have_another_digest_under_another_salt():
    one, two = (
        entry_after(0, FIRST, at=AT, kind="vote", facts={"for": 1}, access=Access.COMMITTEE, salt=salt) for salt in "ab"
    )
    assert one.digest != two.digest
