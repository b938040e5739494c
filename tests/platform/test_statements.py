"""A statement compiled once gives the rows that Django would give, each time for other numbers."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comitia.accounts.models import Person
from comitia.platform.jobs.models import Appointment
from comitia.platform.statements import Columns, Insertion, Statement
from tests.factories.accounts import AT, make_person

pytestmark = pytest.mark.django_db


def fields(person):
    return {field.attname: getattr(person, field.attname) for field in Person._meta.concrete_fields}


def test_a_statement_gives_whole_rows_for_the_number_asked_for():
    by_key = Statement(lambda key: Person.objects.filter(pk=key, is_active=True), numbers=1)
    for person in (make_person("Aigul"), make_person("Bilal")):
        assert fields(by_key.first(person.pk)) == fields(Person.objects.get(pk=person.pk))
    assert by_key.first(0) is None


def test_each_number_goes_to_its_own_place():
    between = Statement(lambda low, high: Person.objects.filter(pk__gte=low, pk__lte=high).order_by("pk"), numbers=2)
    people = [make_person() for _ in range(3)]
    assert between.fetch(people[0].pk, people[1].pk) == people[:2]
    assert between.fetch(people[1].pk, people[2].pk) == people[1:]
    assert between.fetch(people[1].pk, people[0].pk) == []


def test_rows_are_changed_and_saved_like_any_other():
    person = make_person("Aigul")
    found = Statement(lambda key: Person.objects.filter(pk=key), numbers=1).first(person.pk)
    found.name = "Bilal"
    found.save(update_fields=["name"])
    person.refresh_from_db()
    assert person.name == "Bilal"


def test_columns_are_read_by_numbers_texts_moments_and_references_as_django_reads_them():
    def rows(low, name, since, but):
        found = Person.objects.filter(pk__gte=low, name=name, created_at__gte=since).exclude(reference=but)
        return found.order_by("pk").values_list("reference", "name", "created_at", "is_active")

    columns = Columns(rows, int, str, datetime, UUID)
    first, _second, third = [make_person(name) for name in ("Aigul", "Bilal", "Aigul")]
    for asked in (
        (0, "Aigul", AT, third.reference),
        (first.pk + 1, "Aigul", AT, first.reference),
        (0, "Bilal", AT, first.reference),
        (0, "Aigul", AT + timedelta(days=1), third.reference),
    ):
        assert [tuple(row) for row in columns.fetch(*asked)] == list(rows(*asked))
    assert [len(columns.fetch(0, "Aigul", AT, but)) for but in (third.reference, UUID(int=1))] == [1, 2]


def test_one_statement_is_made():
    person = make_person()
    with CaptureQueriesContext(connection) as asked:
        Statement(lambda key: Person.objects.filter(pk=key), numbers=1).first(person.pk)
    assert len(asked) == 1


def test_new_rows_are_written_in_one_statement_and_those_that_are_there_are_left_alone(at):
    insertion = Insertion(Appointment)

    def write(*names, due_at=at):
        return insertion.write([Appointment(name=name, due_at=due_at) for name in names])

    with CaptureQueriesContext(connection) as asked:
        assert write("a", "b") == 2
    assert len(asked) == 1
    assert write("b", "c", due_at=at + timedelta(days=1)) == 1
    kept = Appointment.objects.order_by("name").values_list("name", "due_at")
    assert list(kept) == [("a", at), ("b", at), ("c", at + timedelta(days=1))]
