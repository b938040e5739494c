"""What the database was asked, without what only holds a transaction together."""

from __future__ import annotations

from collections.abc import Iterable

# PostgreSQL locks the journal by a statement of its own, SQLite needs none
BESIDE = ("BEGIN", "SAVEPOINT", "RELEASE", "SELECT pg_advisory_xact_lock")


def asked(captured: Iterable[dict[str, str]]) -> list[str]:
    """List the statements that read or write."""
    return [one["sql"] for one in captured if not one["sql"].startswith(BESIDE)]
