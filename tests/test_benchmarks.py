"""The measurements can be run: every part exists, the table judges, and one request can be counted."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from benchmarks import table
from benchmarks.__main__ import PARTS, main
from benchmarks.asking import ask, cost


@pytest.mark.parametrize("part", PARTS)
def test_every_part_has_a_program(part):
    assert find_spec(PARTS[part][0]) is not None


def test_an_unknown_part_is_refused_with_the_names_of_those_there_are(capsys):
    assert main(["coffee"]) == 2
    assert capsys.readouterr().err == f"There is no part coffee. The parts are {', '.join(PARTS)}.\n"


def test_a_figure_is_judged_by_its_limit(capsys, monkeypatch):
    monkeypatch.setattr(table, "missed", [])
    table.row("page", 2.0, "ms CPU", at_most=2)
    table.row("rate", 0.5, "of the bare", at_least=0.85)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[-1] for line in lines] == ["met", "MISSED"]
    assert table.missed == ["rate"]


@pytest.mark.django_db
def test_a_request_is_counted_in_this_process():
    found = cost(lambda: ask("/health"))
    assert found.statements == 0
    assert found.cpu_ms > 0
