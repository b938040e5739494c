"""A text with words in braces is refused where it is wrong, and filled in without doing anything else."""

from __future__ import annotations

import re

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comitia.notices.policies import faults_of, filled
from comitia.notices.policies.wording import PIECE
from tests.notices.letters import WORDS

LINK = "{address}"


def faults(kind, subject="Hello", text=LINK) -> list[tuple[str, str]]:
    return [(fault.field, fault.code) for fault in faults_of(kind, subject, text)]


def fill(kind, text, *, language="en", **words) -> str:
    with translation.override(language):
        return filled(kind, "Hello", text, {**WORDS, **words}, language=language)[1]


def test_a_text_with_words_that_are_known_is_kept(sample):
    text = "{greeting}\n\n{name}, {meeting}: {category} on {day}, {moment}, {number} of {{these}}.\n\n{address}"
    assert faults(sample, "{meeting} on {day}", text) == []


@pytest.mark.parametrize(
    ("subject", "text", "found"),
    [
        ("", LINK, [("subject", "empty")]),
        ("Hello", " ", [("text", "empty"), ("text", "missing")]),
        ("x" * 251, LINK, [("subject", "long")]),
        ("Hello\nBcc: a@a.example", LINK, [("subject", "lines")]),
        ("Dear {name}", LINK, [("subject", "untrusted")]),
        ("{greeting}", LINK, [("subject", "untrusted")]),
        ("{address}", LINK, [("subject", "address")]),
        ("Hello", "{address} {unknown}", [("text", "unknown")]),
        ("Hello", "{address} {name.password}", [("text", "brace"), ("text", "brace")]),
        ("Hello", "{address} {name", [("text", "brace")]),
        ("Hello", "{address} name}", [("text", "brace")]),
        ("Hello", "Hello", [("text", "missing")]),
        ("Hello", "{address} https://a.example/?q={name}", [("text", "untrusted")]),
        ("Hello", "{address} https://{name}.example/", [("text", "untrusted")]),
        ("Hello", "{address} {name}@a.example", [("text", "untrusted")]),
        ("Hello", "{address} mailto:{name}", [("text", "untrusted")]),
        ("Hello", "{address}{name}", [("text", "untrusted")]),
        ("Hello", "{address} {name}.example", [("text", "untrusted")]),
        ("Hello", "{address} ({name}), {name}. {name}!", []),
    ],
)
def test_what_may_not_stand_in_a_letter_is_found(sample, subject, text, found):
    assert faults(sample, subject, text) == found


def test_a_fault_says_where_it_is_and_what_to_do(sample):
    (fault,) = faults_of(sample, "Hello", "{address}\n\nSee {adress}")
    assert fault.sentence == (
        "Line 3, character 5: {adress} is not known in this letter. "
        "Use one of: {greeting}, {name}, {meeting}, {category}, {day}, {moment}, {number}, {address}."
    )
    (fault,) = faults_of(sample, "Hello {name}", LINK)
    assert fault.sentence.startswith("Character 7: {name} is what somebody typed about themselves.")


def test_words_are_filled_in_as_the_language_has_them(sample):
    text = "{category}|{day}|{moment}|{number}"
    assert fill(sample, text) == ("Observer|November 17, 2020|Tuesday, November 17, 2020, 07:00 (UTC)|12,345")
    assert fill(sample, text, language="es") == (
        "Observadora|17 de noviembre de 2020|martes, 17 de noviembre de 2020, 07:00 (UTC)|12.345"
    )


def test_a_greeting_does_without_a_name(sample):
    assert fill(sample, "{greeting}") == "Dear Ana Ruiz,"
    assert fill(sample, "{greeting}", name="") == "Good day,"


def test_braces_are_written_twice(sample):
    assert fill(sample, "{{name}} {name}") == "{name} Ana Ruiz"


def test_what_somebody_typed_brings_neither_lines_nor_links_nor_placeholders(sample):
    assert (
        fill(sample, "Dear {name},", name="Ana\r\nhttps://evil.example {address}") == "Dear Ana evil.example {address},"
    )
    assert len(fill(sample, "{name}", name="x" * 5000)) == 200


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ({"more": ""}, ValueError),
        ({"day": "2020-11-17"}, TypeError),
        ({"number": "3"}, TypeError),
        ({"moment": WORDS["moment"].replace(tzinfo=None)}, TypeError),
        ({"address": "javascript:alert()"}, TypeError),
        ({"meeting": 3}, TypeError),
    ],
)
def test_words_of_another_kind_are_a_fault_of_the_program(sample, words, error):
    with pytest.raises(error):
        fill(sample, LINK, **words)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(max_size=300), category=st.text(max_size=300))
def test_whatever_is_filled_in_stands_once_as_it_is_and_is_not_read_again(sample, name, category):
    shown = fill(sample, "<{category}> <{name}>", name=name, category=category)
    assert shown.startswith(f"<{category}> <")
    rest = shown.removeprefix(f"<{category}> <").removesuffix(">")
    assert len(rest.splitlines()) <= 1
    assert not re.search(r"(?i)https?://", rest)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet="{}nameadrs _.\n/:@x", max_size=60))
def test_a_text_without_faults_is_always_filled_in_whole(sample, text):
    if faults_of(sample, "Hello", text):
        return
    shown = fill(sample, text, name="N", address="https://a.example/")
    assert (
        shown
        == re.sub(
            PIECE, lambda found: {"name": "N", "address": "https://a.example/"}.get(found[1] or "", found[0][0]), text
        ).strip()
    )
