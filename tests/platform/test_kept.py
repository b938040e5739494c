"""What is kept is read once, until something public changes or its time is up."""

from __future__ import annotations

import pytest

from comitia.platform.bus import publish
from comitia.platform.kept import PUBLIC_CHANGED, kept


@pytest.fixture
def count():
    """Give a kept function that counts how often it was really read, by language."""
    reads: list[str] = []

    @kept
    def read(language: str) -> int:
        reads.append(language)
        return len(reads)

    return read


def test_a_value_is_read_once_for_each_argument(count) -> None:
    assert [count("en"), count("en"), count("ko"), count("en")] == [1, 1, 2, 1]


def test_a_public_change_empties_the_shelf(count) -> None:
    count("en")
    publish(PUBLIC_CHANGED, {})
    assert count("en") == 2


def test_a_value_is_read_anew_after_its_time(count, monkeypatch) -> None:
    count("en")
    monkeypatch.setattr("comitia.platform.kept.LONGEST_SECONDS", 0.0)
    assert count("en") == 2


def test_what_changed_while_it_was_read_is_not_kept() -> None:
    reads: list[int] = []

    @kept
    def read() -> int:
        reads.append(1)
        if len(reads) == 1:
            publish(PUBLIC_CHANGED, {})
        return len(reads)

    assert [read(), read(), read()] == [1, 2, 2]
