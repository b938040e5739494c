"""The database at start: made from a migrated template if there is none, brought up to date if it is older."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

TEMPLATE = Path(__file__).with_name("template.sqlite3.gz")


def copy_template(target: Path) -> None:
    """Write the migrated, empty database to `target`, whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    part.write_bytes(gzip.decompress(TEMPLATE.read_bytes()))
    part.replace(target)


def prepare() -> None:
    """Make or update the database, so that every table is there."""
    if not settings.COMITIA.database_url and not settings.COMITIA.database_path.exists():
        copy_template(settings.COMITIA.database_path)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(1)")
            try:
                call_command("migrate", verbosity=0)
            finally:
                cursor.execute("SELECT pg_advisory_unlock(1)")
    elif _is_behind():
        call_command("migrate", verbosity=0)


def _is_behind() -> bool:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def write_template() -> None:
    """Make the template anew from the migrations (after any of them has changed)."""
    path = settings.COMITIA.data_dir / "template.sqlite3"
    path.unlink(missing_ok=True)
    connection.close()
    connection.settings_dict["NAME"] = path
    call_command("migrate", verbosity=0)
    connection.close()
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA journal_mode = DELETE")
        database.execute("VACUUM")
    database.close()
    TEMPLATE.write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
    path.unlink()
