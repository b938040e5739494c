"""Minutes hold every decision and every declared result of the record once, and nothing that is closed to their readers."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from comitia.core.governance.minutes import Stay, minutes_of
from comitia.core.governance.record import FIRST, Access, entry_after, withheld

AT = datetime(2020, 11, 17, 7, 0, tzinfo=UTC)
GOLDEN = Path(__file__).parents[2] / "golden" / "minutes.json"
ITEMS = st.sampled_from(["offices", "host", ""])
MARKS = st.sampled_from(["salaries", "contracts"])


def record(*told):
    """Chain what was told, one a minute: kind, facts, and whether it is closed."""
    entries, number, digest = [], 0, FIRST
    for kind, facts, *closed in told:
        access = Access.COMMITTEE if closed and closed[0] else Access.PUBLIC
        moment = AT + timedelta(minutes=number)
        entry = entry_after(number, digest, at=moment, kind=kind, facts=facts, access=access, salt=f"{number}")
        entries.append(entry)
        number, digest = entry.number, entry.digest
    return entries


def published(entries):
    return [one if one.access is Access.PUBLIC else withheld(one) for one in entries]


DECISION = st.tuples(st.just("decision_taken"), st.fixed_dictionaries({"item": ITEMS, "mark": MARKS}), st.booleans())
BALLOT = st.tuples(
    st.sampled_from(["ballot_opened", "vote_cast", "ballot_counted", "result_declared", "ballot_annulled"]),
    st.fixed_dictionaries({"ballot": st.sampled_from("abc"), "subject": st.just("agenda_item:offices"), "mark": MARKS}),
    st.booleans(),
)
MOTION = st.tuples(
    st.sampled_from(["motion_submitted", "motion_put", "motion_adopted", "amendment_carried", "amendments_merged"]),
    st.fixed_dictionaries({"motion": st.sampled_from("mn"), "mark": MARKS}, optional={"item": ITEMS}),
    st.booleans(),
)
OTHER = st.tuples(
    st.sampled_from(
        ["item_called", "floor_given", "item_concluded", "member_arrived", "member_left", "sitting_closed"]
    ),
    st.fixed_dictionaries({"item": ITEMS, "member": st.sampled_from(["lima", "oslo"]), "sitting": st.just(1)}),
    st.booleans(),
)
HAPPENED = st.lists(st.one_of(DECISION, BALLOT, MOTION, OTHER), max_size=25)


def numbers_told(minutes):
    """Count how often each entry is told in the sections."""
    told = Counter()
    for section in minutes.sections:
        for event in (*section.events, *section.speeches, *section.decisions):
            told[event.number] += 1
        for motion in section.motions:
            told.update(event.number for event in motion.events)
        for vote in section.votes:
            told.update(
                one.number for one in (vote.opened, vote.counted, vote.declared, vote.annulled, *vote.remarks) if one
            )
    return told


def last_of_each_ballot(entries):
    """Name the declared result of each ballot: what was declared last counts."""
    return {one.facts["ballot"]: one.number for one in entries if one.kind == "result_declared"}.values()


@given(HAPPENED)
def test_every_decision_and_every_declared_result_stands_there_once(happened):
    entries = record(*happened)
    told = numbers_told(minutes_of(entries))
    decisions = [one.number for one in entries if one.kind == "decision_taken"]
    assert [told[number] for number in (*decisions, *last_of_each_ballot(entries))] == [1] * (
        len(decisions) + len({*last_of_each_ballot(entries)})
    )


@given(HAPPENED)
def test_what_is_closed_leaves_no_trace_in_public_minutes(happened):
    entries = record(*happened)
    closed = {one.number for one in entries if one.access is Access.COMMITTEE}
    minutes = minutes_of(published(entries))
    assert numbers_told(minutes).keys() & closed == set()
    assert minutes.is_partial == bool(closed)
    only = [one for one in entries if one.access is Access.PUBLIC]
    assert minutes.sections == minutes_of(only).sections


@given(HAPPENED)
def test_who_casts_a_vote_is_never_told(happened):
    entries = record(*happened)
    casts = {one.number for one in entries if one.kind == "vote_cast"}
    assert numbers_told(minutes_of(entries)).keys() & casts == set()


def test_papers_of_few_are_no_sitting_in_camera():
    entries = record(("sitting_called", {"sitting": 1}), ("paper_issued", {"symbol": "EC/1"}, True))
    assert minutes_of(published(entries)).is_partial is False


def test_members_are_present_until_they_leave_or_the_sitting_ends():
    entries = record(
        ("member_arrived", {"sitting": 1, "member": "lima"}),
        ("sitting_called", {"sitting": 1}),
        ("member_arrived", {"sitting": 1, "member": "oslo"}),
        ("member_left", {"sitting": 1, "member": "lima", "why": "left"}),
        ("sitting_closed", {"sitting": 1}),
    )
    [sitting] = minutes_of(entries).sittings
    assert sitting.stays == (
        Stay(member="lima", since=AT, until=AT + timedelta(minutes=3)),
        Stay(member="oslo", since=AT + timedelta(minutes=2), until=AT + timedelta(minutes=4)),
    )
    assert [sitting.present_at(AT + timedelta(minutes=m)) for m in (0, 2, 4)] == [1, 2, 1]


def test_items_stand_in_the_order_of_the_agenda_and_a_ballot_under_the_item_of_its_motion():
    entries = record(
        ("item_called", {"item": "host"}),
        ("item_called", {"item": "offices"}),
        ("motion_submitted", {"motion": "m", "item": "offices"}),
        ("ballot_opened", {"ballot": "b", "subject": "motion:m"}),
        ("ballot_opened", {"ballot": "c", "subject": "other"}),
    )
    sections = minutes_of(entries, order=["offices", "host"]).sections
    assert [(one.item, [vote.ballot for vote in one.votes]) for one in sections] == [
        ("offices", ["b"]),
        ("host", []),
        ("", ["c"]),
    ]


def test_minutes_of_a_sitting_are_as_they_were():
    entries = record(
        ("officer_named", {"sitting": 1, "role": "presiding", "officer": "p", "member": "lima"}),
        ("member_arrived", {"sitting": 1, "member": "lima"}),
        ("sitting_called", {"sitting": 1, "presiding": "p"}),
        ("agenda_adopted", {"sitting": 1, "items": [{"item": "offices", "number": "1", "titles": {"en": "Offices"}}]}),
        ("item_called", {"sitting": 1, "item": "offices", "number": "1"}),
        ("floor_given", {"item": "offices", "speech": "s", "class": "member", "member": "lima"}),
        ("motion_submitted", {"motion": "m", "number": 1, "item": "offices", "mover": "lima"}),
        ("motion_put", {"motion": "m", "number": 1, "text": {"paragraphs": []}, "titles": {"en": "An office"}}),
        ("ballot_opened", {"ballot": "b", "number": 1, "subject": "agenda_item:offices"}),
        ("vote_cast", {"ballot": "b", "number": 1, "member": "lima"}),
        ("ballot_counted", {"ballot": "b", "number": 1, "papers": []}),
        ("result_declared", {"ballot": "b", "number": 1, "outcome": []}),
        ("decision_taken", {"item": "offices", "decision": "EC/2020/1"}),
        ("sitting_in_camera", {"sitting": 1}),
        ("decision_taken", {"item": "salaries", "decision": "EC/2020/2"}, True),
        ("sitting_closed", {"sitting": 1}),
    )
    made = json.dumps(asdict(minutes_of(published(entries))), default=str, indent=1, ensure_ascii=False) + "\n"
    assert made == GOLDEN.read_text("utf-8")
