"""Every kind of entry in the record of a session has its sentence."""

from __future__ import annotations

import ast
from pathlib import Path

import comitia
from comitia.proceedings.queries.record_words import SENTENCES, Names, note_of, sentence_of

ACTS = [
    path
    for domain in ("meetings", "documents", "proceedings", "voting")
    for path in (Path(comitia.__file__).parent / domain / "actions").glob("*.py")
]
# What the journal keeps and the record of the session does not
BESIDES = {
    *("plan_sitting", "replan_sitting", "add_agenda_item", "save_agenda_item", "move_agenda_item"),
    *("remove_agenda_item", "announce_paper", "change_paper", "bring_version", "clear_version"),
}


def kinds_written():
    """Read what is handed to `enter`, or to what hands it on: calls with an actor and a moment."""
    found = set()
    for path in ACTS:
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(call, ast.Call)
                and {"by", "at"} <= {one.arg for one in call.keywords}
                and name(call) != "record"
            ):
                given = [*call.args, *(one.value for one in call.keywords if one.arg == "kind")]
                found |= {one.value for part in given for one in ast.walk(part) if is_kind(one)}
    return found - BESIDES


def name(call):
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def is_kind(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and "_" in node.value


def test_every_kind_has_its_sentence():
    assert kinds_written() - set(SENTENCES) == set()
    assert len(kinds_written()) > 60


def test_a_sentence_is_written_even_where_facts_are_missing():
    names = Names({}, {})
    assert [kind for kind in SENTENCES if not sentence_of(kind, {}, names, language="en")] == []
    assert "spoken_in_tongues" in sentence_of("spoken_in_tongues", {}, names, language="en")


def test_members_and_items_are_named():
    names = Names({"kigali": "Kigali"}, {"1": "Offices"})
    said = sentence_of("motion_submitted", {"mover": "kigali", "number": 2}, names, language="en")
    assert said == "Kigali submitted motion 2."
    assert (
        sentence_of("item_called", {"number": "4", "item": "1"}, names, language="en") == "Item 4 was called: Offices"
    )
    assert "an item of the agenda" in sentence_of("item_called", {"number": "4", "item": "2"}, names, language="en")


def test_what_was_said_stands_beside_the_sentence():
    assert note_of({"reason": "Lunch"}, language="en") == "Lunch"
    assert str(note_of({"texts": {"en": "The offices report."}}, language="ko")) == "The offices report."
