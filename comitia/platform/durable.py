"""PostgreSQL: many wait for the disk together instead of one after the other behind a row that the first one keeps.

An act keeps its session from all others. If it kept it until its commit was on the disk, every cast would wait for as
many syncs as casts are before it. So it commits without waiting, which gives the session to the next, and then waits
for the disk before anybody is told that it is done. SQLite does the same below Django (`platform/database`).
"""

from __future__ import annotations

from typing import Final

from django.db import connection, transaction

# A commit that is synchronous and comes later in the log: what was written before it is on the disk with it
FLUSH: Final = "SELECT pg_logical_emit_message(true, 'comitia', '')"


def wait_for_disk_after_commit() -> None:
    """Let the transaction around this call give back what it keeps at its commit, and wait for the disk after it.

    Call it before anything is announced on commit: what is announced is then on the disk.
    """
    if connection.vendor != "postgresql" or any(hook[1] is _flush for hook in connection.run_on_commit):
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
    transaction.on_commit(_flush)


def _flush() -> None:
    with connection.cursor() as cursor:
        cursor.execute(FLUSH)
