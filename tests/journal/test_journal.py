"""Every act is in the journal, and nobody can change what it says."""

from __future__ import annotations

import threading
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, connections, transaction

from comitia.journal import actions, queries
from comitia.journal.models import Entry, Particulars
from comitia.platform.actors import SYSTEM, Actor

OFFICER = Actor(person=UUID(int=1), capacity="secretariat")


def record(verb: str, at, **more) -> Entry:
    with transaction.atomic():
        return actions.record(verb, "member:seoul", by=OFFICER, at=at, **more)


def tamper(statement: str) -> None:
    """Change a row as an intruder with the database in hand would: past the triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(statement)
            cursor.execute("SET session_replication_role = DEFAULT")
        else:
            cursor.execute("SELECT sql, name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'journal_%'")
            triggers = cursor.fetchall()
            for _sql, name in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute(statement)
            for sql, _name in triggers:
                cursor.execute(sql)


@pytest.mark.django_db
def test_entries_are_chained_and_whole(at):
    first, second = record("save_member", at, facts={"name": "Seoul"}), record("save_member", at)
    assert (first.number, first.previous, second.previous) == (1, queries.FIRST, first.digest)
    assert list(queries.faults()) == []
    assert queries.head() == (2, second.digest)


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE journal_entry SET verb = 'x'", "DELETE FROM journal_entry"])
def test_the_database_refuses_to_change_or_remove_an_entry(at, statement):
    record("save_member", at)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Entry.objects.get().verb == "save_member"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "faults"),
    [
        ("UPDATE journal_entry SET verb = 'refuse' WHERE number = 2", [2]),
        ("UPDATE journal_entry SET facts = '{\"places\": 9}' WHERE number = 2", [2]),
        ("DELETE FROM journal_entry WHERE number = 2", [2]),
        ('UPDATE journal_particulars SET data = \'{"email": "b@b.example"}\' WHERE entry_id = 2', [2]),
    ],
)
def test_verification_names_the_tampered_entry(at, statement, faults):
    for number in (1, 2, 3):
        record("accept", at, facts={"places": number}, particulars={"email": "a@a.example"})
    tamper(statement)
    assert [fault.number for fault in queries.faults()] == faults


@pytest.mark.django_db
def test_erasing_particulars_keeps_the_chain_valid(at):
    citizen = UUID(int=7)
    record("submit", at, particulars={"name": "Aylin"}, about=citizen)
    record("submit", at, particulars={"name": "Bo"}, about=UUID(int=8))
    assert actions.erase_particulars(citizen) == 1
    assert [row.data for row in Particulars.objects.all()] == [{"name": "Bo"}]
    assert list(queries.faults()) == []


@pytest.mark.django_db
def test_an_act_that_is_rolled_back_leaves_no_entry(at):
    with transaction.atomic():
        actions.record("save_member", "member:seoul", by=SYSTEM, at=at)
        transaction.set_rollback(True)
    assert queries.head() == (0, queries.FIRST)


@pytest.mark.usefixtures("committed")
def test_many_threads_append_one_whole_chain(at):
    def append(number: int) -> None:
        try:
            for _ in range(5):
                record("bookmark", at, facts={"thread": number})
        finally:
            connections.close_all()

    threads = [threading.Thread(target=append, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(queries.faults()) == []
    assert queries.head()[0] == 40
