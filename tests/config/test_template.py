"""The template database in the package is what the migrations make."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from comitia.config.database import TEMPLATE, copy_template


@pytest.fixture
def template(tmp_path: Path):
    copy_template(tmp_path / "template.sqlite3")
    with sqlite3.connect(tmp_path / "template.sqlite3") as database:
        yield database
    database.close()


@pytest.mark.django_db
def test_it_has_every_migration(template):
    known = set(MigrationLoader(connection, ignore_no_migrations=True).disk_migrations)
    assert set(template.execute("SELECT app, name FROM django_migrations")) == known


def test_it_has_every_column_constraint_and_index_of_our_models(template):
    missing = []
    for model in apps.get_models(include_auto_created=True):
        if not model.__module__.startswith("comitia."):
            continue
        table = model._meta.db_table
        columns = {row[1] for row in template.execute(f'PRAGMA table_info("{table}")')}
        missing += [
            f"{table}.{field.column}" for field in model._meta.local_concrete_fields if field.column not in columns
        ]
        missing += [
            f"{table}.{name} (no longer in the model)"
            for name in columns - {field.column for field in model._meta.local_concrete_fields}
        ]
        made = " ".join(
            sql or "" for (sql,) in template.execute("SELECT sql FROM sqlite_master WHERE tbl_name = ?", [table])
        )
        names = [one.name for one in [*model._meta.constraints, *model._meta.indexes]]
        missing += [f"{table}: {name}" for name in names if f'"{name}"' not in made]
    assert missing == []


def test_it_keeps_the_journal_append_only(template):
    triggers = {name for (name,) in template.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    assert {"journal_entry_keeps_update", "journal_entry_keeps_delete", "journal_particulars_keeps_update"} <= triggers


def test_it_is_small():
    assert len(TEMPLATE.read_bytes()) < 100_000
    assert len(gzip.decompress(TEMPLATE.read_bytes())) > 100_000
