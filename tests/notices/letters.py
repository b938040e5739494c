"""A kind of letter of the tests' own."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.template import engines
from django.utils.translation import gettext_lazy
from jinja2 import ChoiceLoader, DictLoader

from comitia.notices.actions import Letter, Placeholder, declare_kind, save_template
from comitia.notices.policies import placeholders
from comitia.platform.actors import SYSTEM
from comitia.platform.bus import publish
from comitia.platform.kept import PUBLIC_CHANGED

AT = datetime(2020, 11, 17, 7, 0, tzinfo=UTC)
WORDS: dict[str, Any] = {
    "name": "Ana Ruiz",
    "meeting": gettext_lazy("Registrations"),
    "category": {"en": "Observer", "es": "Observadora"},
    "day": date(2020, 11, 17),
    "moment": AT,
    "number": 12345,
    "address": "https://a.example/en/",
}
PLACEHOLDERS = (
    Placeholder(name="name", meaning="name", example="Saltanat", trusted=False),
    Placeholder(name="meeting", meaning="meeting", example="Committee"),
    Placeholder(name="category", meaning="category", example="Observer"),
    Placeholder(name="day", type="date", meaning="day", example=date(2020, 11, 17)),
    Placeholder(name="moment", type="moment", meaning="moment", example=AT),
    Placeholder(name="number", type="number", meaning="number", example=3),
    Placeholder(name="address", type="url", meaning="address", example="https://a.example/", needed=True),
)


def words_of(person: UUID, language: str) -> dict[str, Any] | None:
    return {**WORDS, "name": f"{language} {person.int}"} if person.int < 10 else None


@pytest.fixture
def sample(monkeypatch):
    """Declare the kind `sample`, with a shipped text in English, for one test."""
    environment = engines.all()[0].env
    shipped = DictLoader({"letters/sample.txt": "Shipped\n\n{{ address }}"})
    monkeypatch.setattr(environment, "loader", ChoiceLoader([shipped, environment.loader]))
    yield declare_kind("sample", label="Sample", placeholders=PLACEHOLDERS, words_of=words_of)
    del placeholders._kinds["sample"]


def keep(language="en", *, category="", subject="Hello", text="{address}"):
    save_template(
        "sample", category=category, language=language, subject=subject, text=text, seen=None, by=SYSTEM, at=AT
    )
    publish(PUBLIC_CHANGED, {})  # as the commit does, which no test reaches


def letter(number=1, *, language="en", **more) -> Letter:
    return Letter(
        key=f"sample:{number}",
        to=f"person{number}@example.org",
        person=None,
        language=language,
        words={**WORDS, "name": f"Person {number}"},
        **more,
    )
