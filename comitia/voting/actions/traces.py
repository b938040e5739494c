"""Lets the database files forget in which order the papers of secret ballots came."""

from __future__ import annotations

from django.db import connection


def forget_traces() -> bool:
    """Empty the write-ahead log (SQLite) or rewrite the tables (PostgreSQL), outside any transaction; say if it worked.

    SQLite overwrites what is deleted (`secure_delete`), but the pages of before lie in the log until it is emptied, and
    PostgreSQL keeps deleted rows with the number of their transaction until a table is rewritten.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM (FULL) voting_sealedpaper")
            cursor.execute("VACUUM (FULL) voting_rollline")
            return True
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        is_busy, _pages, _moved = cursor.fetchone()
        return not is_busy
