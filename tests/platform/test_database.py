"""The SQLite engine: turns, durability, patience and disasters, with real threads and real processes."""

import contextlib
import os
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import IntegrityError, OperationalError, ProgrammingError, connections, transaction

from comitia.platform.database import writer as writer_module
from comitia.platform.database.base import DatabaseBusyError

TOO_MUCH = [f"{number}" + "x" * 4000 for number in range(100)]
HOLD = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(float(sys.argv[2]))
connection.execute("INSERT INTO note VALUES ('from another process')")
connection.execute("COMMIT")
"""


def write(text: str) -> None:
    with transaction.atomic(using="sample"), connections["sample"].cursor() as cursor:
        cursor.execute("INSERT INTO note VALUES (%s)", [text])


def write_all(texts: list[str]) -> None:
    with transaction.atomic(using="sample"):
        for text in texts:
            write(text)


def notes() -> list[str]:
    with connections["sample"].cursor() as cursor:
        cursor.execute("SELECT text FROM note ORDER BY text")
        return [row[0] for row in cursor.fetchall()]


def in_threads(count: int, work) -> list[BaseException]:
    """Call work(number) in so many threads at once and give what they raised."""
    failures: list[BaseException] = []
    gate = threading.Barrier(count)

    def run(number: int) -> None:
        gate.wait()
        try:
            work(number)
        except BaseException as error:  # noqa: BLE001
            failures.append(error)
        finally:
            connections["sample"].close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def hold(path, seconds: float) -> subprocess.Popen:
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(path), str(seconds)], stdout=subprocess.PIPE)
    process.stdout.readline()
    return process


def test_a_connection_has_a_write_ahead_log_foreign_keys_and_normal_sync(sample):
    with connections["sample"].cursor() as cursor:
        values = [
            cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        ]
    assert values == ["wal", 1, 1, 20_000]


def test_eight_threads_write_two_hundred_rows_without_an_error(sample):
    def work(number: int) -> None:
        for turn in range(25):
            write(f"{number:02}-{turn:02}")

    assert in_threads(8, work) == []
    assert notes() == [f"{number:02}-{turn:02}" for number in range(8) for turn in range(25)]


def test_a_commit_returns_only_after_its_log_is_on_the_disk(sample, monkeypatch):
    on_disk: list[int] = []
    real = writer_module.sync_data

    def sync(descriptor: int) -> None:
        on_disk.append(os.fstat(descriptor).st_size)
        real(descriptor)

    monkeypatch.setattr(writer_module, "sync_data", sync)
    seen = []
    with transaction.atomic(using="sample"):
        with connections["sample"].cursor() as cursor:
            cursor.execute("INSERT INTO note VALUES ('kept')")
        transaction.on_commit(lambda: seen.append(list(on_disk)), using="sample")
        assert on_disk == []
    assert seen == [on_disk]
    assert on_disk == [sample.with_name("sample.sqlite3-wal").stat().st_size]


def test_one_sync_serves_the_commits_made_while_the_disk_was_busy(sample, monkeypatch):
    entered, disk = threading.Event(), threading.Event()
    count = []

    def slow_sync(descriptor: int) -> None:
        count.append(descriptor)
        entered.set()
        disk.wait(10)

    monkeypatch.setattr(writer_module, "sync_data", slow_sync)

    def work(number: int) -> None:
        if number == 0:
            write("first")
        elif number == 9:
            entered.wait(10)
            writer = connections["sample"]
            writer.ensure_connection()
            while writer._writer._committed < 9:
                time.sleep(0.01)
            disk.set()
        else:
            entered.wait(10)
            write(f"{number}")

    assert in_threads(10, work) == []
    assert len(notes()) == 9
    assert len(count) == 2


def test_a_disk_that_refuses_to_sync_is_told_to_the_writer(sample, monkeypatch):
    def broken(descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(writer_module, "sync_data", broken)
    with pytest.raises(OperationalError, match="did not confirm"):
        write("uncertain")
    monkeypatch.undo()
    write("certain")
    assert notes() == ["certain", "uncertain"]


def test_the_log_is_found_again_after_sqlite_has_replaced_it(sample):
    write("one")
    connections["sample"].close()
    assert not sample.with_name("sample.sqlite3-wal").exists()
    write("two")
    assert notes() == ["one", "two"]


def test_a_refused_row_rolls_back_and_frees_the_turn(sample):
    write("taken")
    with pytest.raises(IntegrityError):
        write("taken")
    assert in_threads(1, lambda _: write("next")) == []
    assert notes() == ["next", "taken"]


def test_a_savepoint_undone_keeps_the_rest_of_the_transaction(sample):
    write("taken")
    with transaction.atomic(using="sample"):
        write("outer")
        with pytest.raises(IntegrityError):
            write_all(["inner", "taken"])
    assert notes() == ["outer", "taken"]


def test_closing_the_connection_inside_a_transaction_frees_the_turn(sample):
    def close_halfway() -> None:
        with transaction.atomic(using="sample"):
            write("lost")
            connections["sample"].close()
            write("never")

    with pytest.raises(ProgrammingError):
        close_halfway()
    connections["sample"].close()
    assert in_threads(1, lambda _: write("next")) == []
    assert notes() == ["next"]


def test_a_commit_refused_by_a_deferred_key_frees_the_turn(sample):
    with connections["sample"].cursor() as cursor:
        cursor.execute("CREATE TABLE reply (note TEXT REFERENCES note (text) DEFERRABLE INITIALLY DEFERRED)")

    def answer_nothing() -> None:
        with transaction.atomic(using="sample"), connections["sample"].cursor() as cursor:
            cursor.execute("INSERT INTO reply VALUES ('nothing')")

    with pytest.raises(IntegrityError):
        answer_nothing()
    assert in_threads(1, lambda _: write("next")) == []


def test_writers_wait_while_another_process_holds_the_database(sample):
    process = hold(sample, 1.5)
    begun = time.monotonic()
    assert in_threads(4, lambda number: write(f"{number}")) == []
    assert time.monotonic() - begun > 1
    assert process.wait(5) == 0
    process.stdout.close()
    assert notes() == ["0", "1", "2", "3", "from another process"]


@pytest.mark.processes
def test_ten_seconds_of_a_locked_database_are_waited_out(sample):
    process = hold(sample, 10)
    assert in_threads(3, lambda number: write(f"{number}")) == []
    assert process.wait(5) == 0
    process.stdout.close()
    assert notes() == ["0", "1", "2", "from another process"]


def test_patience_ends_with_a_sentence_and_nothing_written(sample):
    connections["sample"].close()
    connections.settings["sample"]["OPTIONS"] = {"timeout": 0.3}
    process = hold(sample, 1.5)
    failures = in_threads(3, lambda number: write(f"{number}"))
    assert [type(failure) for failure in failures] == [DatabaseBusyError] * 3
    assert str(failures[0]) == "The database was kept busy for 0.3 seconds by another writer. Nothing was changed."
    assert process.wait(5) == 0
    process.stdout.close()
    write("afterwards")
    assert notes() == ["afterwards", "from another process"]


def test_a_full_disk_leaves_nothing_half_written(sample):
    write("before")
    with connections["sample"].cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(OperationalError, match="database or disk is full"):
        write_all(TOO_MUCH)
    assert notes() == ["before"]
    assert in_threads(1, lambda _: write("small")) == []
    with sqlite3.connect(sample) as other:
        assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    other.close()


def test_a_full_disk_inside_a_savepoint_cannot_be_overlooked(sample):
    with connections["sample"].cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 5")

    def overlook() -> None:
        with transaction.atomic(using="sample"):
            write("outer")
            with contextlib.suppress(OperationalError):
                write_all(TOO_MUCH)
            write("after the failure")

    with pytest.raises(transaction.TransactionManagementError):
        overlook()
    assert notes() == []


def test_acknowledged_rows_survive_a_killed_process(sample, tmp_path):
    program = tmp_path / "program.py"
    program.write_text(
        "import sys, django\n"
        "from django.conf import settings\n"
        "settings.configure(DATABASES={'default': {'ENGINE': 'comitia.platform.database', 'NAME': sys.argv[1]}})\n"
        "django.setup()\n"
        "from django.db import connection, transaction\n"
        "number = 0\n"
        "while True:\n"
        "    with transaction.atomic():\n"
        "        connection.cursor().execute('INSERT INTO note VALUES (%s)', [f'{number:06}'])\n"
        "    print(number, flush=True)\n"
        "    number += 1\n"
    )
    process = subprocess.Popen(
        [sys.executable, program, sample], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(Path.cwd())}
    )
    acknowledged = [int(process.stdout.readline()) for _ in range(50)]
    process.kill()
    process.wait(5)
    acknowledged += [int(line) for line in process.stdout.read().split(b"\n")[:-1]]
    process.stdout.close()
    kept = [int(text) for text in notes()]
    assert kept[: len(acknowledged)] == acknowledged
